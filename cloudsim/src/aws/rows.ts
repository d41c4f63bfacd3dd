import type { Table, World } from '../core/world.ts'

/** What every simulated AWS object has. */
export interface Row {
  readonly id: string
  readonly account: string
  readonly region: string
  /** Virtual epoch milliseconds. */
  readonly createdAt: number
  /** Until then lists and describes do not show it (eventual consistency). */
  readonly visibleAt: number
  /** From then on it does not exist any more. */
  readonly goneAt?: number
  readonly tags: Readonly<Record<string, string>>
}

export interface RowType<T extends Row> {
  readonly table: string
  /** Global services (IAM) keep one set of objects per account. */
  readonly global: boolean
  of(world: World): Table<T>
}

/** The objects of one type in one account and region, as they are now. */
export interface Rows<T extends Row> {
  /** Everything that exists, also what is not visible yet. */
  readonly all: () => T[]
  /** What lists and describes show. */
  readonly visible: () => T[]
  readonly find: (id: string) => T | undefined
  put(row: T): void
  patch(id: string, patch: Partial<T>): void
  delete(id: string): void
}

/** Declares a type of object; `table` is its name in the world, without the cloud. */
export function rowType<T extends Row>(table: string, global = false): RowType<T> {
  const name = `aws.${table}`
  return { table: name, global, of: (world) => world.table<T>(name) }
}

/** Opens the objects of one type in one account and region at a moment of virtual time. */
export function openRows<T extends Row>(
  world: World,
  type: RowType<T>,
  scope: { readonly account: string; readonly region: string; readonly now: number },
): Rows<T> {
  const table = type.of(world)
  const region = type.global ? 'global' : scope.region
  const key = (id: string) => `${scope.account}/${region}/${id}`
  const lives = (row: T) => row.goneAt === undefined || row.goneAt > scope.now
  const all = () => {
    const mine = table
      .values()
      .filter((row) => row.account === scope.account && row.region === region)
    for (const row of mine) if (!lives(row)) table.delete(key(row.id))
    return mine.filter(lives)
  }
  const find = (id: string) => {
    const row = table.get(key(id))
    return row && lives(row) ? row : undefined
  }
  return {
    all,
    visible: () => all().filter((row) => row.visibleAt <= scope.now),
    find,
    put: (row) => table.put(key(row.id), row),
    patch(id, patch) {
      const row = find(id)
      if (row) table.put(key(id), { ...row, ...patch })
    },
    delete: (id) => void table.delete(key(id)),
  }
}
