import { Client } from 'pg'
import { clientConfig, type DatabaseConnection } from './connection.ts'

/** A connection of its own for the time of `work`: administration, migrations, tests. */
export async function withClient<T>(
  connection: DatabaseConnection,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client(clientConfig(connection, 'skyclust-admin'))
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
