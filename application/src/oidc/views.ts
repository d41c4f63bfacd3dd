import { type DomainClaim, OIDC_PRESETS, type OidcProvider } from '@skyclust/domain'
import { z } from 'zod'
import type { Installation } from '../ports/ports.ts'

/** A provider as the API shows it: never the client secret. */
export const OidcProviderView = z.object({
  id: z.string(),
  name: z.string(),
  preset: z.enum(OIDC_PRESETS),
  issuer: z.string(),
  clientId: z.string(),
  scopes: z.array(z.string()),
  justInTime: z.boolean(),
  defaultRole: z.string().nullable(),
  roleMappings: z.array(z.object({ claim: z.string(), value: z.string(), role: z.string() })),
  enabled: z.boolean(),
  /** To be registered at the provider. */
  redirectUri: z.string(),
  /** To be registered at the provider as where it may send people after signing out. */
  postLogoutRedirectUri: z.string(),
  /** Leads straight to the provider's sign-in. */
  loginUrl: z.string(),
  createdAt: z.string(),
  version: z.number().int(),
})
export type OidcProviderView = z.infer<typeof OidcProviderView>

/** A provider as those see it who are not signed in. */
export const OidcProviderButton = z.object({
  id: z.string(),
  name: z.string(),
  preset: z.enum(OIDC_PRESETS),
})
export type OidcProviderButton = z.infer<typeof OidcProviderButton>

export const OidcPresetView = z.object({
  id: z.enum(OIDC_PRESETS),
  name: z.string(),
  issuerTemplate: z.string(),
  scopes: z.array(z.string()).readonly(),
  groupsClaim: z.string().nullable(),
  hints: z.array(z.string()).readonly(),
  docsUrl: z.string(),
})

/** What discovery found. */
export const OidcProviderTestView = z.object({
  issuer: z.string(),
  /** Null: signing out of SkyClust leaves the provider's session as it is. */
  endSessionEndpoint: z.string().nullable(),
})
export type OidcProviderTestView = z.infer<typeof OidcProviderTestView>

export const SignInOptionsView = z.object({
  /** Whether an account can be made with this address, or with some address when none was given. */
  registration: z.boolean(),
  providers: z.array(OidcProviderButton),
})
export type SignInOptionsView = z.infer<typeof SignInOptionsView>

export const DomainView = z.object({
  id: z.string(),
  domain: z.string(),
  verifiedAt: z.string().nullable(),
  /** What the domain's DNS must contain. */
  record: z.object({ type: z.literal('TXT'), name: z.string(), value: z.string() }),
  createdAt: z.string(),
})
export type DomainView = z.infer<typeof DomainView>

export const ExternalIdentityView = z.object({
  providerId: z.string(),
  providerName: z.string(),
  preset: z.enum(OIDC_PRESETS),
  workspaceName: z.string(),
  /** As the provider told it when the account was linked. */
  email: z.string(),
  createdAt: z.string(),
})
export type ExternalIdentityView = z.infer<typeof ExternalIdentityView>

/** A provider of one of the reader's workspaces that their account is not linked to yet. */
export const LinkableProviderView = ExternalIdentityView.omit({ email: true, createdAt: true })
export type LinkableProviderView = z.infer<typeof LinkableProviderView>

/** The one address providers send people back to. */
export function redirectUri({ publicUrl }: Pick<Installation, 'publicUrl'>): string {
  return `${publicUrl}/api/v1/oidc/callback`
}

export function postLogoutRedirectUri({ publicUrl }: Pick<Installation, 'publicUrl'>): string {
  return `${publicUrl}/login`
}

export function oidcProviderView(
  provider: OidcProvider,
  installation: Pick<Installation, 'publicUrl'>,
): OidcProviderView {
  const { id, name, preset, issuer, clientId, justInTime, enabled, createdAt, version } = provider
  return {
    id,
    name,
    preset,
    issuer,
    clientId,
    scopes: [...provider.scopes],
    justInTime,
    defaultRole: provider.defaultRole ?? null,
    roleMappings: provider.roleMappings.map(({ claim, value, role }) => ({ claim, value, role })),
    enabled,
    redirectUri: redirectUri(installation),
    postLogoutRedirectUri: postLogoutRedirectUri(installation),
    loginUrl: `${installation.publicUrl}/api/v1/oidc/${id}/login`,
    createdAt,
    version,
  }
}

export function oidcProviderButton({ id, name, preset }: OidcProvider): OidcProviderButton {
  return { id, name, preset }
}

export function domainView(claim: DomainClaim): DomainView {
  return {
    id: claim.id,
    domain: claim.domain,
    verifiedAt: claim.verifiedAt ?? null,
    record: {
      type: 'TXT',
      name: `_skyclust.${claim.domain}`,
      value: `skyclust-domain-verification=${claim.proof}`,
    },
    createdAt: claim.createdAt,
  }
}
