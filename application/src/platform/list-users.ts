import type { UserId } from '@skyclust/domain'
import { loadUser } from '../identity/load-user.ts'
import { secondFactorOf } from '../identity/second-factors.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Page } from '../ports/stores.ts'
import {
  type PlatformUserDetail,
  type PlatformUserView,
  platformUserView,
  platformWorkspaceView,
} from './views.ts'

/** All accounts by e-mail address, page by page. */
export async function listUsers(
  ports: Ports,
  filter: { readonly search?: string; readonly disabled?: boolean },
  page: { readonly limit: number; readonly cursor?: string },
): Promise<Page<PlatformUserView>> {
  const { items, nextCursor } = await ports.db.stores.users.list(filter, page)
  return { items: items.map(platformUserView), nextCursor }
}

/** One account: how it is secured, where it belongs, what would be left without an owner. */
export async function getUser(ports: Ports, id: UserId): Promise<PlatformUserDetail> {
  const { stores } = ports.db
  const user = await loadUser(stores, id)
  const sessions = await stores.sessions.listFor(id, isoTime(ports.clock.now()))
  const workspaces = await stores.workspaces.listFor(id)
  const soleOwnerOf = await stores.members.soleOwnerOf(id)
  return {
    ...platformUserView(user),
    hasPassword: user.passwordHash !== undefined,
    secondFactor: await secondFactorOf(stores, id),
    sessions: sessions.length,
    workspaces: workspaces.map((w) => ({ ...platformWorkspaceView(w), role: w.role })),
    soleOwnerOf: soleOwnerOf.map(({ slug }) => slug),
  }
}
