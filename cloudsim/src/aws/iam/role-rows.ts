import { type Row, rowType } from '../rows.ts'

/** An IAM role; its id is its name. */
export interface Role extends Row {
  readonly arn: string
  readonly roleId: string
  readonly path: string
  readonly description?: string
  readonly trustPolicy: string
  /** Service principals that may assume it, read from the trust policy. */
  readonly trustedServices: readonly string[]
  readonly policyArns: readonly string[]
  readonly maxSessionSeconds: number
  /** Services find it assumable from then on (IAM is eventually consistent). */
  readonly assumableAt: number
  /** Made by a service for itself. */
  readonly serviceLinked?: boolean
}

export const roles = rowType<Role>('iam-role', true)
