import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Throttle } from '@skyclust/application'
import { sqlOn } from '../database/sql.ts'

/** Rows of windows that are over go once in so many attempts. */
const CLEAN_EVERY = 500
/** Keys hold addresses people typed; the column takes 255 characters. */
const MAX_KEY = 200

/** Fixed windows per key in the table `throttle`: one statement counts, however many instances ask at once. */
export function postgresThrottle(pool: Pool): Throttle {
  const sql = sqlOn(pool)
  const limiters = new Map<number, RateLimiterPostgres>()
  let taken = 0
  const limiterOf = (points: number) => {
    const known = limiters.get(points)
    if (known) return known
    const limiter = new RateLimiterPostgres({
      storeClient: pool,
      storeType: 'pool',
      tableName: 'throttle',
      tableCreated: true,
      keyPrefix: '',
      points,
      // Overruled by each call.
      duration: 1,
      clearExpiredByTimeout: false,
    })
    limiters.set(points, limiter)
    return limiter
  }
  return {
    async take(key, { points, windowMs }) {
      taken += 1
      if (taken % CLEAN_EVERY === 0)
        await sql.run('delete from throttle where expire < $1', [Date.now()])
      try {
        await limiterOf(points).consume(short(key), 1, { customDuration: windowMs / 1000 })
        return { allowed: true, retryAfterMs: 0 }
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused
        return { allowed: false, retryAfterMs: refused.msBeforeNext }
      }
    },
    // Not the library's reward: it would give credit to a key that has none to get back.
    async give(key) {
      await sql.run('update throttle set points = greatest(points - 1, 0) where key = $1', [
        short(key),
      ])
    },
    async forget(key) {
      await sql.run('delete from throttle where key = $1', [short(key)])
    },
  }
}

function short(key: string): string {
  if (key.length <= MAX_KEY) return key
  return `sha256:${createHash('sha256').update(key).digest('hex')}`
}
