import {
  conflict,
  DomainError,
  type ExternalIdentity,
  type OidcLogin,
  type OidcProvider,
} from '@skyclust/domain'
import type { Client } from '../identity/client.ts'
import type { Identity } from '../identity/identity-of.ts'
import { type StartedSession, startSession } from '../identity/start-session.ts'
import type { OidcClaims } from '../ports/identity.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import { oidcProviderTarget } from './get-oidc-provider.ts'
import { linkIdentity } from './link-identity.ts'
import { openProvider } from './provider-secret.ts'
import { signInPerson } from './sign-in-person.ts'
import { usableProvider } from './start-login.ts'

/** What the browser brought back from the provider. */
export interface Callback {
  /** The whole address, as the provider made it. */
  readonly url: string
  readonly state: string
  /** Content of the cookie that was set when the login began. */
  readonly browserSecret: string | undefined
  /** Who is signed in in this browser already. */
  readonly identity: Identity | undefined
  readonly client: Client
}

export interface FinishedLogin {
  /** A path of this site. */
  readonly returnTo: string
  /** Undefined when an identity was linked to the account that is signed in anyway. */
  readonly session: StartedSession | undefined
}

/**
 * Ends a login at a provider. In this order: the login is used up, whatever follows; the browser is the one it began in;
 * the provider may be used; its answer is exchanged and verified; only then is anything looked up or stored.
 */
export async function finishLogin(ports: Ports, callback: Callback): Promise<FinishedLogin> {
  const login = await takeLogin(ports, callback)
  const provider = await usableProvider(ports.db.stores, login.providerId)
  ports.trail.note({ target: oidcProviderTarget(provider) })
  const claims = await exchange(ports, provider, login, callback)
  const name = claims.email ?? claims.subject
  ports.trail.note({ target: { kind: 'external-identity', id: claims.subject, name } })
  const identity = externalIdentity(ports, provider, claims)
  const session = await ports.db.transaction(async (stores) => {
    // It may have been switched off or deleted while its answer was under way.
    const now = await usableProvider(stores, provider.id)
    if (login.linkTo !== undefined) {
      await linkIdentity(ports, stores, { ...identity, userId: login.linkTo }, callback.identity)
      return undefined
    }
    const user = await signInPerson(ports, stores, { provider: now, claims, identity })
    const proof = { providerId: provider.id, idToken: claims.idToken }
    return startSession(ports, stores, user, callback.client, { methods: ['sso'], oidc: proof })
  })
  return { returnTo: login.returnTo, session }
}

/** Used up for good, also when the rest is refused: hence apart from the request's transaction. */
async function takeLogin(ports: Ports, { state, browserSecret }: Callback): Promise<OidcLogin> {
  const now = isoTime(ports.clock.now())
  const login = await ports.db.apart(({ oidcLogins }) =>
    oidcLogins.take(ports.tokens.hash(state), now),
  )
  if (!login)
    throw new DomainError(
      'unauthenticated',
      'sso-login-expired',
      'This sign-in was used already or took longer than ten minutes. Begin again.',
    )
  const browserHash = browserSecret === undefined ? '' : ports.tokens.hash(browserSecret)
  if (!ports.tokens.equal(browserHash, login.browserHash))
    throw new DomainError(
      'unauthenticated',
      'sso-other-browser',
      'This sign-in was begun in another browser, or another one was begun in this browser since. Begin again.',
    )
  return login
}

async function exchange(
  ports: Ports,
  provider: OidcProvider,
  { nonce, codeVerifier }: OidcLogin,
  { url, state }: Callback,
): Promise<OidcClaims> {
  const settings = await openProvider(ports, provider)
  try {
    return await ports.oidc.exchange(settings, { url, state, nonce, codeVerifier })
  } catch (error) {
    if (!(error instanceof DomainError) || error.details['reason'] !== 'access-denied') throw error
    throw conflict('sso-cancelled', `The sign-in was cancelled at «${provider.name}».`)
  }
}

function externalIdentity(
  ports: Ports,
  provider: OidcProvider,
  { issuer, subject, email }: OidcClaims,
): Omit<ExternalIdentity, 'userId'> {
  const createdAt = isoTime(ports.clock.now())
  return { providerId: provider.id, issuer, subject, email: email ?? '', createdAt }
}
