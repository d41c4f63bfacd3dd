import type { Database, Stores } from '@skyclust/application'

/** A database whose transactions are all one, which ends only with `commit`. */
export interface JoinedDatabase extends Database {
  /** Runs the last work in the transaction, if one was begun, and commits it. */
  commit(last: (stores: Stores) => Promise<void>): Promise<void>
  rollback(reason: unknown): Promise<void>
}

/**
 * Lets a use case and what must be stored with it share a transaction: it begins with the use case's own and stays open
 * for reads afterwards. Nothing is begun before, so no connection waits for a cloud.
 */
export function joinedDatabase(base: Database): JoinedDatabase {
  let begun: Begun | undefined
  return {
    get stores() {
      return begun?.stores ?? base.stores
    },
    within: (scope) => base.within(scope),
    async apart(work) {
      // It would take a second connection while the first is held: enough of that at once and all wait for each other.
      if (begun) throw new Error('Work apart comes before the transaction of the request')
      return base.apart(work)
    },
    async transaction(work, lease) {
      if (lease) return base.transaction(work, lease)
      begun ??= await begin(base)
      return work(begun.stores)
    },
    async commit(last) {
      if (!begun) return base.transaction(last)
      try {
        await last(begun.stores)
      } catch (error) {
        await this.rollback(error)
        throw error
      }
      begun.finish()
      await begun.ended
    },
    async rollback(reason) {
      if (!begun) return
      begun.abort(reason)
      await Promise.allSettled([begun.ended])
    },
  }
}

interface Begun {
  readonly stores: Stores
  readonly finish: () => void
  readonly abort: (reason: unknown) => void
  readonly ended: Promise<void>
}

function begin(base: Database): Promise<Begun> {
  return new Promise((resolve, reject) => {
    const { promise: open, resolve: finish, reject: abort } = Promise.withResolvers<void>()
    const ended = base.transaction((stores) => {
      resolve({
        stores,
        finish,
        abort,
        ended: Promise.resolve().then(() => ended),
      })
      return open
    })
    ended.catch(reject)
  })
}
