import type { PlanStep, Step } from '@skyclust/api-client'

export type StepKey = Step['step']

/** Order of the timeline; a deletion goes through it backwards. */
export const STEP_ORDER = [
  'resource-group',
  'network',
  'subnets',
  'routing',
  'nat',
  'firewall',
  'identity',
  'control-plane',
  'access',
  'add-ons',
  'nodes',
] as const satisfies readonly StepKey[]

export interface StepGroup<T> {
  readonly key: StepKey
  readonly items: readonly T[]
}

/** The objects by step, in the order of the timeline; empty steps are left out. */
export function groupSteps<T extends { readonly step: StepKey }>(
  steps: readonly T[],
  reversed = false,
): readonly StepGroup<T>[] {
  const order = reversed ? STEP_ORDER.toReversed() : STEP_ORDER
  return order
    .map((key) => ({ key, items: steps.filter((step) => step.step === key) }))
    .filter(({ items }) => items.length > 0)
}

/** Longest usual span among objects that are worked on side by side. */
export function usualSpan(
  items: readonly Pick<Step | PlanStep, 'usualSeconds'>[],
): { min: number; max: number } | undefined {
  const spans = items.flatMap(({ usualSeconds }) => usualSeconds ?? [])
  if (spans.length === 0) return undefined
  return {
    min: Math.max(...spans.map(({ min }) => min)),
    max: Math.max(...spans.map(({ max }) => max)),
  }
}

export type GroupState =
  | 'waiting'
  | 'running'
  | 'ready'
  | 'retrying'
  | 'blocked'
  | 'deleting'
  | 'gone'

/** One word for a group: the worst of what needs attention, else how far it is. */
export function groupState(items: readonly Pick<Step, 'state'>[], isDeleting = false): GroupState {
  const has = (state: Step['state']) => items.some((item) => item.state === state)
  const all = (state: Step['state']) => items.every((item) => item.state === state)
  if (has('blocked')) return 'blocked'
  if (has('retrying')) return 'retrying'
  if (all('ready')) return isDeleting ? 'waiting' : 'ready'
  if (all('gone')) return 'gone'
  if (has('deleting')) return 'deleting'
  if (isDeleting) return has('gone') ? 'deleting' : 'waiting'
  if (has('pending') || (has('ready') && has('waiting'))) return 'running'
  return has('gone') ? 'deleting' : 'waiting'
}

/** Seconds a group took or takes so far; undefined before it began. */
export function elapsedSeconds(items: readonly Step[], now: number): number | undefined {
  const starts = items.flatMap(({ startedAt }) => (startedAt === null ? [] : Date.parse(startedAt)))
  if (starts.length === 0) return undefined
  const isDone = items.every(({ state }) => state === 'ready')
  const ends = items.flatMap(({ readyAt }) => (readyAt === null ? [] : Date.parse(readyAt)))
  const end = isDone && ends.length > 0 ? Math.max(...ends) : now
  return Math.max(0, (end - Math.min(...starts)) / 1000)
}

/** Usual seconds until everything is ready: the longest path through what is still to do, less what has passed. */
export function remainingSpan(steps: readonly Step[], now: number): { min: number; max: number } {
  const byId = new Map(steps.map((step) => [step.objectId, step]))
  const known = new Map<string, { min: number; max: number }>()
  const visit = (step: Step): { min: number; max: number } => {
    const before = known.get(step.objectId)
    if (before) return before
    known.set(step.objectId, { min: 0, max: 0 })
    const passed = step.startedAt === null ? 0 : (now - Date.parse(step.startedAt)) / 1000
    const own = (seconds = 0) => (step.state === 'ready' ? 0 : Math.max(0, seconds - passed))
    const waits = step.dependsOn.flatMap((id) => {
      const on = byId.get(id)
      return on ? [visit(on)] : []
    })
    const result = {
      min: own(step.usualSeconds?.min) + Math.max(0, ...waits.map(({ min }) => min)),
      max: own(step.usualSeconds?.max) + Math.max(0, ...waits.map(({ max }) => max)),
    }
    known.set(step.objectId, result)
    return result
  }
  const spans = steps.map(visit)
  return {
    min: Math.max(0, ...spans.map(({ min }) => min)),
    max: Math.max(0, ...spans.map(({ max }) => max)),
  }
}
