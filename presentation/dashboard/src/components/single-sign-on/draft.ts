import type {
  CreateOidcProviderRequest,
  OidcPreset,
  OidcProvider,
  UpdateOidcProviderRequest,
} from '@skyclust/api-client'

export type Mapping = OidcProvider['roleMappings'][number]

/** A provider as it is being entered. */
export interface ProviderDraft {
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  /** Empty while editing = the stored one stays. */
  readonly clientSecret: string
  /** Separated by spaces. */
  readonly scopes: string
  readonly justInTime: boolean
  /** Empty = none. */
  readonly defaultRole: string
  readonly roleMappings: readonly Mapping[]
}

export function draftOfPreset(preset: OidcPreset): ProviderDraft {
  const { issuerTemplate } = preset
  return {
    name: preset.id === 'generic' ? '' : preset.name,
    // A template with placeholders is only shown as an example.
    issuer: issuerTemplate.includes('{') ? '' : issuerTemplate,
    clientId: '',
    clientSecret: '',
    scopes: preset.scopes.join(' '),
    justInTime: false,
    defaultRole: '',
    roleMappings: [],
  }
}

export function draftOfProvider(provider: OidcProvider): ProviderDraft {
  const { name, issuer, clientId, justInTime, roleMappings } = provider
  return {
    name,
    issuer,
    clientId,
    clientSecret: '',
    scopes: provider.scopes.join(' '),
    justInTime,
    defaultRole: provider.defaultRole ?? '',
    roleMappings,
  }
}

export function createRequestOf(
  preset: OidcPreset['id'],
  draft: ProviderDraft,
): CreateOidcProviderRequest {
  return { ...connectionOf(draft), ...accessOf(draft), clientSecret: draft.clientSecret, preset }
}

/** Only what differs: a connection that stays as it is needs no new trial. */
export function updateRequestOf(
  provider: OidcProvider,
  draft: ProviderDraft,
): UpdateOidcProviderRequest {
  const before = draftOfProvider(provider)
  const old: Record<string, unknown> = { ...connectionOf(before), ...accessOf(before) }
  const wanted = { ...connectionOf(draft), ...accessOf(draft) }
  const changed = Object.entries(wanted).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(old[field]),
  )
  const { clientSecret } = draft
  return { ...Object.fromEntries(changed), ...(clientSecret === '' ? {} : { clientSecret }) }
}

function connectionOf({ name, issuer, clientId, scopes }: ProviderDraft) {
  return {
    name: name.trim(),
    issuer: issuer.trim(),
    clientId: clientId.trim(),
    scopes: scopes.split(/[\s,]+/).filter((scope) => scope !== ''),
  }
}

function accessOf({ justInTime, defaultRole, roleMappings }: ProviderDraft) {
  return {
    justInTime,
    defaultRole: defaultRole === '' ? null : defaultRole,
    roleMappings: roleMappings.map(({ claim, value, role }) => ({
      claim: claim.trim(),
      value: value.trim(),
      role,
    })),
  }
}
