/**
 * Shares reads: keys asked for while a batch waits for its turn (a rate token) go out in one call.
 * `fetch` gets at most `maxKeys` distinct keys and answers a map; a key not in it is absent.
 */
export interface BatchLoader<K, V> {
  load(key: K, signal: AbortSignal): Promise<V | undefined>
}

export function batchLoader<K, V>(options: {
  readonly maxKeys: number
  /** Waits until a call may go out; meanwhile more keys join. */
  readonly turn: (signal: AbortSignal) => Promise<void>
  readonly fetch: (keys: readonly K[], signal: AbortSignal) => Promise<ReadonlyMap<K, V>>
}): BatchLoader<K, V> {
  interface Batch {
    readonly keys: Set<K>
    readonly abort: AbortController
    waiting: number
    readonly answer: Promise<ReadonlyMap<K, V>>
  }
  let open: Batch | undefined
  const start = (): Batch => {
    const keys = new Set<K>()
    const abort = new AbortController()
    const run = async () => {
      // One microtask turn lets callers of the same tick join even when the turn is free at once.
      await Promise.resolve()
      await options.turn(abort.signal)
      open = open === batch ? undefined : open
      return options.fetch([...keys], abort.signal)
    }
    const batch: Batch = { keys, abort, waiting: 0, answer: run() }
    batch.answer.catch(() => {
      if (open === batch) open = undefined
    })
    return batch
  }
  return {
    async load(key, signal) {
      signal.throwIfAborted()
      if (!open || (open.keys.size >= options.maxKeys && !open.keys.has(key))) open = start()
      const batch = open
      batch.keys.add(key)
      batch.waiting += 1
      let leave: (() => void) | undefined
      const aborted = new Promise<never>((_, reject) => {
        leave = () => {
          batch.waiting -= 1
          // Nobody wants the answer any more: do not spend a call on it.
          if (batch.waiting === 0) batch.abort.abort(signal.reason)
          reject(signal.reason)
        }
        signal.addEventListener('abort', leave, { once: true })
      })
      try {
        return (await Promise.race([batch.answer, aborted])).get(key)
      } finally {
        if (leave) signal.removeEventListener('abort', leave)
      }
    },
  }
}
