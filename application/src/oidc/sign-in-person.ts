import {
  conflict,
  DomainError,
  type OidcProvider,
  type User,
  type Workspace,
} from '@skyclust/domain'
import { newUser } from '../identity/new-user.ts'
import { mayStillInvite } from '../members/may-still-invite.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import type { Address, Person } from './person.ts'
import { notAMember, settleMembership } from './settle-membership.ts'
import { takeAccountBack } from './take-account-back.ts'
import { vouchedEmail } from './vouched-email.ts'

const NAME_LENGTH = 60

/**
 * The person's account, found or made, who is a member of the provider's workspace afterwards. Whoever is not safely the
 * same person is refused; whether the account may sign in at all is judged with its session.
 */
export async function signInPerson(ports: Ports, stores: Stores, person: Person): Promise<User> {
  const { provider, identity } = person
  const address = await addressOf(ports, stores, person)
  const workspace = await stores.workspaces.get(provider.workspaceId)
  if (!workspace) throw notAMember(provider)
  const { providerId, issuer, subject } = identity
  const known = await stores.externalIdentities.find(providerId, issuer, subject)
  const user = known && (await stores.users.get(known.userId))
  if (user) {
    await settleMembership(ports, stores, { user, person, workspace, address })
    return user
  }
  if (!address) throw emailNotVerified(provider)
  const existing = await stores.users.findByEmail(address.email)
  const linked = existing
    ? await linkable(ports, stores, existing, provider, address)
    : await newcomer(ports, stores, person, workspace, address)
  await stores.externalIdentities.insert({ ...identity, userId: linked.id })
  await settleMembership(ports, stores, { user: linked, person, workspace, address })
  return linked
}

async function addressOf(
  ports: Ports,
  stores: Stores,
  { provider, claims }: Person,
): Promise<Address | undefined> {
  const vouched = vouchedEmail(provider, claims)
  if (!vouched) return undefined
  const { email, domain } = vouched
  const isOurs = await stores.domains.owns(provider.workspaceId, domain)
  const now = isoTime(ports.clock.now())
  const open = await stores.invitations.findFor(provider.workspaceId, email, now)
  const invitation = open && (await mayStillInvite(stores, open)) ? open : undefined
  return { email, isOurs, invitation }
}

/**
 * An existing account is linked by its address only when the workspace owns the domain, so could read its mail anyway. Who
 * protects their account by more than that, or administers the installation, links it themselves.
 */
async function linkable(
  ports: Ports,
  stores: Stores,
  user: User,
  provider: OidcProvider,
  { email, isOurs, invitation }: Address,
): Promise<User> {
  // A provider can be anybody's: who is not expected in its workspace must not learn from it which accounts exist.
  const isExpected =
    isOurs || invitation || (await stores.members.get(provider.workspaceId, user.id))
  if (!isExpected) throw notAMember(provider)
  if (!isOurs || user.platformAdmin || (await isProtected(stores, user)))
    throw conflict(
      'account-exists-link-first',
      `There is an account with the address ${email} already. Sign in to it as before, and link this provider in your profile.`,
    )
  return user.emailVerifiedAt === undefined ? takeAccountBack(ports, stores, user) : user
}

async function isProtected(stores: Stores, { id, emailVerifiedAt }: User): Promise<boolean> {
  // Factors of somebody who has not shown that the address is theirs protect nobody.
  if (emailVerifiedAt === undefined) return false
  const totp = await stores.secondFactors.totp(id)
  return totp?.confirmedAt !== undefined || (await stores.passkeys.listFor(id)).length > 0
}

/**
 * A new account; whether its owner may join is judged next, and a refusal undoes it. Where the workspace does not own the
 * domain its provider's word is good for this workspace only: the address stays unproved, so that its real owner can still
 * take the account back.
 */
async function newcomer(
  ports: Ports,
  stores: Stores,
  { claims }: Person,
  { settings }: Workspace,
  { email, isOurs }: Address,
): Promise<User> {
  const { locale } = claims.all
  const spoken = typeof locale === 'string' ? locale.slice(0, 2).toLowerCase() : undefined
  const user = newUser(ports, {
    email,
    isEmailProved: isOurs,
    name: (claims.name ?? '').trim().slice(0, NAME_LENGTH) || email.slice(0, NAME_LENGTH),
    locale: spoken === 'ko' || spoken === 'en' ? spoken : settings.locale,
    passwordHash: undefined,
  })
  await stores.users.insert(user)
  return user
}

function emailNotVerified({ name }: OidcProvider): DomainError {
  return new DomainError(
    'forbidden',
    'sso-email-not-verified',
    `«${name}» does not say that your e-mail address is verified, so it cannot be matched. Verify it there, or ask the administrator of the workspace.`,
  )
}
