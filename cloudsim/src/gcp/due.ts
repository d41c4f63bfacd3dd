import { finishOperation } from './container/finish.ts'
import type { GcpState } from './state.ts'

/** Applies everything whose time has come, in order; called before anything is read. */
export function settle(state: GcpState): void {
  state.context.world.batch(() => {
    for (;;) {
      // What is applied may itself make something due.
      const due = state.takeDue()
      if (due.length === 0) return
      for (const what of due) {
        if (what.do === 'purge') state.context.world.table(what.table).delete(what.key)
        else finishOperation(state, what.operation)
      }
    }
  })
}
