import type { LookRhythm } from '@skyclust/domain'

/** Shortest pause between two looks at the same object, in the cloud's seconds. */
const SHORTEST = 1
/** Looks become rarer by this growth once an operation runs longer than usual. */
const OVERTIME_GROWTH = 0.1
/** Looks spread over the usual range of a removal: nobody waits for it step by step. */
const LOOKS_IN_REMOVAL = 8

/**
 * When to look next at something the cloud works on, in the cloud's seconds from now: not before it can usually be done,
 * then in the rhythm of the plan, and ever more rarely when it takes longer than usual.
 */
export function nextLookSeconds(
  elapsed: number,
  rhythm: LookRhythm | undefined,
  usualMax: number | undefined,
): number {
  if (!rhythm) return Math.min(30, Math.max(SHORTEST, elapsed * 0.5))
  if (elapsed < rhythm.firstSeconds) return Math.max(SHORTEST, rhythm.firstSeconds - elapsed)
  const step = Math.max(SHORTEST, rhythm.stepSeconds)
  return elapsed < (usualMax ?? 0) ? step : Math.max(step, elapsed * OVERTIME_GROWTH)
}

/** The rhythm for watching something go. */
export function removalRhythm(
  usual: { readonly min: number; readonly max: number } | undefined,
): LookRhythm | undefined {
  return (
    usual && {
      firstSeconds: usual.min,
      stepSeconds: Math.max(SHORTEST, (usual.max - usual.min) / LOOKS_IN_REMOVAL),
    }
  )
}

/** Exponential backoff with full jitter above half, in the cloud's seconds: 2, 4, 8 … 300. */
export function backoffSeconds(attempts: number, random: number): number {
  const full = Math.min(300, 2 ** Math.max(1, attempts))
  return full * (0.5 + 0.5 * random)
}
