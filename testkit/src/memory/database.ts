import { type Database, type Lease, LeaseLost, type Stores } from '@skyclust/application'
import { memoryStores, type MemoryState, emptyState } from './stores.ts'

/** What the simulation does around each commit: let time pass, or let the process die. */
export interface CommitHooks {
  before?(): Promise<void>
  after?(): Promise<void>
}

/**
 * The database port in memory: transactions one at a time, all or nothing, leases checked at the start of each.
 * For simulations and unit tests; the product's stores are tested on PostgreSQL.
 */
export class MemoryDatabase {
  readonly state: MemoryState
  #tail: Promise<unknown> = Promise.resolve()

  constructor(state: MemoryState = emptyState()) {
    this.state = state
  }

  /** The port for one process; its hooks are the process's own. */
  connect(now: () => number, hooks: CommitHooks = {}): Database {
    const stores = memoryStores(this.state, now)
    const transaction: Database['transaction'] = async (work, lease) => {
      await hooks.before?.()
      const result = await this.#exclusive(() => this.#run(stores, work, lease))
      await hooks.after?.()
      return result
    }
    const database: Database = {
      stores,
      transaction,
      apart: (work) => transaction(work),
      /** Everybody sees everything here: walls are tested on PostgreSQL. */
      within: () => database,
    }
    return database
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#tail.then(work)
    this.#tail = turn.catch(() => {})
    return turn
  }

  async #run<T>(
    stores: Stores,
    work: (stores: Stores) => Promise<T>,
    lease: Lease | undefined,
  ): Promise<T> {
    if (lease) this.#assertHeld(lease)
    const { undo } = this.state
    undo.length = 0
    try {
      return await work(stores)
    } catch (error) {
      for (const step of undo.splice(0).toReversed()) step()
      undo.length = 0
      throw error
    }
  }

  #assertHeld(lease: Lease): void {
    const job = this.state.tables.work.get(lease.key)
    if (!job || job.owner !== lease.owner || String(job.fence) !== lease.fence)
      throw new LeaseLost(`the lease of ${lease.key} is held by another worker`)
  }
}
