import type { Database, Stores } from '@skyclust/application'
import type { WorkspaceId } from '@skyclust/domain'
import type { World } from './world.ts'

/** Reads and changes of what is there; what is inserted carries its workspace in itself. */
const FILTERED = /^(get|find|list|sealed|touch|verify|set|delete|since|lastSeq|owns|count)/
/** Workspaces have no workspace to filter by; the log's chain is decided by the database. */
const UNFILTERED = new Set(['workspaces', 'audit'])

/**
 * A database whose stores have forgotten `where workspace_id = …`: they find a row in whatever workspace it is, and list
 * what is the victim's. With the second wall standing each workspace is still entered; without it nothing is left.
 */
export async function forgetfulDatabase(
  world: World,
  { isSecondWallUp }: { readonly isSecondWallUp: boolean },
): Promise<Database> {
  const { db } = world.ports
  const homes = await homesOfRows(world)
  const forgetful = (stores: Stores) => forgetfulStores(stores, homes, world.victim.workspace.id)
  return {
    ...db,
    within(scope) {
      const base = isSecondWallUp ? db.within(scope) : withoutSecondWall(db)
      return {
        stores: forgetful(base.stores),
        transaction: (work, lease) => base.transaction((stores) => work(forgetful(stores)), lease),
        apart: (work) => base.apart((stores) => work(forgetful(stores))),
        within: (other) => base.within(other),
      }
    },
  }
}

/** The whole database to everybody, whatever workspace they have entered. */
export function withoutSecondWall(db: Database): Database {
  const open: Database = { ...db, within: () => open }
  return open
}

/** In which workspace a row with this id really is. */
async function homesOfRows({ snapshot }: World): Promise<ReadonlyMap<string, WorkspaceId>> {
  const { client, tenantTables } = snapshot
  const homes = new Map<string, WorkspaceId>()
  for (const table of tenantTables) {
    if (table === 'workspaces') continue
    const { rows } = await client.query<{ id: string | null; home: WorkspaceId }>(
      `select coalesce(to_jsonb(t) ->> 'id', to_jsonb(t) ->> 'user_id') as id, workspace_id as home
       from public.${table} t`,
    )
    for (const { id, home } of rows) if (id !== null) homes.set(id, home)
  }
  return homes
}

function forgetfulStores(
  stores: Stores,
  homes: ReadonlyMap<string, WorkspaceId>,
  victim: WorkspaceId,
): Stores {
  const forgetful = (store: object) =>
    new Proxy(store, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        if (!FILTERED.test(String(name))) return member.bind(target) as unknown
        return (...args: unknown[]) => {
          const [first, ...rest] = args
          const isFilter = typeof first === 'string' && first.startsWith('wsp_')
          const home = rest.flatMap((arg) => homes.get(String(arg)) ?? [])[0] ?? victim
          return Reflect.apply(member, target, isFilter ? [home, ...rest] : args) as unknown
        }
      },
    })
  return Object.fromEntries(
    Object.entries(stores).map(([name, store]) => [
      name,
      UNFILTERED.has(name) ? (store as object) : forgetful(store as object),
    ]),
  ) as unknown as Stores
}
