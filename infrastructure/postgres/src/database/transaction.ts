import type { Pool, PoolClient } from 'pg'
import { LeaseLost, type Lease, type Scope } from '@skyclust/application'
import { accessEnded, enter, refusal } from './scoped.ts'
import { sqlOn, type Sql } from './sql.ts'

/** All or nothing in the whole database; with a lease it fails with LeaseLost, before anything is written, when the fence is stale. */
export async function systemTransaction<T>(
  pool: Pool,
  work: (sql: Sql) => Promise<T>,
  lease?: Lease,
): Promise<T> {
  return onConnection(pool, async (client) => {
    const begun = client.query('begin')
    // Awaited below; until then it is nobody's unhandled rejection.
    begun.catch(() => undefined)
    const sql = sqlOn(client)
    if (lease) await holdLease(sql, lease)
    const result = await work(sql)
    await begun
    return endedBy(client, result)
  })
}

/**
 * All or nothing in one workspace. BEGIN and entering are sent together with the first statement. Nothing is committed for
 * who is no live member: DomainError forbidden `access-ended`.
 */
export async function scopedTransaction<T>(
  pool: Pool,
  scope: Scope,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  return onConnection(pool, async (client) => {
    const begun = Promise.all([client.query('begin'), enter(client, scope)])
    // Looked at below; until then it is nobody's unhandled rejection.
    begun.catch(() => undefined)
    let result: T
    try {
      result = await work(sqlOn(client))
    } catch (error) {
      const [, live] = await begun
      throw refusal(error, live)
    }
    const [, live] = await begun
    if (!live) throw accessEnded()
    return endedBy(client, result)
  })
}

async function onConnection<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  const onError = (error: Error) => (broken = error)
  client.on('error', onError)
  try {
    try {
      return await work(client)
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => (broken = failure))
      throw error
    }
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

/** PostgreSQL answers COMMIT with ROLLBACK when a statement failed and the work swallowed the error. */
async function endedBy<T>(client: PoolClient, result: T): Promise<T> {
  const { command } = await client.query('commit')
  if (command === 'ROLLBACK') throw new Error('A statement of the transaction had failed')
  return result
}

/**
 * Keeps the lease for the rest of the transaction. KEY SHARE lets `add` update the row meanwhile (no deadlock with a
 * request that holds a resource and adds its key), while claim and reaper take FOR UPDATE and so wait or pass by.
 */
async function holdLease(sql: Sql, { key, fence, owner }: Lease): Promise<void> {
  const held = await sql.row(
    `select 1 from work where key = $1 and fence = $2::bigint and lease_owner = $3::uuid
     for key share`,
    [key, fence, owner],
  )
  if (!held) throw new LeaseLost(`The lease ${fence} of ${key} is no longer held`)
}
