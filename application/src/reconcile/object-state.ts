import type { JsonObject } from '@skyclust/domain'
import type { CloudError } from '../ports/cloud-error.ts'
import type { Observation, ResolvedObject } from '../ports/cloud-provider.ts'
import type { ObjectState } from '../ports/stores.ts'
import { REACTIONS } from './errors.ts'
import { backoffSeconds, nextLookSeconds, removalRhythm } from './pace.ts'
import { mergedOutputs, type Node, nowIso, type Walk } from './walk-context.ts'

/** After a person is needed the engine still looks now and then: quota is raised, permissions are granted. */
const BLOCKED_RETRY_SECONDS = 600
/** A failed object is replaced this often before a person is asked. */
export const REPLACEMENTS = 3
/** A wait for something else («busy») is normal for a while; after this many tries the blocker is named. */
export const BUSY_TRIES_BEFORE_EXPLAINING = 3

const CLEAR = {
  message: undefined,
  errorClass: undefined,
  remedy: undefined,
  nextAttemptAt: undefined,
} as const

/** Ready: everything the cloud says is known, nothing is due. */
export function readyState(
  walk: Walk,
  node: Node,
  object: ResolvedObject,
  seen: Observation,
): ObjectState {
  const at = nowIso(walk)
  return {
    ...node.state,
    ...CLEAR,
    state: 'ready',
    externalId: seen.externalId,
    outputs: mergedOutputs(node.state.outputs, seen),
    lastApplied: object.desired,
    declaration: node.declaration,
    attempts: 0,
    replacements: 0,
    readyAt: node.state.readyAt ?? at,
    observedAt: at,
  }
}

/** The cloud works on it; look again when it usually is done. */
export function pendingState(
  walk: Walk,
  node: Node,
  known: { externalId: string | undefined; outputs?: JsonObject; message?: string | undefined },
): ObjectState {
  const startedMs =
    node.intent === undefined && node.state.startedAt !== undefined
      ? Date.parse(node.state.startedAt)
      : walk.ports.clock.now()
  const elapsed = ((walk.ports.clock.now() - startedMs) / 1000) * walk.pace
  const rhythm = walk.rhythms.get(node.declaration.id)
  const seconds = nextLookSeconds(elapsed, rhythm, node.declaration.usualSeconds?.max)
  return {
    ...node.state,
    ...CLEAR,
    state: 'pending',
    externalId: known.externalId,
    outputs: known.outputs ?? node.state.outputs,
    declaration: node.declaration,
    attempts: 0,
    message: known.message,
    observedAt: nowIso(walk),
    nextAttemptAt: nowIso(walk, onGridMs(walk, seconds, rhythm?.stepSeconds ?? 0)),
  }
}

/** Looks of all trees fall on common moments, so that one read serves several; it costs nothing on average. */
function onGridMs(walk: Walk, seconds: number, stepSeconds: number): number {
  const ms = (seconds / walk.pace) * 1000
  const stepMs = (stepSeconds / walk.pace) * 1000
  if (stepMs < 1) return ms
  const now = walk.ports.clock.now()
  return Math.max(stepMs / 2, Math.round((now + ms) / stepMs) * stepMs - now)
}

/** On its way out; look again when it usually is gone. */
export function deletingState(
  walk: Walk,
  node: Node,
  sentAtMs = Date.parse(node.state.startedAt ?? nowIso(walk)),
): ObjectState {
  const elapsed = ((walk.ports.clock.now() - sentAtMs) / 1000) * walk.pace
  const seconds = nextLookSeconds(
    elapsed,
    removalRhythm(node.declaration.usualRemoveSeconds),
    node.declaration.usualRemoveSeconds?.max,
  )
  return {
    ...node.state,
    ...CLEAR,
    state: 'deleting',
    observedAt: nowIso(walk),
    nextAttemptAt: nowIso(walk, (seconds / walk.pace) * 1000),
  }
}

export function goneState(walk: Walk, node: Node): ObjectState {
  return {
    ...node.state,
    ...CLEAR,
    state: 'gone',
    externalId: undefined,
    attempts: 0,
    observedAt: nowIso(walk),
  }
}

/** After a refused or unanswered call: when to try again, or that a person is needed. */
export function troubledState(walk: Walk, node: Node, error: CloudError): ObjectState {
  const attempts = node.state.attempts + 1
  const needsPerson = REACTIONS[error.class] === 'person' || (error.class === 'bug' && attempts > 5)
  const seconds = needsPerson
    ? BLOCKED_RETRY_SECONDS
    : backoffSeconds(attempts, walk.ports.random.next())
  const waitMs = Math.max(error.retryAfterMs ?? 0, (seconds / walk.pace) * 1000)
  return {
    ...node.state,
    state: needsPerson ? 'blocked' : 'retrying',
    attempts,
    message: error.message,
    errorClass: error.class,
    remedy: error.remedy,
    nextAttemptAt: nowIso(walk, waitMs),
  }
}

/** A person is needed for an object that exists and has failed. */
export function blockedState(walk: Walk, node: Node, error: CloudError): ObjectState {
  return {
    ...node.state,
    state: 'blocked',
    attempts: node.state.attempts + 1,
    message: error.message,
    errorClass: error.class,
    remedy: error.remedy,
    nextAttemptAt: nowIso(walk, (BLOCKED_RETRY_SECONDS / walk.pace) * 1000),
  }
}

/** Waits without a complaint. */
export function waitState(walk: Walk, node: Node, ms: number, message: string): ObjectState {
  return {
    ...node.state,
    state:
      node.state.state === 'deleting' || node.state.state === 'pending'
        ? node.state.state
        : 'retrying',
    message,
    nextAttemptAt: nowIso(walk, ms),
  }
}
