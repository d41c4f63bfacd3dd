/** What kind of answer an error is; presentation maps each kind to one HTTP status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'precondition-failed'
  | 'too-many-requests'
  | 'unavailable'

/** One field that is wrong, by JSON pointer into the request body. */
export interface FieldError {
  readonly pointer: string
  readonly message: string
}

/** What a caller did wrong or must handle. `code` is stable and kebab-case; `message` says what and how to mend it. */
export class DomainError extends Error {
  readonly kind: ErrorKind
  readonly code: string
  readonly errors: readonly FieldError[]
  /** Extension members of the problem document; never a secret. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    extra: {
      errors?: readonly FieldError[]
      details?: Record<string, unknown>
      cause?: unknown
    } = {},
  ) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause })
    this.name = 'DomainError'
    this.kind = kind
    this.code = code
    this.errors = extra.errors ?? []
    this.details = extra.details ?? {}
  }
}

export function invalid(
  code: string,
  message: string,
  errors: readonly FieldError[] = [],
): DomainError {
  return new DomainError('invalid', code, message, { errors })
}

export function notFound(what: string, id: string): DomainError {
  return new DomainError('not-found', 'not-found', `There is no ${what} «${id}» here.`)
}

export function conflict(
  code: string,
  message: string,
  details: Record<string, unknown> = {},
): DomainError {
  return new DomainError('conflict', code, message, { details })
}
