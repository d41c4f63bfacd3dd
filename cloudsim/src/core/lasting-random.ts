import type { World } from './world.ts'

interface RandomState {
  readonly seed: number
  readonly drawn: number
}

export interface LastingRandom {
  next(): number
  seed(): number
}

/** Reproducible numbers in [0, 1): the n-th depends on the seed and n only, and n goes on after a restart. */
export function lastingRandom(world: World, seed: number | undefined): LastingRandom {
  const states = world.table<RandomState>('core.random')
  const state = () => states.get('state') ?? { seed: seed ?? 1, drawn: 0 }
  if (seed !== undefined && states.get('state')?.seed !== seed)
    states.put('state', { seed, drawn: 0 })
  return {
    seed: () => state().seed,
    next() {
      const { seed: current, drawn } = state()
      states.put('state', { seed: current, drawn: drawn + 1 })
      return mix(current, drawn)
    },
  }
}

/** Mixes two integers to a fraction (the finaliser of MurmurHash3). */
function mix(seed: number, n: number): number {
  let h = (Math.imul(seed | 0, 0x9e3779b1) + Math.imul(n + 1, 0x85ebca6b)) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  h ^= h >>> 16
  return (h >>> 0) / 4_294_967_296
}
