import type { Ports } from '../ports/ports.ts'
import type { Page } from '../ports/stores.ts'
import { type PlatformWorkspaceView, platformWorkspaceView } from './views.ts'

/** All workspaces, page by page, and nothing of what is in them. */
export async function listPlatformWorkspaces(
  ports: Ports,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<Page<PlatformWorkspaceView>> {
  const { items, nextCursor } = await ports.db.stores.workspaces.list(page)
  return { items: items.map(platformWorkspaceView), nextCursor }
}
