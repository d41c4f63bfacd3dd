import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { DatabaseError, type ClientBase } from 'pg'

export interface Migration {
  /** File name without extension; names sort in order of application. */
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** Any number; the same in every version of the program. */
const MIGRATION_LOCK = 7_002

/** The migrations of this program, in order. */
export function readMigrations(dir = new URL('../../migrations/', import.meta.url)): Migration[] {
  return readdirSync(dir)
    .filter((file) => file.endsWith('.sql'))
    .toSorted()
    .map((file) => {
      const sql = readFileSync(new URL(file, dir), 'utf8')
      const checksum = createHash('sha256').update(sql).digest('hex')
      return { name: file.replace(/\.sql$/, ''), sql, checksum }
    })
}

/**
 * Brings the schema up to date, forward only, each migration in a transaction of its own; several processes may call it
 * at once. Refuses when an applied migration was edited. Newer migrations of a later version are left alone, so that
 * two versions can run side by side. Returns the names it applied.
 */
export async function migrate(
  client: ClientBase,
  migrations: readonly Migration[] = readMigrations(),
): Promise<string[]> {
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
  try {
    await client.query(`create table if not exists schema_migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`)
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from schema_migrations order by name',
    )
    const pending = pendingOf(migrations, rows)
    for (const migration of pending) await apply(client, migration)
    return pending.map((m) => m.name)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
  }
}

function pendingOf(
  migrations: readonly Migration[],
  applied: readonly { name: string; checksum: string }[],
): Migration[] {
  const known = new Map(migrations.map((m) => [m.name, m]))
  const last = migrations.at(-1)?.name ?? ''
  for (const { name, checksum } of applied) {
    const migration = known.get(name)
    if (migration && migration.checksum !== checksum) {
      throw new Error(
        `Migration ${name} was edited after it had been applied; add a new one instead`,
      )
    }
    if (!migration && name <= last) {
      throw new Error(`The database has migration ${name}, which this program does not know`)
    }
  }
  const done = new Set(applied.map((a) => a.name))
  return migrations.filter((m) => !done.has(m.name))
}

async function apply(client: ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [
      name,
      checksum,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${name} failed: ${reasonOf(error)}`, { cause: error })
  }
}

/** With PostgreSQL's hint, which says what the operator can do. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const hint = error instanceof DatabaseError ? error.hint : undefined
  return hint === undefined ? error.message : `${error.message}. ${hint}`
}
