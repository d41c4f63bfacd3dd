import { LeaseLost, type RunResult } from '@skyclust/application'
import type { Claim, Outcome } from './queue-statements.ts'
import { WorkerStopping } from './session.ts'

const FIRST_BACKOFF_MS = 100
const MAX_BACKOFF_MS = 5 * 60_000
/** Before a key is tried again whose run said that the lease is lost although it was not. */
const LEASE_LOST_PAUSE_MS = 100
const MAX_ERROR_LENGTH = 2_000

/** 100 ms, doubled with each failure up to 5 minutes, ± 20 % so that failures of one cause do not come back together. */
export function backoffMs(attempts: number, random: () => number = Math.random): number {
  const base = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(attempts, 30))
  return Math.min(MAX_BACKOFF_MS, base * (0.8 + 0.4 * random()))
}

/** Runs it and says what becomes of the key; never rejects. */
export async function outcomeOf(
  { key, fence, attempts }: Claim,
  run: () => Promise<RunResult>,
): Promise<Outcome> {
  const base = { key, fence, error: null }
  try {
    const result = await run()
    const delayMs = result.again === 'after' ? sensible(result.ms) : null
    return { ...base, kind: 'succeeded', delayMs }
  } catch (error) {
    if (causedBy(error, LeaseLost)) {
      return { ...base, kind: 'released', delayMs: LEASE_LOST_PAUSE_MS }
    }
    if (causedBy(error, WorkerStopping)) return { ...base, kind: 'released', delayMs: 0 }
    return { ...base, kind: 'failed', delayMs: backoffMs(attempts), error: textOf(error) }
  }
}

/** No delay is longer than a day, whatever was computed; what is no number counts as at once. */
function sensible(ms: number): number {
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(0, ms), 86_400_000)
}

/** Also as the cause of an AbortError, which is how timers and fetch tell why. */
function causedBy(error: unknown, type: typeof LeaseLost | typeof WorkerStopping): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof type) return true
  return false
}

/** PostgreSQL text has no NUL. */
function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replaceAll('\0', '').slice(0, MAX_ERROR_LENGTH)
}
