import type { Call } from './call.ts'
import type { SimClock } from './clock.ts'

/** Burst and refill per virtual second of one API bucket, as the cloud publishes it. */
export interface BucketLimit {
  readonly burst: number
  readonly perSecond: number
}

export interface TokenBuckets {
  /** Takes one token for the call; false means the cloud answers «too many requests». */
  take(call: Call): boolean
  /** How many tokens the bucket of a call would have now; for rate-limit response headers. */
  remaining(call: Call): number
  /** Virtual seconds until the next token of the call's bucket; for Retry-After. */
  secondsUntilNext(call: Call): number
}

/** Token buckets per cloud, account, region and bucket name; calls of an unnamed bucket are not limited. */
export function tokenBuckets(
  clock: SimClock,
  limits: ReadonlyMap<string, BucketLimit>,
): TokenBuckets {
  const levels = new Map<string, { tokens: number; at: number }>()
  const level = (call: Call, limit: BucketLimit) => {
    const key = `${call.cloud}/${call.account}/${call.region}/${call.bucket}`
    const now = clock.now()
    const last = levels.get(key) ?? { tokens: limit.burst, at: now }
    const refilled = Math.min(limit.burst, last.tokens + ((now - last.at) / 1000) * limit.perSecond)
    const next = { tokens: refilled, at: now }
    levels.set(key, next)
    return next
  }
  const limitOf = (call: Call) => limits.get(`${call.cloud}/${call.bucket}`)
  return {
    take(call) {
      const limit = limitOf(call)
      if (!limit) return true
      const current = level(call, limit)
      if (current.tokens < 1) return false
      current.tokens -= 1
      return true
    },
    remaining(call) {
      const limit = limitOf(call)
      return limit ? Math.floor(level(call, limit).tokens) : Number.POSITIVE_INFINITY
    },
    secondsUntilNext(call) {
      const limit = limitOf(call)
      if (!limit) return 0
      const missing = 1 - level(call, limit).tokens
      return missing <= 0 ? 0 : missing / limit.perSecond
    },
  }
}
