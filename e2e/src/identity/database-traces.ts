import { type DatabaseConnection, withClient } from '@skyclust/postgres'
import type { Trace } from './canaries.ts'

/** Every column of every table as superuser: text as text, bytes as hex and as what they would be as text. */
export function databaseTraces(connection: DatabaseConnection): Promise<readonly Trace[]> {
  return withClient(connection, async (client) => {
    const { rows: columns } = await client.query<{ table: string; column: string; type: string }>(
      `select quote_ident(table_name) as table, quote_ident(column_name) as column, data_type as type
       from information_schema.columns where table_schema = 'public'`,
    )
    const traces: Trace[] = []
    for (const { table, column, type } of columns) {
      const value =
        type === 'bytea'
          ? `encode(${column}, 'hex') || ' ' || encode(${column}, 'escape')`
          : `${column}::text`
      const { rows } = await client.query<{ text: string | null }>(
        `select string_agg(${value}, E'\\n') as text from ${table}`,
      )
      if (typeof rows[0]?.text === 'string')
        traces.push({ where: `column ${table}.${column}`, text: rows[0].text })
    }
    return traces
  })
}

export interface Notices extends AsyncDisposable {
  readonly traces: () => readonly Trace[]
}

/** Everything that is told over the database's channels from now on. */
export async function notices(
  connection: DatabaseConnection,
  channels: readonly string[],
): Promise<Notices> {
  const heard: Trace[] = []
  const { promise: until, resolve: finish } = Promise.withResolvers<void>()
  const { promise: listening, resolve: begun, reject } = Promise.withResolvers<void>()
  const session = withClient(connection, async (client) => {
    client.on('notification', ({ channel, payload }) =>
      heard.push({ where: `notice on ${channel}`, text: payload ?? '' }),
    )
    for (const channel of channels) await client.query(`listen ${channel}`)
    begun()
    await until
  })
  session.catch(reject)
  await listening
  return {
    traces: () => heard,
    async [Symbol.asyncDispose]() {
      finish()
      await session
    },
  }
}
