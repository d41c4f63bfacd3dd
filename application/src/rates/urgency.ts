/**
 * How much waiting for a call costs, in the cloud's seconds: the usual time of everything that comes after it. It travels
 * with the call's signal through every layer of an adapter, as its cancellation does.
 */
const urgencies = new WeakMap<AbortSignal, number>()

/** A signal that ends with `signal` and carries an urgency. */
export function withUrgency(signal: AbortSignal, seconds: number): AbortSignal {
  const derived = AbortSignal.any([signal])
  urgencies.set(derived, seconds)
  return derived
}

export function urgencyOf(signal: AbortSignal): number {
  return urgencies.get(signal) ?? 0
}
