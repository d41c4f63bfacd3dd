import {
  conflict,
  notFound,
  type OidcLogin,
  type OidcProvider,
  OidcProviderId,
} from '@skyclust/domain'
import type { Client } from '../identity/client.ts'
import { networkOf } from '../identity/throttling.ts'
import { findInvitation } from '../members/invitation-token.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { throttled } from './throttled.ts'
import { redirectUri } from './views.ts'

const LOGIN_MS = 10 * 60_000
const PER_ADDRESS = { points: 60, windowMs: 15 * 60_000 }

export interface StartedLogin {
  /** Where the browser goes: the provider's sign-in. */
  readonly url: string
  /** Content of the cookie without which the answer of the provider counts for nothing. */
  readonly browserSecret: string
}

/** Begins a sign-in at a provider; not-found, or conflict `sso-provider-disabled` when nobody may use it now. */
export async function startLogin(
  ports: Ports,
  id: string,
  request: { readonly returnTo: string; readonly invitation?: string },
  client: Client,
): Promise<StartedLogin> {
  await throttled(ports, `oidc-login ${networkOf(client.address)}`, PER_ADDRESS)
  const provider = await usableProvider(ports.db.stores, id)
  const loginHint = await invitedAddress(ports, provider, request.invitation)
  const { returnTo } = request
  return beginLogin(ports, provider, { returnTo, linkTo: undefined, loginHint })
}

/** A provider that may be used now. */
export async function usableProvider(
  stores: Pick<Stores, 'oidcProviders'>,
  id: string,
): Promise<OidcProvider> {
  const parsed = OidcProviderId.safeParse(id)
  const provider = parsed.success && (await stores.oidcProviders.find(parsed.data))
  if (!provider) throw notFound('OpenID provider', id)
  if (!provider.enabled)
    throw conflict(
      'sso-provider-disabled',
      `Signing in with «${provider.name}» is switched off. Ask an administrator of the workspace, or sign in otherwise.`,
    )
  return provider
}

/** Remembers the login for ten minutes; the provider is asked for its addresses before anything is stored. */
export async function beginLogin(
  ports: Ports,
  provider: OidcProvider,
  purpose: Pick<OidcLogin, 'returnTo' | 'linkTo'> & { readonly loginHint: string | undefined },
): Promise<StartedLogin> {
  const { state, nonce, codeVerifier } = ports.oidc.newLogin()
  const browser = ports.tokens.newSecret()
  const { returnTo, linkTo, loginHint } = purpose
  const url = await ports.oidc.authorizationUrl(provider, {
    state,
    nonce,
    codeVerifier,
    redirectUri: redirectUri(ports.installation),
    ...(loginHint === undefined ? {} : { loginHint }),
  })
  const login: OidcLogin = {
    stateHash: ports.tokens.hash(state),
    browserHash: browser.hash,
    providerId: provider.id,
    nonce,
    codeVerifier,
    returnTo,
    linkTo,
    expiresAt: isoTime(ports.clock.now() + LOGIN_MS),
  }
  await ports.db.transaction(({ oidcLogins }) => oidcLogins.insert(login))
  return { url, browserSecret: browser.value }
}

/** Spares an invited person the typing; it decides nothing. */
async function invitedAddress(
  ports: Ports,
  { workspaceId }: OidcProvider,
  token: string | undefined,
): Promise<string | undefined> {
  if (token === undefined) return undefined
  const now = isoTime(ports.clock.now())
  const found = await findInvitation(ports.db.stores, ports.tokens, token, now)
  const invitation = found?.invitation
  return invitation?.workspaceId === workspaceId ? invitation.email : undefined
}
