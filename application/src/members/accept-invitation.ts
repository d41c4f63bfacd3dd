import { conflict, DomainError, invalid, type Invitation, type User } from '@skyclust/domain'
import { assertStrongPassword } from '../identity/assert-strong-password.ts'
import { assertNotArchived } from '../identity/authorize.ts'
import type { Client } from '../identity/client.ts'
import type { Identity } from '../identity/identity-of.ts'
import { lockUser } from '../identity/load-user.ts'
import { mailToken } from '../identity/mail-token.ts'
import { newUser } from '../identity/new-user.ts'
import { assertEnabled, type StartedSession, startSession } from '../identity/start-session.ts'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import type { WorkspaceView } from '../workspaces/views.ts'
import { findInvitation, type FoundInvitation } from './invitation-token.ts'
import { joinWorkspace } from './join-workspace.ts'
import { invitationTarget } from './load-invitation.ts'
import { invitationNotFound } from './look-up-invitation.ts'
import { personOf } from './person-of.ts'
import type { AcceptInvitationRequest } from './requests.ts'

export interface Joined {
  readonly user: User
  readonly workspace: WorkspaceView
  /** Set when joining made the account; it is signed in. */
  readonly started: StartedSession | undefined
}

/**
 * Joins the workspace, once per invitation. Who is signed in joins as such when the invitation is for their address, else
 * conflict `invitation-for-other-address`; who has an account signs in first, unauthenticated `sign-in-to-accept`; for
 * everybody else an account is made and signed in.
 */
export async function acceptInvitation(
  ports: Ports,
  request: AcceptInvitationRequest,
  identity: Identity | undefined,
  client: Client,
): Promise<Joined> {
  const { invitation } = await openInvitation(ports, ports.db.stores, request.token)
  const { workspaceId, email } = invitation
  ports.trail.note({ target: invitationTarget(invitation), workspaceId })
  const workspace = await ports.db.stores.workspaces.get(workspaceId)
  if (workspace) assertNotArchived(workspace)
  if (identity) {
    const { user } = personOf(identity)
    if (user.email !== email) throw forOtherAddress(invitation, user)
    return joinAs(ports, request.token, user)
  }
  if (await ports.db.stores.users.findByEmail(email)) throw signInToAccept(email)
  const person = await chosenBy(ports, request, email)
  return joinAnew(ports, request.token, person, workspace?.settings.locale ?? 'en', client)
}

async function joinAs(ports: Ports, token: string, signedIn: User): Promise<Joined> {
  return ports.db.transaction(async (stores) => {
    const { invitation, provesAddress } = await openInvitation(ports, stores, token)
    // As it is now: the one who signed in may be remembered from a moment ago.
    const known = await lockUser(stores, signedIn.id)
    assertEnabled(known)
    const isNewlyProved = provesAddress && known.emailVerifiedAt === undefined
    const user = isNewlyProved ? { ...known, emailVerifiedAt: isoTime(ports.clock.now()) } : known
    if (isNewlyProved) await stores.users.update(user)
    const workspace = await joinWorkspace(ports, stores, invitation, user)
    return { user, workspace, started: undefined }
  })
}

async function joinAnew(
  ports: Ports,
  token: string,
  person: Pick<User, 'name' | 'passwordHash'>,
  locale: User['locale'],
  client: Client,
): Promise<Joined> {
  return ports.db.transaction(async (stores) => {
    const { invitation, provesAddress } = await openInvitation(ports, stores, token)
    const { email } = invitation
    const user = newUser(ports, { ...person, email, locale, isEmailProved: provesAddress })
    await stores.users.insert(user)
    const workspace = await joinWorkspace(ports, stores, invitation, user)
    if (!provesAddress) {
      const template = {
        kind: 'verify-email',
        token: await mailToken(ports, stores, user, 'verify-email'),
      } as const
      await enqueueMail(ports, stores, { to: user.email, locale: user.locale, template })
    }
    const started = await startSession(ports, stores, user, client, { methods: ['pwd'] })
    return { user, workspace, started }
  })
}

/** Inside a transaction the invitation stays locked: of two who accept at once, the second finds none. */
async function openInvitation(
  ports: Pick<Ports, 'tokens' | 'clock'>,
  stores: Stores,
  token: string,
): Promise<FoundInvitation> {
  const now = isoTime(ports.clock.now())
  const found = await findInvitation(stores, ports.tokens, token, now)
  if (!found) throw invitationNotFound()
  return found
}

async function chosenBy(
  ports: Pick<Ports, 'passwords'>,
  { name, password }: AcceptInvitationRequest,
  email: string,
): Promise<Pick<User, 'name' | 'passwordHash'>> {
  const missing = [
    ...(name === undefined ? [{ pointer: '/name', message: 'is required' }] : []),
    ...(password === undefined ? [{ pointer: '/password', message: 'is required' }] : []),
  ]
  if (name === undefined || password === undefined)
    throw invalid(
      'account-needed',
      'There is no account with this address yet: send a name and a new password to make one.',
      missing,
    )
  assertStrongPassword(password, email, '/password')
  return { name, passwordHash: await ports.passwords.hash(password) }
}

function forOtherAddress({ email }: Invitation, user: User): DomainError {
  return conflict(
    'invitation-for-other-address',
    `This invitation is for ${email}, and you are signed in as ${user.email}. Sign out and open the link again, or ask for an invitation to your own address.`,
  )
}

function signInToAccept(email: string): DomainError {
  return new DomainError(
    'unauthenticated',
    'sign-in-to-accept',
    `There is an account with the address ${email}. Sign in with it, then accept the invitation.`,
  )
}
