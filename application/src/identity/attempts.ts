import { DomainError } from '@skyclust/domain'
import type { Clock } from '../ports/runtime.ts'

const WINDOW_MS = 15 * 60_000
const PER_ACCOUNT = 10
const PER_ADDRESS = 50
const KEPT_KEYS = 50_000

interface Count {
  failures: number
  since: number
}

/** Counts failed sign-ins per account and per address; held in memory, one per process. */
export interface SignInAttempts {
  /** Counts an attempt before it is judged; throws too-many-requests when account or address have used theirs up. */
  begin(email: string, address: string): void
  /** Takes a successful attempt back and forgives the account. */
  succeeded(email: string, address: string): void
}

/** At most 10 failures per account and 50 per address within 15 minutes, whether or not the account exists. */
export function signInAttempts(clock: Clock): SignInAttempts {
  const counts = new Map<string, Count>()
  const current = (key: string): Count => {
    const known = counts.get(key)
    if (known && clock.now() - known.since < WINDOW_MS) return known
    const fresh = { failures: 0, since: clock.now() }
    // Re-inserted at the end, so that the first keys of the map are the oldest windows.
    counts.delete(key)
    counts.set(key, fresh)
    return fresh
  }
  const prune = () => {
    for (const [key, count] of counts) {
      if (counts.size <= KEPT_KEYS && clock.now() - count.since < WINDOW_MS) return
      counts.delete(key)
    }
  }
  return {
    begin(email, address) {
      const entries = keysOf(email, address)
      for (const [key, limit] of entries) {
        const { failures, since } = current(key)
        if (failures >= limit) throw tooMany(since + WINDOW_MS - clock.now())
      }
      for (const [key] of entries) current(key).failures += 1
      prune()
    },
    succeeded(email, address) {
      const [[account], [source]] = keysOf(email, address)
      counts.delete(account)
      const count = counts.get(source)
      if (count) count.failures = Math.max(0, count.failures - 1)
    },
  }
}

function keysOf(email: string, address: string) {
  return [
    [`account ${email.toLowerCase()}`, PER_ACCOUNT],
    [`address ${address}`, PER_ADDRESS],
  ] as const
}

function tooMany(waitMs: number): DomainError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000))
  return new DomainError(
    'too-many-requests',
    'too-many-sign-ins',
    `Too many failed sign-ins. Try again in ${Math.ceil(retryAfterSeconds / 60)} min.`,
    { details: { retryAfterSeconds } },
  )
}
