import {
  DomainError,
  type Membership,
  type OidcProvider,
  type RoleRef,
  type User,
  type Workspace,
} from '@skyclust/domain'
import { assertNotArchived } from '../identity/authorize.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { mappedRole } from './mapped-role.ts'
import type { Address, Person } from './person.ts'

interface Joining {
  readonly user: User
  readonly person: Person
  readonly workspace: Workspace
  readonly address: Address | undefined
}

/**
 * Makes the person a member, when an invitation or just-in-time membership lets them in, or their role what the provider
 * says now. Memberships that came about otherwise are left alone.
 */
export async function settleMembership(
  ports: Ports,
  stores: Stores,
  joining: Joining,
): Promise<void> {
  const { user, workspace } = joining
  ports.trail.note({ target: { kind: 'user', id: user.id, name: user.email } })
  const membership = await stores.members.get(workspace.id, user.id)
  if (!membership) return join(ports, stores, joining)
  if (membership.source === 'sso') await follow(ports, stores, joining, membership)
}

async function join(
  ports: Ports,
  stores: Stores,
  { user, person: { provider, claims }, workspace, address }: Joining,
): Promise<void> {
  const invitation = address?.invitation
  // Without a domain of one's own just-in-time would let in whoever has an account at the provider, which may be anybody.
  if (!invitation && !(provider.justInTime && address?.isOurs === true)) throw notAMember(provider)
  const byRule = mappedRole(provider.roleMappings, claims.all)
  const role = byRule ?? invitation?.role ?? defaultRole(provider)
  if (role === undefined) throw noRole(provider)
  assertNotArchived(workspace)
  const membership: Membership = {
    workspaceId: workspace.id,
    userId: user.id,
    role,
    source: byRule === undefined && invitation ? 'invitation' : 'sso',
    joinedAt: isoTime(ports.clock.now()),
    expiresAt: undefined,
  }
  await stores.members.insert(membership)
  if (invitation) await stores.invitations.delete(workspace.id, invitation.id)
  noteRole(ports, user, workspace, undefined, membership)
}

async function follow(
  ports: Ports,
  stores: Stores,
  { user, person: { provider, claims }, workspace }: Joining,
  membership: Membership,
): Promise<void> {
  const role = mappedRole(provider.roleMappings, claims.all) ?? defaultRole(provider)
  if (role === undefined) throw noRole(provider)
  if (role === membership.role || workspace.archivedAt !== undefined) return
  // Counting locks the workspace: of two last owners who sign in at once one is seen to be the last.
  const isOwner = membership.role === 'owner'
  if (isOwner && (await stores.members.countOwners(workspace.id)) <= 1) return
  await stores.members.setRole(workspace.id, user.id, role)
  noteRole(ports, user, workspace, membership, { ...membership, role })
}

/** Owners are made by a rule or an invitation, never by default. */
function defaultRole({ defaultRole: role }: OidcProvider): RoleRef | undefined {
  return role === 'owner' ? undefined : role
}

function noteRole(
  ports: Pick<Ports, 'trail'>,
  user: User,
  workspace: Workspace,
  before: Membership | undefined,
  after: Membership,
): void {
  ports.trail.note({
    target: { kind: 'member', id: user.id, name: user.email },
    workspaceId: workspace.id,
    before: before && { role: before.role, source: before.source },
    after: { role: after.role, source: after.source },
  })
}

/** Says nothing of whether the address has an account. */
export function notAMember({ name }: OidcProvider): DomainError {
  return new DomainError(
    'forbidden',
    'not-a-member',
    `«${name}» knows you, but you are no member of its workspace. Ask its administrator for an invitation.`,
  )
}

function noRole({ name }: OidcProvider): DomainError {
  return new DomainError(
    'forbidden',
    'no-role-for-you',
    `«${name}» gives you no role in its workspace. Ask its administrator to add you to a group that has one.`,
  )
}
