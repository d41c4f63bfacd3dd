import type { AzureSim } from '../sim.ts'

/**
 * Retry-After for a wait of virtual seconds. Clients wait in real time, so a fast clock shortens it; the header's whole
 * seconds are then too coarse, and `retry-after-ms`, which the Azure SDKs prefer, says it exactly.
 */
export function retryAfter(sim: AzureSim, virtualSeconds: number): Record<string, string> {
  const speed = Math.max(1, sim.context.clock.speed())
  const seconds = virtualSeconds / speed
  return {
    'retry-after': String(Math.max(1, Math.ceil(seconds))),
    ...(speed > 1 ? { 'retry-after-ms': String(Math.ceil(seconds * 1000)) } : {}),
  }
}
