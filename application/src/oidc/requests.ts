import { OIDC_PRESETS } from '@skyclust/domain'
import { z } from 'zod'
import { RoleChoice } from '../roles/requests.ts'

const ProviderName = z.string().trim().min(1).max(60)
/** Compared character by character with what the provider says of itself. */
const Issuer = z
  .string()
  .trim()
  .max(500)
  .refine(isIssuer, 'must be an http(s) address without user, query and fragment')
const ClientId = z.string().trim().min(1).max(500)
const ClientSecret = z
  .string()
  .min(1)
  .max(4000)
  .meta({ description: 'Write-only: it is sealed and never shown again.' })
const Scopes = z
  .array(z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]{1,100}$/, 'must be a scope of RFC 6749'))
  .max(30)
  .refine((scopes) => scopes.includes('openid'), 'must contain openid')
const DefaultRole = RoleChoice.refine(
  (role) => role !== 'owner',
  'nobody becomes an owner just by signing in: map a group to it instead',
)
const RoleMappings = z
  .array(
    z.strictObject({
      claim: z.string().min(1).max(200),
      value: z.string().min(1).max(500),
      role: RoleChoice,
    }),
  )
  .max(100)

export const CreateOidcProviderRequest = z.strictObject({
  name: ProviderName,
  preset: z.enum(OIDC_PRESETS).default('generic'),
  issuer: Issuer,
  clientId: ClientId,
  clientSecret: ClientSecret,
  scopes: Scopes.default(['openid', 'email', 'profile']),
  justInTime: z.boolean().default(false),
  defaultRole: DefaultRole.nullable().default(null),
  roleMappings: RoleMappings.default([]),
  enabled: z.boolean().default(true),
})
export type CreateOidcProviderRequest = z.infer<typeof CreateOidcProviderRequest>

export const UpdateOidcProviderRequest = z.strictObject({
  name: ProviderName.optional(),
  issuer: Issuer.optional(),
  clientId: ClientId.optional(),
  clientSecret: ClientSecret.optional(),
  scopes: Scopes.optional(),
  justInTime: z.boolean().optional(),
  defaultRole: DefaultRole.nullable().optional(),
  roleMappings: RoleMappings.optional(),
  enabled: z.boolean().optional(),
})
export type UpdateOidcProviderRequest = z.infer<typeof UpdateOidcProviderRequest>

export const ClaimDomainRequest = z.strictObject({ domain: z.string().trim().min(1).max(253) })
export type ClaimDomainRequest = z.infer<typeof ClaimDomainRequest>

/** A path of this site, so that a sign-in cannot be made to end somewhere else. */
export const LocalPath = z
  .string()
  .max(500)
  .refine(isLocalPath, 'must be a path of this site that begins with one slash')

export const LinkExternalIdentityRequest = z.strictObject({
  /** Where the browser goes afterwards. */
  returnTo: LocalPath.default('/'),
  /** Needed when the sign-in is older than 15 minutes. */
  password: z.string().min(1).max(200).optional(),
})
export type LinkExternalIdentityRequest = z.infer<typeof LinkExternalIdentityRequest>

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  const isBare = username === '' && password === '' && search === '' && hash === ''
  return /^https?:$/.test(protocol) && isBare && !/[?#]/.test(text)
}

/** Browsers read `\` as `/` and drop tabs and line breaks: neither is let in. Two slashes begin another site's address. */
function isLocalPath(text: string): boolean {
  if (!/^\/[\x21-\x5B\x5D-\x7E]*$/.test(text)) return false
  return new URL(text, 'http://here.invalid').origin === 'http://here.invalid'
}
