import { conflict, DomainError, type ExternalIdentity, notFound } from '@skyclust/domain'
import type { Identity, PersonIdentity } from '../identity/identity-of.ts'
import { reauthenticate } from '../identity/reauthenticate.ts'
import { assertEnabled } from '../identity/start-session.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { oidcProviderTarget } from './get-oidc-provider.ts'
import type { LinkExternalIdentityRequest } from './requests.ts'
import { beginLogin, type StartedLogin, usableProvider } from './start-login.ts'

/**
 * Begins linking an identity at a provider to the signed-in account. Only members of the provider's workspace: to
 * everybody else it does not exist.
 */
export async function startLinking(
  ports: Ports,
  identity: PersonIdentity,
  providerId: string,
  { returnTo, password }: LinkExternalIdentityRequest,
): Promise<StartedLogin> {
  ports.trail.note({ target: { kind: 'oidc-provider', id: providerId, name: providerId } })
  const { stores } = ports.db
  const provider = await usableProvider(stores, providerId)
  if (!(await stores.members.get(provider.workspaceId, identity.user.id)))
    throw notFound('OpenID provider', providerId)
  ports.trail.note({ target: oidcProviderTarget(provider) })
  // It becomes a way in that stays: not for somebody at an unlocked screen.
  const { id, email } = await reauthenticate(ports, identity, { password })
  return beginLogin(ports, provider, { returnTo, linkTo: id, loginHint: email })
}

/** Links the identity to the account that began it, which must still be signed in in this browser. */
export async function linkIdentity(
  ports: Pick<Ports, 'trail'>,
  stores: Stores,
  identity: ExternalIdentity,
  signedIn: Identity | undefined,
): Promise<void> {
  if (signedIn?.by !== 'cookie' || signedIn.user.id !== identity.userId)
    throw new DomainError(
      'unauthenticated',
      'sso-link-signed-out',
      'You were signed out, or signed in as somebody else, before the account was linked. Sign in and begin again.',
    )
  const user = await stores.users.get(identity.userId)
  if (!user) throw notFound('user', identity.userId)
  assertEnabled(user)
  const { providerId, issuer, subject } = identity
  const known = await stores.externalIdentities.find(providerId, issuer, subject)
  if (known && known.userId !== user.id)
    throw conflict(
      'identity-linked',
      'This identity is linked to another account already. Sign in with it, and unlink it there first.',
    )
  if (!known) await stores.externalIdentities.insert(identity)
  ports.trail.note({ after: { linkedTo: user.email, issuer } })
}
