import type { OwnerTags } from '@skyclust/application'
import type { JsonObject, ObjectDeclaration } from '@skyclust/domain'

/** Chances of what goes wrong, per call or object, in [0, 1]. */
export interface FaultRates {
  readonly throttled: number
  /** No answer, and nothing happened. */
  readonly lostRequest: number
  /** No answer, but it happened, perhaps later. */
  readonly lostReply: number
  readonly internalError: number
  readonly notYetConsistent: number
  /** The object is made and ends FAILED. */
  readonly failedObject: number
  /** Longest time a created object stays invisible, in seconds. */
  readonly invisibleSeconds: number
}

export const NO_FAULTS: FaultRates = {
  throttled: 0,
  lostRequest: 0,
  lostReply: 0,
  internalError: 0,
  notYetConsistent: 0,
  failedObject: 0,
  invisibleSeconds: 0,
}

export interface CloudObject {
  readonly id: string
  readonly declaration: ObjectDeclaration
  readonly owner: OwnerTags
  desired: JsonObject
  declared: string
  readonly visibleAt: number
  /** When its create took effect, and how long that call took. */
  readonly madeAt: number
  readonly callMs: number
  readyAt: number
  failed: boolean
  goneAt: number | undefined
  /** Still shown for a while after it has gone. */
  shownUntil: number
}

export interface LoggedCall {
  readonly call: string
  readonly mutating: boolean
  readonly at: number
  readonly root: string
}

/** Published token buckets of a cloud, by call. */
export interface TokenRates {
  /** Takes a token; false = refused. */
  take(call: string, mutating: boolean, now: number): boolean
}
