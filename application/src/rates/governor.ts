import type { Governor, RateLimit } from '../ports/cloud-provider.ts'
import type { Clock } from '../ports/runtime.ts'
import { urgencyOf } from './urgency.ts'

interface Waiter {
  readonly urgency: number
  readonly since: number
  readonly signal: AbortSignal
  readonly go: () => void
  readonly giveUp: (reason: unknown) => void
}

interface Bucket {
  tokens: number
  at: number
  closedUntil: number
  readonly waiters: Waiter[]
  pumping: boolean
}

/**
 * Token buckets of one account: a call waits here instead of being refused by the cloud. Who waits longest plus what
 * waiting costs (urgency.ts) decides who goes next, so that a crowd of clusters is done as early as the rates allow.
 * `pace` scales the refill where the cloud's time runs faster; buckets without a limit are free.
 */
export function accountGovernor(
  clock: Clock,
  limits: Readonly<Record<string, RateLimit>>,
  pace = 1,
): Governor {
  const buckets = new Map<string, Bucket>()
  const bucketOf = (name: string, limit: RateLimit): Bucket => {
    let bucket = buckets.get(name)
    if (!bucket) {
      bucket = { tokens: limit.burst, at: clock.now(), closedUntil: 0, waiters: [], pumping: false }
      buckets.set(name, bucket)
    }
    return bucket
  }
  /** Refills; answers how long until a token is there, 0 for now. */
  const msUntilToken = (bucket: Bucket, limit: RateLimit): number => {
    const now = clock.now()
    const perMs = (limit.perSecond * pace) / 1000
    bucket.tokens = Math.min(limit.burst, bucket.tokens + (now - bucket.at) * perMs)
    bucket.at = now
    const closedMs = bucket.closedUntil - now
    if (closedMs <= 0 && bucket.tokens >= 1) return 0
    return Math.max(1, closedMs, Math.ceil((1 - bucket.tokens) / perMs))
  }
  const pump = async (bucket: Bucket, limit: RateLimit): Promise<void> => {
    if (bucket.pumping) return
    bucket.pumping = true
    try {
      while (bucket.waiters.length > 0) {
        const ms = msUntilToken(bucket, limit)
        if (ms > 0) {
          await clock.sleep(ms)
          continue
        }
        const next = takeMostUrgent(bucket.waiters, clock.now(), pace)
        if (!next) continue
        bucket.tokens -= 1
        next.go()
        // Whoever was let go may ask for more before the next token is given away.
        await Promise.resolve()
      }
    } finally {
      bucket.pumping = false
    }
  }
  return {
    take(name, signal) {
      const limit = limits[name]
      if (!limit) return Promise.resolve()
      const bucket = bucketOf(name, limit)
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const leave = () => waiter.giveUp(signal.reason)
        const waiter: Waiter = {
          urgency: urgencyOf(signal),
          since: clock.now(),
          signal,
          go: () => {
            signal.removeEventListener('abort', leave)
            resolve()
          },
          giveUp: reject,
        }
        signal.addEventListener('abort', leave, { once: true })
        bucket.waiters.push(waiter)
        pump(bucket, limit).catch(reject)
      })
    },
    throttled(name, retryAfterMs) {
      const limit = limits[name]
      if (!limit) return
      const bucket = bucketOf(name, limit)
      bucket.tokens = 0
      bucket.at = clock.now()
      const pause = retryAfterMs ?? Math.ceil(1000 / (limit.perSecond * pace))
      bucket.closedUntil = Math.max(bucket.closedUntil, clock.now() + pause)
    },
  }
}

/** The longest-waiting counts a second for each second waited, so that nobody waits for ever. */
function takeMostUrgent(waiters: Waiter[], now: number, pace: number): Waiter | undefined {
  let best = -1
  let bestScore = Number.NEGATIVE_INFINITY
  for (let index = 0; index < waiters.length; index += 1) {
    const waiter = waiters[index]
    if (!waiter) continue
    if (waiter.signal.aborted) {
      waiters.splice(index, 1)
      index -= 1
      continue
    }
    const score = waiter.urgency + ((now - waiter.since) / 1000) * pace
    if (score > bestScore) {
      best = index
      bestScore = score
    }
  }
  return best < 0 ? undefined : waiters.splice(best, 1)[0]
}
