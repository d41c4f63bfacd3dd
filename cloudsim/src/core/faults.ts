import type { Call, CloudName } from './call.ts'

/** What goes wrong. `before` means without the effect, `after` means the effect is done and the answer is lost or wrong. */
export interface FaultKind {
  readonly kind: 'throttle' | 'internal-error' | 'error' | 'drop' | 'delay'
  readonly when?: 'before' | 'after'
  readonly code?: string
  readonly status?: number
  readonly message?: string
  /** For `delay`: real milliseconds. */
  readonly realMs?: number
}

/** An asynchronous operation that is accepted and later ends in failure, as the cloud would report it. */
export interface FailOperation {
  readonly kind: 'fail-operation'
  readonly code: string
  readonly message: string
}

export interface FaultRule {
  readonly id: string
  readonly cloud: CloudName
  /** Exact operation name, or a prefix ending in `*`. */
  readonly operation: string
  /** How many matching calls it hits; -1 is without end. */
  remaining: number
  /** Only calls whose target contains this. */
  readonly target?: string
  /** Only calls of this account. */
  readonly account?: string
  readonly fault: FaultKind | FailOperation
}

export interface FaultBook {
  add(rule: Omit<FaultRule, 'id'>): FaultRule
  list(): readonly FaultRule[]
  remove(id: string): boolean
  clear(): void
}

export function faultBook(): FaultBook {
  const rules: FaultRule[] = []
  let last = 0
  return {
    add(rule) {
      const added: FaultRule = { ...rule, id: `fault-${++last}` }
      rules.push(added)
      return added
    },
    list: () => rules,
    remove(id) {
      const index = rules.findIndex((rule) => rule.id === id)
      if (index >= 0) rules.splice(index, 1)
      return index >= 0
    },
    clear() {
      rules.length = 0
    },
  }
}

/** Takes the first fault for this call and phase, and counts it. */
export function matchFault(
  book: FaultBook,
  call: Call,
  when: 'before' | 'after',
): FaultKind | undefined {
  const rule = book
    .list()
    .find(
      (r) =>
        applies(r, call) &&
        r.fault.kind !== 'fail-operation' &&
        (r.fault.when ?? 'before') === when,
    )
  if (!rule || rule.fault.kind === 'fail-operation') return undefined
  if (rule.remaining > 0) rule.remaining -= 1
  return rule.fault
}

/** Front ends ask this when they accept an asynchronous operation: does it end FAILED? */
export function takeFailedOperation(book: FaultBook, call: Call): FailOperation | undefined {
  const rule = book.list().find((r) => applies(r, call) && r.fault.kind === 'fail-operation')
  if (!rule || rule.fault.kind !== 'fail-operation') return undefined
  if (rule.remaining > 0) rule.remaining -= 1
  return rule.fault
}

function applies(rule: FaultRule, call: Call): boolean {
  if (rule.remaining === 0 || rule.cloud !== call.cloud) return false
  if (rule.account !== undefined && rule.account !== call.account) return false
  if (rule.target !== undefined && !(call.target ?? '').includes(rule.target)) return false
  return rule.operation.endsWith('*')
    ? call.operation.startsWith(rule.operation.slice(0, -1))
    : rule.operation === call.operation
}
