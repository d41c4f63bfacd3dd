/** Seconds in which the cloud usually does something. */
export interface UsualSeconds {
  readonly min: number
  readonly max: number
}

/** Shortest pause between two looks at the same object, in the cloud's seconds. */
const SHORTEST = 1
/** Looks per doubling are bounded by this growth once an operation runs longer than usual. */
const OVERTIME_GROWTH = 0.1
/** Looks spread over the usual range: bounds both the wait after the cloud is done and the calls spent. */
const LOOKS_IN_RANGE = 16

/**
 * When to look next at something the cloud works on, in the cloud's seconds from now.
 * Nothing is asked before the usual minimum; then evenly through the usual range; after it ever more rarely.
 */
export function nextLookSeconds(elapsed: number, usual: UsualSeconds | undefined): number {
  if (!usual) return Math.min(30, Math.max(SHORTEST, elapsed * 0.5))
  if (elapsed < usual.min) return Math.max(SHORTEST, usual.min - elapsed)
  const step = Math.max(SHORTEST, (usual.max - usual.min) / LOOKS_IN_RANGE, usual.min * 0.01)
  return elapsed < usual.max ? step : Math.max(step, elapsed * OVERTIME_GROWTH)
}

/** Exponential backoff with full jitter above half, in the cloud's seconds: 2, 4, 8 … 300. */
export function backoffSeconds(attempts: number, random: number): number {
  const full = Math.min(300, 2 ** Math.max(1, attempts))
  return full * (0.5 + 0.5 * random)
}
