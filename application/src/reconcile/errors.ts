import { CloudError, type CloudErrorClass } from '../ports/cloud-error.ts'

/** What the engine does about a class of error after a mutating call. */
export type Reaction =
  /** Nothing happened; try again soon, quietly. */
  | 'retry'
  /** It may have happened: look before trying again. */
  | 'look'
  /** Somebody has to do something first. */
  | 'person'

export const REACTIONS = {
  throttled: 'retry',
  busy: 'retry',
  'not-yet-consistent': 'retry',
  'not-found': 'retry',
  'unknown-outcome': 'look',
  'already-exists': 'look',
  quota: 'person',
  denied: 'person',
  credential: 'person',
  capacity: 'person',
  invalid: 'person',
  bug: 'retry',
} as const satisfies Record<CloudErrorClass, Reaction>

/** Anything a provider throws that is no CloudError is our bug, with an unknown outcome. */
export function asCloudError(error: unknown): CloudError {
  if (error instanceof CloudError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new CloudError('unknown-outcome', 'unexpected', message, { cause: error })
}
