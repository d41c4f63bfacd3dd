import { createHash, randomBytes } from 'node:crypto'
import type { AccountCredential, AccountOptions, SimContext } from '../core/cloud.ts'
import { uniqueHex } from './api.ts'

export interface AwsAccount {
  readonly id: string
  readonly createdAt: number
  readonly options: AccountOptions
}

/** A key that can sign: the user's own, or a temporary one of an assumed role. */
export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly account: string
  readonly arn: string
  readonly userId: string
  readonly sessionToken?: string
  /** Virtual epoch milliseconds. */
  readonly expiresAt?: number
}

/** The administrator every sandbox account has. */
export const administrator = 'sandbox-admin'

export const accountsOf = (context: SimContext) => context.world.table<AwsAccount>('aws.account')
export const accessKeysOf = (context: SimContext) =>
  context.world.table<AccessKey>('aws.access-key')

/** Opens an account with an administrator's access key. */
export function openAccount(
  context: SimContext,
  { id, ...options }: AccountOptions & { readonly id?: string },
): AccountCredential & { readonly cloud: 'aws' } {
  const accountId = id ?? newAccountId(context)
  if (!/^\d{12}$/.test(accountId))
    throw new RangeError(`an AWS account id has 12 digits, which ${accountId} has not`)
  const accounts = accountsOf(context)
  const existing = accounts.get(accountId)
  accounts.put(
    accountId,
    existing
      ? { ...existing, options }
      : { id: accountId, createdAt: context.clock.now(), options },
  )
  const key = newAccessKey(context, {
    prefix: 'AKIA',
    account: accountId,
    arn: `arn:aws:iam::${accountId}:user/${administrator}`,
    userId: `AIDA${base32(accountId).slice(0, 17)}`,
  })
  const { accessKeyId, secretAccessKey } = key
  return { cloud: 'aws', accountId, accessKeyId, secretAccessKey }
}

export function newAccessKey(
  context: SimContext,
  owner: Pick<AccessKey, 'account' | 'arn' | 'userId' | 'expiresAt'> & {
    readonly prefix: 'AKIA' | 'ASIA'
  },
): AccessKey {
  const { prefix, ...rest } = owner
  const key: AccessKey = {
    ...rest,
    accessKeyId: `${prefix}${base32(uniqueHex(context, 'access-key')).slice(0, 16)}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    ...(prefix === 'ASIA' ? { sessionToken: randomBytes(96).toString('base64') } : {}),
  }
  accessKeysOf(context).put(key.accessKeyId, key)
  return key
}

function newAccountId(context: SimContext): string {
  const digits = BigInt(`0x${uniqueHex(context, 'account').slice(0, 15)}`)
  return String(100_000_000_000n + (digits % 900_000_000_000n))
}

/** AWS ids such as AKIA… use these 32 characters. */
export function base32(seed: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  return [...createHash('sha256').update(seed).digest()].map((byte) => alphabet[byte % 32]).join('')
}
