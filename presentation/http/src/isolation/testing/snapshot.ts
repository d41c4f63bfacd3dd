import { type DatabaseConnection, withClient } from '@skyclust/postgres'

type Client = Parameters<Parameters<typeof withClient>[1]>[0]

/** What every request may touch, also one that is refused. */
const UNSTABLE_TABLES = ['audit_entries', 'audit_heads', 'throttle', 'schema_migrations']
const UNSTABLE_COLUMNS = ['last_seen_at', 'last_used_at']

/** One hash per table, and the length of each chain of the audit log. */
export interface StateOfTheWorld {
  readonly tables: ReadonlyMap<string, string>
  readonly chains: ReadonlyMap<string, number>
}

/** Sees the whole database past all walls, and puts back what was changed. */
export interface Snapshot extends AsyncDisposable {
  readonly client: Client
  state(): Promise<StateOfTheWorld>
  /** The tables as they were when the snapshot was taken; the log and the counters stay as they are. */
  restore(): Promise<void>
  /** Tables whose rows belong to workspaces. */
  readonly tenantTables: ReadonlySet<string>
}

interface Table {
  readonly name: string
  /** Those that can be written. */
  readonly columns: string
  readonly isTenant: boolean
}

/** Takes the snapshot of a database that nobody else writes meanwhile; as superuser, on a connection of its own. */
export async function takeSnapshot(connection: DatabaseConnection): Promise<Snapshot> {
  const { client, end } = await superuser(connection)
  const tables = await tablesOf(client)
  const question = fingerprint(tables)
  await client.query('create schema snapshot')
  for (const { name } of tables)
    await client.query(`create table snapshot.${name} as table public.${name}`)
  const state = async (): Promise<StateOfTheWorld> => {
    const { rows } = await client.query<{ chain: boolean; name: string; value: string }>({
      name: 'state',
      text: question,
    })
    const of = (isChain: boolean) => rows.filter(({ chain }) => chain === isChain)
    return {
      tables: new Map(of(false).map(({ name, value }) => [name, value])),
      chains: new Map(of(true).map(({ name, value }) => [name, Number(value)])),
    }
  }
  const original = await state()
  return {
    client,
    state,
    tenantTables: new Set(tables.filter((t) => t.isTenant).map((t) => t.name)),
    async restore() {
      const now = await state()
      const changed = tables.filter(
        ({ name }) => now.tables.get(name) !== original.tables.get(name),
      )
      if (changed.length === 0) return
      // Without foreign keys and triggers, which would carry the deletion on to tables that did not change.
      await client.query("begin; set local session_replication_role = 'replica'")
      for (const { name, columns } of changed)
        await client.query(
          `delete from ${name}; insert into ${name} (${columns}) overriding system value
           select ${columns} from snapshot.${name}`,
        )
      await client.query('commit')
    },
    [Symbol.asyncDispose]: end,
  }
}

async function superuser(
  connection: DatabaseConnection,
): Promise<{ readonly client: Client; readonly end: () => Promise<void> }> {
  const { promise: until, resolve: finish } = Promise.withResolvers<void>()
  const { promise: connected, resolve, reject } = Promise.withResolvers<Client>()
  const session = withClient(connection, (client) => {
    resolve(client)
    return until
  })
  session.catch(reject)
  const client = await connected
  return {
    client,
    async end() {
      finish()
      await session
    },
  }
}

async function tablesOf(client: Client): Promise<readonly Table[]> {
  const { rows } = await client.query<Table>(
    `select c.relname as name,
       string_agg(quote_ident(a.attname), ', ') filter (where a.attgenerated = '') as columns,
       bool_or(a.attname = 'workspace_id') or c.relname = 'workspaces' as "isTenant"
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all($1)
     group by c.relname order by c.relname`,
    [UNSTABLE_TABLES],
  )
  return rows
}

function fingerprint(tables: readonly Table[]): string {
  const unstable = UNSTABLE_COLUMNS.map((column) => `'${column}'`).join(', ')
  const parts = tables.map(
    ({ name }) =>
      `select false as chain, '${name}' as name,
         md5(coalesce(string_agg(line, '' order by line), '')) as value
       from (select (to_jsonb(t) - array[${unstable}])::text as line from public.${name} t) lines`,
  )
  return [...parts, 'select true, chain, seq::text from audit_heads'].join(' union all ')
}
