import { finishOperation } from './container/finish.ts'
import type { GcpState } from './state.ts'

/** Applies everything whose time has come, in order; called before anything is read. */
export function settle(state: GcpState): void {
  const now = state.now()
  const ready = state.dues
    .entries()
    .filter(([, due]) => due.at <= now)
    .toSorted(([, a], [, b]) => a.at - b.at || a.n - b.n)
  for (const [key, { what }] of ready) {
    if (what.do === 'purge') state.context.world.table(what.table).delete(what.key)
    else finishOperation(state, what.operation)
    state.dues.delete(key)
  }
}
