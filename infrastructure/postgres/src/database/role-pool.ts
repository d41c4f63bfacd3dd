import { Pool, type ClientBase } from 'pg'
import { clientConfig, type DatabaseConnection, type DatabaseRole } from './connection.ts'
import { prepareEntering } from './entered-query.ts'

/** Connections that all have the role; those of skyclust_app can enter workspaces. */
export function rolePool(
  connection: DatabaseConnection,
  role: DatabaseRole,
  maxConnections = 10,
): Pool {
  // The pool waits for it, and hands out no connection that fails here.
  const isApp = role === 'skyclust_app'
  const inRole: (client: ClientBase) => unknown = async (client) => {
    await assertRole(client, role)
    if (isApp) await prepareEntering(client)
  }
  const pool = new Pool({
    ...clientConfig(connection, isApp ? 'skyclust-app' : 'skyclust', role),
    max: maxConnections,
    // A new connection costs 5–10 ms (SCRAM); do not pay it after every quiet moment.
    idleTimeoutMillis: 300_000,
    // Lets BEGIN go out with the first statement.
    pipeline: true,
    onConnect: inRole,
  })
  // An idle connection that breaks is replaced by the pool at the next query.
  pool.on('error', () => undefined)
  return pool
}

/** A proxy that drops start-up options would leave the login's own rights, before which there are no walls. */
async function assertRole(client: ClientBase, role: DatabaseRole): Promise<void> {
  const { rows } = await client.query<{ role: string }>('select current_user as role')
  if (rows[0]?.role !== role)
    throw new Error(
      `The connection did not take the role ${role}; connect to PostgreSQL directly, or let the pooler pass \`options\``,
    )
}
