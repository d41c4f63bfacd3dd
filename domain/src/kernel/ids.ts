import { z } from 'zod'

/** Ids are `<prefix>_<20 lower-case base32 characters>`: safe in URLs, cloud tags and Google labels. */
const body = '[a-z2-7]{20}'
const id = <B extends string>(prefix: string, brand: B) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_${body}$`), `must look like ${prefix}_…`)
    .brand(brand)

export const WorkspaceId = id('wsp', 'WorkspaceId')
export type WorkspaceId = z.infer<typeof WorkspaceId>
export const UserId = id('usr', 'UserId')
export type UserId = z.infer<typeof UserId>
export const SessionId = id('ses', 'SessionId')
export type SessionId = z.infer<typeof SessionId>
export const CredentialId = id('crd', 'CredentialId')
export type CredentialId = z.infer<typeof CredentialId>
export const RoleId = id('rol', 'RoleId')
export type RoleId = z.infer<typeof RoleId>
export const ServiceAccountId = id('sva', 'ServiceAccountId')
export type ServiceAccountId = z.infer<typeof ServiceAccountId>
export const ApiKeyId = id('key', 'ApiKeyId')
export type ApiKeyId = z.infer<typeof ApiKeyId>
export const InvitationId = id('inv', 'InvitationId')
export type InvitationId = z.infer<typeof InvitationId>
export const OidcProviderId = id('oip', 'OidcProviderId')
export type OidcProviderId = z.infer<typeof OidcProviderId>
export const DomainClaimId = id('dom', 'DomainClaimId')
export type DomainClaimId = z.infer<typeof DomainClaimId>
export const PasskeyId = id('pky', 'PasskeyId')
export type PasskeyId = z.infer<typeof PasskeyId>
export const MailId = id('msg', 'MailId')
export type MailId = z.infer<typeof MailId>
/** Any managed resource, whatever its kind. */
export const ResourceId = id('res', 'ResourceId')
export type ResourceId = z.infer<typeof ResourceId>

export type IdPrefix =
  | 'wsp'
  | 'usr'
  | 'ses'
  | 'crd'
  | 'res'
  | 'rol'
  | 'sva'
  | 'key'
  | 'inv'
  | 'oip'
  | 'dom'
  | 'pky'
  | 'msg'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** Builds an id body from 20 random bytes (100 bits are used). */
export function encodeId(prefix: IdPrefix, bytes: Uint8Array): string {
  if (bytes.length < 20) throw new RangeError('an id needs 20 random bytes')
  let text = ''
  for (const byte of bytes.subarray(0, 20)) text += ALPHABET[byte & 31]
  return `${prefix}_${text}`
}

/** The last characters of an id, for names in a cloud that must be unique and short. */
export function shortId(id: string, length = 6): string {
  return id.slice(-length)
}
