import { invalid, type OidcProvider } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { SealedSecret } from '../ports/stores.ts'
import { expectVersion } from '../workspaces/expect-version.ts'
import { assertMayVouch } from './assert-may-vouch.ts'
import { assertMayHandOut, assertMayRedirect } from './assigned-roles.ts'
import { loadOidcProvider } from './get-oidc-provider.ts'
import { clientSecretContext } from './provider-secret.ts'
import type { UpdateOidcProviderRequest } from './requests.ts'
import { type OidcProviderView, oidcProviderView } from './views.ts'

/** Changes what is given. A changed issuer, client or secret is tried by discovery before anything is stored. */
export async function updateOidcProvider(
  ports: Ports,
  actor: WorkspaceActor,
  id: string,
  request: UpdateOidcProviderRequest,
  options: { readonly ifVersion?: number } = {},
): Promise<OidcProviderView> {
  const before = await loadOidcProvider(ports, ports.db.stores, actor, id)
  expectVersion('OpenID provider', before, options.ifVersion)
  const wanted = changed(before, request)
  const isHarmlessChange = isHarmless(request)
  if (!isHarmlessChange) {
    await assertMayVouch(ports.db.stores, actor)
    await assertMayRedirect(ports.db.stores, actor, before)
    await assertMayHandOut(ports.db.stores, actor, wanted)
  }
  const sealed = await tryConnection(ports, before, wanted, request.clientSecret)
  const after = await ports.db.transaction(async (stores) => {
    if (!isHarmlessChange) await assertMayVouch(stores, actor)
    const stored = await stores.oidcProviders.update(wanted, sealed)
    const view = oidcProviderView(stored, ports.installation)
    ports.trail.note({
      before: oidcProviderView(before, ports.installation),
      // That it changed is worth an entry, what it is now is not.
      after: { ...view, ...(sealed ? { clientSecretReplaced: true } : {}) },
    })
    return view
  })
  return after
}

function changed(provider: OidcProvider, request: UpdateOidcProviderRequest): OidcProvider {
  const { clientSecret: _secret, defaultRole, ...rest } = request
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  return {
    ...provider,
    ...given,
    ...(defaultRole === undefined ? {} : { defaultRole: defaultRole ?? undefined }),
  }
}

/** A new name, or switching it off, gives nobody anything. */
function isHarmless(request: UpdateOidcProviderRequest): boolean {
  return Object.entries(request).every(
    ([field, value]) => value === undefined || field === 'name' || (field === 'enabled' && !value),
  )
}

/** The new secret, sealed, once the provider has answered; undefined when there is none. */
async function tryConnection(
  ports: Ports,
  before: OidcProvider,
  wanted: OidcProvider,
  clientSecret: string | undefined,
): Promise<SealedSecret | undefined> {
  // The stored secret is for the issuer it was given for: it is never handed to another one.
  if (wanted.issuer !== before.issuer && clientSecret === undefined)
    throw invalid(
      'client-secret-required',
      'Another issuer needs its own client secret: give it together with the issuer.',
      [{ pointer: '/clientSecret', message: 'is required with another issuer' }],
    )
  const isSame = wanted.issuer === before.issuer && wanted.clientId === before.clientId
  if (isSame && clientSecret === undefined) return undefined
  await ports.oidc.discover(wanted)
  return clientSecret === undefined
    ? undefined
    : ports.vault.seal(clientSecret, clientSecretContext(wanted))
}
