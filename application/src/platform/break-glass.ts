import { conflict, type Membership, notFound, type User, type Workspace } from '@skyclust/domain'
import { loadUser } from '../identity/load-user.ts'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Actor, Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import type { BreakGlassRequest } from './requests.ts'
import { type BreakGlassView, platformWorkspaceView } from './views.ts'

const MINUTE_MS = 60_000

/**
 * Makes an administrator of the installation owner of a workspace for a while. It stands in the workspace's own log, and
 * its owners are told; there is no quiet way in. Conflict `already-member` for who is one anyway.
 */
export async function breakGlass(
  ports: Ports,
  { userId }: Actor,
  idOrSlug: string,
  { reason, minutes }: BreakGlassRequest,
): Promise<BreakGlassView> {
  const now = ports.clock.now()
  const expiresAt = isoTime(now + minutes * MINUTE_MS)
  return ports.db.transaction(async (stores) => {
    const workspace = await stores.workspaces.find(idOrSlug)
    if (!workspace) throw notFound('workspace', idOrSlug)
    const { id: workspaceId, name, slug } = workspace
    ports.trail.note({
      workspaceId,
      reason,
      target: { kind: 'workspace', id: workspaceId, name: slug },
    })
    const administrator = await loadUser(stores, userId)
    const present = await stores.members.get(workspaceId, userId)
    if (present && present.source !== 'break-glass')
      throw conflict('already-member', `You are a member of «${name}»: use the role you have.`)
    // Another while instead of the first one, shorter or longer.
    if (present) await stores.members.delete(workspaceId, userId)
    const membership: Membership = {
      workspaceId,
      userId,
      role: 'owner',
      source: 'break-glass',
      joinedAt: isoTime(now),
      expiresAt,
    }
    await stores.members.insert(membership)
    ports.trail.note({ after: { role: 'owner', source: 'break-glass', expiresAt } })
    await tellOwners(ports, stores, workspace, administrator, { reason, until: expiresAt })
    return { workspace: platformWorkspaceView(workspace), role: 'owner' as const, expiresAt }
  })
}

async function tellOwners(
  ports: Ports,
  stores: Stores,
  { id, name }: Workspace,
  administrator: User,
  facts: { readonly reason: string; readonly until: string },
): Promise<void> {
  for (const { membership, user } of await stores.members.list(id)) {
    const isTold =
      membership.role === 'owner' && user.id !== administrator.id && user.disabledAt === undefined
    if (!isTold) continue
    const { locale } = await loadUser(stores, user.id)
    const template = {
      ...facts,
      kind: 'break-glass',
      workspaceName: name,
      administrator: administrator.email,
    } as const
    await enqueueMail(ports, stores, { to: user.email, locale, template })
  }
}
