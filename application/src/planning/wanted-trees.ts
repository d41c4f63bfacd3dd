import type { Resource, ResourceId, WorkspaceId } from '@skyclust/domain'
import type { Stores } from '../ports/stores.ts'

const PAGE = 500

/** What a workspace wants now, by root; each tree in creation order. What is on its way out is not wanted. */
export type WantedTrees = ReadonlyMap<ResourceId, readonly Resource[]>

export async function wantedTrees(
  { resources }: Pick<Stores, 'resources'>,
  workspaceId: WorkspaceId,
): Promise<WantedTrees> {
  const newestFirst: Resource[] = []
  let cursor: string | undefined
  do {
    const page = await resources.list(
      workspaceId,
      {},
      { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
    )
    newestFirst.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  const wanted = newestFirst.toReversed().filter((r) => r.deletionRequestedAt === undefined)
  return Map.groupBy(wanted, (r) => r.rootId)
}

/** The same with one tree as a request wants it: its changed resources in place of the stored ones, new ones at the end. */
export function asWanted(
  trees: WantedTrees,
  wish: { readonly root: Resource; readonly changed: readonly Resource[] },
): WantedTrees {
  const stored = trees.get(wish.root.id) ?? []
  const changed = new Map(wish.changed.map((r) => [r.id, r]))
  const kept = stored.map((r) => changed.get(r.id) ?? r)
  const isStored = new Set(stored.map((r) => r.id))
  const added = wish.changed.filter((r) => !isStored.has(r.id))
  const tree = [...kept, ...added].filter((r) => r.deletionRequestedAt === undefined)
  return new Map([...trees, [wish.root.id, tree]])
}
