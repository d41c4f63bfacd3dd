import type { Database } from '@skyclust/application'

/** Set it, and the next transaction does all its work and then does not commit. */
export interface Plan {
  isArmed: boolean
}

export const PLANTED = 'planted: the commit failed'

export function failingDatabase(db: Database, plan: Plan): Database {
  return {
    ...db,
    within: (scope) => failingDatabase(db.within(scope), plan),
    async transaction(work, lease) {
      if (!plan.isArmed) return db.transaction(work, lease)
      plan.isArmed = false
      return db.transaction(async (stores) => {
        await work(stores)
        throw new Error(PLANTED)
      }, lease)
    },
  }
}
