/** Errors are classified once, in the provider's errors.ts; the engine decides by class and never by a vendor's string. */
export type CloudErrorClass =
  /** Rate limited: surely without effect; retry after a pause. */
  | 'throttled'
  /** Another operation is running on it, or a dependency is still there: retry. */
  | 'busy'
  /** Something just created is not visible yet (IAM role, principal): retry quietly. */
  | 'not-yet-consistent'
  /** 5xx, timeout, reset: the effect may or may not have happened: look before repeating. */
  | 'unknown-outcome'
  | 'not-found'
  /** The name exists already (ours or somebody else's: look). */
  | 'already-exists'
  | 'quota'
  | 'denied'
  /** The key is wrong, expired or revoked. */
  | 'credential'
  /** The cloud has no capacity for this machine type here now. */
  | 'capacity'
  | 'invalid'
  /** None of the above: ours to mend. */
  | 'bug'

export class CloudError extends Error {
  readonly class: CloudErrorClass
  /** The cloud's own error code. */
  readonly code: string
  /** What a person can do about it. */
  readonly remedy: string | undefined
  readonly retryAfterMs: number | undefined
  readonly requestId: string | undefined

  constructor(
    errorClass: CloudErrorClass,
    code: string,
    message: string,
    extra: { remedy?: string; retryAfterMs?: number; requestId?: string; cause?: unknown } = {},
  ) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause })
    this.name = 'CloudError'
    this.class = errorClass
    this.code = code
    this.remedy = extra.remedy
    this.retryAfterMs = extra.retryAfterMs
    this.requestId = extra.requestId
  }
}
