import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** One kind of simulated object, kept by key. Values are plain JSON; change them only through `put`. */
export interface Table<T extends object> {
  get(key: string): T | undefined
  put(key: string, value: T): void
  delete(key: string): boolean
  values(): T[]
  entries(): [string, T][]
}

/** Everything that exists in the simulated clouds. Each change is on disk before the call that made it is answered. */
export interface World {
  table<T extends object>(name: string): Table<T>
  tableNames(): string[]
  /** A counter that never repeats, also across restarts; for ids such as vpc-0000002a. */
  nextNumber(): number
  /** Writes everything that `work` changes, which must be synchronous, in one piece: all or nothing after kill -9. */
  batch<T>(work: () => T): T
  clear(): void
  close(): void
}

type Row = readonly [table: string, key: string, value: object | null]

/** Opens (or creates) the world kept in `file`; without a file it lives in memory only. */
export function openWorld(file?: string): World {
  const tables = new Map<string, Map<string, object>>()
  const rowsOf = (name: string) => {
    let rows = tables.get(name)
    if (!rows) tables.set(name, (rows = new Map()))
    return rows
  }
  const apply = ([name, key, value]: Row) => {
    if (value === null) rowsOf(name).delete(key)
    else rowsOf(name).set(key, value)
  }
  let descriptor: number | undefined
  let pending: string[] | undefined
  if (file !== undefined) {
    mkdirSync(dirname(file), { recursive: true })
    if (existsSync(file)) for (const row of readLog(file)) apply(row)
    compact(file, tables)
    descriptor = openSync(file, 'a', 0o600)
  }
  const record = (row: Row) => {
    apply(row)
    // A killed process must not lose an effect it has answered; the page cache survives kill -9.
    if (descriptor === undefined) return
    const line = `${JSON.stringify(row)}\n`
    if (pending) pending.push(line)
    else appendFileSync(descriptor, line)
  }
  return {
    table<T extends object>(name: string): Table<T> {
      return {
        get: (key) => rowsOf(name).get(key) as T | undefined,
        put: (key, value) => record([name, key, value]),
        delete: (key) => {
          if (!rowsOf(name).has(key)) return false
          record([name, key, null])
          return true
        },
        values: () => [...rowsOf(name).values()] as T[],
        entries: () => [...rowsOf(name).entries()] as [string, T][],
      }
    },
    tableNames: () => [...tables.keys()].filter((name) => rowsOf(name).size > 0),
    nextNumber() {
      const last = (rowsOf('core.counter').get('n') as { n: number } | undefined)?.n ?? 0
      record(['core.counter', 'n', { n: last + 1 }])
      return last + 1
    },
    batch(work) {
      if (pending) return work()
      const lines: string[] = []
      pending = lines
      try {
        return work()
      } finally {
        pending = undefined
        if (descriptor !== undefined && lines.length > 0) appendFileSync(descriptor, lines.join(''))
      }
    },
    clear() {
      for (const [name, rows] of tables) {
        if (name === 'core.counter') continue
        for (const key of rows.keys()) record([name, key, null])
      }
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
  }
}

/** The last line may be cut by a crash in mid-write; it belongs to a call that was never answered. */
function* readLog(file: string): Iterable<Row> {
  const lines = readFileSync(file, 'utf8').split('\n')
  for (const [index, line] of lines.entries()) {
    if (line === '') continue
    try {
      yield JSON.parse(line) as Row
    } catch (cause) {
      if (index < lines.length - 1) throw new Error(`${file}:${index + 1} is not valid`, { cause })
    }
  }
}

function compact(file: string, tables: ReadonlyMap<string, ReadonlyMap<string, object>>): void {
  const lines: string[] = []
  for (const [name, rows] of tables)
    for (const [key, value] of rows) lines.push(JSON.stringify([name, key, value]))
  writeFileSync(`${file}.new`, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
