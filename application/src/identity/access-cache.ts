import type { Clock } from '../ports/runtime.ts'

/** Within five seconds a revocation must bite everywhere, also on an instance that no notice has reached. */
export const ACCESS_CACHE_MS = 3_000
const MAX_ENTRIES = 20_000

/**
 * Keeps for a moment what was proved: whose a token is, what a principal may do in a workspace. Verifying a token is the
 * dearest part of a request (Ed25519 or ES256: 136–202 µs). `forget` empties it, when any instance changed access.
 */
export interface AccessCache {
  /** The kept answer, or that of `load`; undefined is never kept. */
  get<T>(key: string, load: () => Promise<T | undefined>): Promise<T | undefined>
  forget(): void
}

export function accessCache(clock: Clock): AccessCache {
  let entries = new Map<string, { readonly value: unknown; readonly until: number }>()
  return {
    async get<T>(key: string, load: () => Promise<T | undefined>) {
      const known = entries.get(key)
      if (known && known.until > clock.now()) return known.value as T
      // What was read before a change must not be kept after it: `forget` replaces the map.
      const generation = entries
      const until = clock.now() + ACCESS_CACHE_MS
      const value = await load()
      if (value !== undefined && generation === entries) {
        if (entries.size >= MAX_ENTRIES) entries.delete(entries.keys().next().value ?? '')
        entries.delete(key)
        entries.set(key, { value, until })
      }
      return value
    },
    forget() {
      entries = new Map()
    },
  }
}
