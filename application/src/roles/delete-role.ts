import { conflict, type RoleId } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { expectVersion } from '../workspaces/expect-version.ts'
import { loadRole } from './load-role.ts'
import { refuseBeyond } from './resolve-role.ts'
import { roleHolders } from './role-holders.ts'
import { roleView } from './views.ts'

const NAMED_AT_MOST = 20

/** Removes a custom role that nobody holds; conflict `role-in-use` names who does. */
export async function deleteRole(
  ports: Ports,
  actor: WorkspaceActor,
  id: RoleId,
  ifVersion?: number,
): Promise<void> {
  await ports.db.transaction(async (stores) => {
    const role = await loadRole(ports, stores, actor, id)
    refuseBeyond(actor, role.grants, 'The role')
    expectVersion('role', role, ifVersion)
    const now = ports.clock.now()
    const holders = (await roleHolders(stores, actor.workspaceId, now)).get(id) ?? []
    if (holders.length > 0) {
      const named = holders.slice(0, NAMED_AT_MOST)
      const names = named.map(({ kind, name }) => `${kind} «${name}»`).join(', ')
      throw conflict(
        'role-in-use',
        `The role «${role.name}» is held by ${names}${holders.length > named.length ? ', …' : ''}. Give them another one first.`,
        { count: holders.length, holders: named },
      )
    }
    // Invitations that nobody can accept any more still point to it.
    for (const invitation of await stores.invitations.list(actor.workspaceId, isoTime(0)))
      if (invitation.role === id && Date.parse(invitation.expiresAt) <= now)
        await stores.invitations.delete(actor.workspaceId, invitation.id)
    await stores.roles.delete(actor.workspaceId, id)
    ports.trail.note({ before: roleView(role) })
  })
}
