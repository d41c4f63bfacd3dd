import type { Governor, RateLimit } from '../ports/cloud-provider.ts'
import type { Clock } from '../ports/runtime.ts'

interface Bucket {
  tokens: number
  at: number
  closedUntil: number
  /** Time at which the last granted caller may go; callers queue behind it. */
  tail: Promise<void>
}

/**
 * Token buckets of one account: a call waits here instead of being refused by the cloud.
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
      bucket = { tokens: limit.burst, at: clock.now(), closedUntil: 0, tail: Promise.resolve() }
      buckets.set(name, bucket)
    }
    return bucket
  }
  const waitForToken = async (bucket: Bucket, limit: RateLimit, signal: AbortSignal) => {
    for (;;) {
      signal.throwIfAborted()
      const now = clock.now()
      const perMs = (limit.perSecond * pace) / 1000
      bucket.tokens = Math.min(limit.burst, bucket.tokens + (now - bucket.at) * perMs)
      bucket.at = now
      const closedMs = bucket.closedUntil - now
      if (closedMs <= 0 && bucket.tokens >= 1) {
        bucket.tokens -= 1
        return
      }
      await clock.sleep(Math.max(1, closedMs, Math.ceil((1 - bucket.tokens) / perMs)), signal)
    }
  }
  return {
    take(name, signal) {
      const limit = limits[name]
      if (!limit) return Promise.resolve()
      const bucket = bucketOf(name, limit)
      // First come, first served: one waiter at a time looks at the bucket.
      const turn = bucket.tail.then(() => waitForToken(bucket, limit, signal))
      bucket.tail = turn.catch(() => {})
      return turn
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
