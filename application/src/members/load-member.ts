import { type AuditTarget, type Membership, notFound, type UserId } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import type { MemberUser } from './views.ts'

/** A member as audit entries name them. */
export function memberTarget({ id, email }: Pick<MemberUser, 'id' | 'email'>): AuditTarget {
  return { kind: 'member', id, name: email }
}

/**
 * A member who is to be changed; they are the request's target from here on. Throws not-found. Changes of one workspace's
 * members go one after the other: what is checked of them still holds when it is stored.
 */
export async function loadMember(
  ports: Pick<Ports, 'trail'>,
  stores: Pick<Stores, 'members'>,
  actor: WorkspaceActor,
  userId: UserId,
): Promise<{ readonly membership: Membership; readonly user: MemberUser }> {
  ports.trail.note({ target: memberTarget({ id: userId, email: userId }) })
  await stores.members.countOwners(actor.workspaceId)
  const found = (await stores.members.list(actor.workspaceId)).find(
    ({ user }) => user.id === userId,
  )
  if (!found) throw notFound('member', userId)
  ports.trail.note({ target: memberTarget(found.user) })
  return found
}
