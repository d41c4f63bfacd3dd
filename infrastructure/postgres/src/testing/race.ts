import type { Database, Stores } from '@skyclust/application'

/** Does the same in several transactions that have all begun before one of them acts; what each came to. */
export async function race<T>(
  db: Pick<Database, 'transaction'>,
  work: (stores: Stores, runner: number) => Promise<T>,
  runners = 8,
): Promise<PromiseSettledResult<T>[]> {
  let missing = runners
  const start = Promise.withResolvers<void>()
  const run = (runner: number) =>
    db.transaction(async (stores) => {
      missing -= 1
      if (missing === 0) start.resolve()
      await start.promise
      return work(stores, runner)
    })
  return Promise.allSettled(Array.from({ length: runners }, (_, runner) => run(runner)))
}

/** The results of runners that were all to come through. */
export function valuesOf<T>(results: readonly PromiseSettledResult<T>[]): T[] {
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}

/** Codes of those that were refused. */
export function codesOf(results: readonly PromiseSettledResult<unknown>[]): unknown[] {
  return results.flatMap((result) =>
    result.status === 'rejected' ? [(result.reason as { code?: unknown }).code] : [],
  )
}
