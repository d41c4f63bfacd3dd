// A worker in a process of its own, for tests that kill or stop it. Runs each key for the time in its name
// (`slow:<ms>:<name>`), then opens a transaction under its lease. Talks over IPC, and notes in the table `wishes`, where
// there is one, which wish it has seen: a message of a killed process may be lost, a row is not.
import { setTimeout as sleep } from 'node:timers/promises'
import { LeaseLost } from '@skyclust/application'
import { Pool } from 'pg'
import { clientConfig, type DatabaseConnection } from '../database/connection.ts'
import { openDatabase } from '../database/open-database.ts'
import { keyedQueue, type QueueOptions } from '../queue/keyed-queue.ts'

export interface WorkerSays {
  readonly what: 'ready' | 'begin' | 'end' | 'lost'
  readonly key: string
  readonly at: number
}

const { connection, options } = JSON.parse(process.argv[2] ?? '') as {
  connection: DatabaseConnection
  options: QueueOptions
}
const say = (what: WorkerSays['what'], key: string) =>
  process.send?.({ what, key, at: Date.now() } satisfies WorkerSays)

const db = await openDatabase({ connection, maxConnections: 4 })
const wishes = new Pool({ ...clientConfig(connection, 'wishes'), max: 4 })
const queue = keyedQueue(connection, options)
await queue.start(async (lease) => {
  say('begin', lease.key)
  const wish = await wishes.query<{ n: number }>('select n from wishes where key = $1', [lease.key])
  // Deaf to the signal: what fences it must be the database.
  await sleep(Number(lease.key.split(':')[1]))
  try {
    await db.transaction(async () => undefined, lease)
    await wishes.query('update wishes set seen = greatest(seen, $2) where key = $1', [
      lease.key,
      wish.rows[0]?.n ?? 0,
    ])
    say('end', lease.key)
  } catch (error) {
    if (error instanceof LeaseLost) say('lost', lease.key)
    throw error
  }
  return { again: 'when-woken' }
})
say('ready', '')
process.on('disconnect', () => process.exit())
