import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { LeaseLost } from '@skyclust/application'
import { openDatabase } from '../database/open-database.ts'
import { startEmbedded } from '../embedded/start-embedded.ts'
import { eventFeed } from '../events/event-feed.ts'
import { newTenant } from '../testing/samples.ts'
import { until } from '../testing/until.ts'
import { keyedQueue } from './keyed-queue.ts'

describe('restart of PostgreSQL', () => {
  it('is survived by queue, feed and stores', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'skyclust-restart-'))
    chmodSync(dir, 0o755)
    let server = await startEmbedded(dir, { settings: { fsync: 'off' } })
    const { connection } = server
    const db = await openDatabase({ connection })
    const queue = keyedQueue(connection, { reapMs: 100 })
    const feed = await eventFeed(connection)
    try {
      const { workspaceId } = await newTenant(db.stores)
      let wakes = 0
      feed.subscribe(workspaceId, () => (wakes += 1))
      const runs: string[] = []
      let reason: unknown
      await queue.start(async ({ key, owner }, signal) => {
        runs.push(`${key} ${owner}`)
        if (runs.length === 1) {
          await sleep(60_000, undefined, { signal }).catch(() => (reason = signal.reason))
          signal.throwIfAborted()
        }
        return { again: 'when-woken' }
      })
      await queue.add('a')
      await until(() => runs.length === 1, 'the run')

      await server.stop()
      await until(() => reason !== undefined, 'the abort')
      server = await startEmbedded(dir, { settings: { fsync: 'off' } })

      assert.deepEqual(server.connection, connection)
      assert.ok(reason instanceof LeaseLost)
      await until(() => runs.length === 2, 'the key to be taken up again')
      assert.notEqual(runs[0], runs[1])
      await until(() => wakes >= 1, 'the wake-up after the reconnect')
      const before = wakes
      await db.stores.events.append(workspaceId, [
        { type: 'resource.changed', resourceId: undefined, data: {} },
      ])
      await until(() => wakes > before, 'the doorbell')
    } finally {
      await queue.stop()
      await feed.close()
      await db.close()
      await server.stop()
      rmSync(dir, { recursive: true })
    }
  })
})
