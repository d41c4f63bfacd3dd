import type { Api } from '../api.ts'
import { authorize } from '../authorize.ts'
import { jsonErrors } from '../common-errors.ts'
import { type Role, roles } from '../iam/role-rows.ts'

/** The role of an ARN in the caller's account, however fresh. */
export function roleByArn(api: Api, arn: string): Role | undefined {
  const role = api.rows(roles).find(arn.split('/').at(-1) ?? '')
  return role?.arn === arn ? role : undefined
}

/** Whether a service can assume the role by now. */
export function canAssume(role: Role | undefined, service: string, now: number): role is Role {
  return role !== undefined && role.assumableAt <= now && role.trustedServices.includes(service)
}

/** Handing a role to a service needs the permission to pass it. */
export function authorizePassRole(api: Api, arn: string): void {
  authorize(api, jsonErrors, 'iam:PassRole', arn)
}

export function hasPolicy(role: Role, ...anyOf: readonly string[]): boolean {
  return anyOf.some((name) => role.policyArns.includes(`arn:aws:iam::aws:policy/${name}`))
}
