import { DroppedConnection, InjectedError } from '../core/call.ts'
import type { SimResponse } from '../core/cloud.ts'

const STATUS_OF_HTTP: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  412: 'FAILED_PRECONDITION',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
}

interface ErrorExtras {
  readonly status?: string
  readonly domain?: string
  readonly details?: readonly object[]
}

/** An error in Google's JSON shape; `code` is the legacy reason such as `notFound`, kept for the call log. */
export class GoogleError extends Error {
  readonly http: number
  readonly code: string
  readonly extras: ErrorExtras
  constructor(http: number, reason: string, message: string, extras: ErrorExtras = {}) {
    super(message)
    this.http = http
    this.code = reason
    this.extras = extras
  }
}

export const invalid = (message: string): GoogleError => new GoogleError(400, 'invalid', message)

export const badRequest = (message: string): GoogleError =>
  new GoogleError(400, 'badRequest', message)

export const failedPrecondition = (message: string, details: readonly object[] = []): GoogleError =>
  new GoogleError(400, 'failedPrecondition', message, { status: 'FAILED_PRECONDITION', details })

export function errorInfo(reason: string, domain: string, metadata: object = {}): object {
  return { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain, metadata }
}

/** A field violation as the JSON front end of every Google API reports it. */
export function badField(field: string, message: string): GoogleError {
  const detail = {
    '@type': 'type.googleapis.com/google.rpc.BadRequest',
    fieldViolations: [{ ...(field === '' ? {} : { field }), description: message }],
  }
  return new GoogleError(400, 'invalid', message, { details: [detail] })
}

/** The answer for anything thrown on the way, or undefined when it is not an answer at all. */
export function errorResponse(error: unknown): SimResponse | undefined {
  if (error instanceof DroppedConnection) return undefined
  const google = error instanceof InjectedError ? fromInjected(error) : error
  return google instanceof GoogleError ? render(google) : undefined
}

function fromInjected(error: InjectedError): GoogleError {
  if (error.kind === 'throttled') {
    return new GoogleError(429, 'rateLimitExceeded', `Quota exceeded: ${error.message}.`, {
      domain: 'usageLimits',
      details: [errorInfo('RATE_LIMIT_EXCEEDED', 'googleapis.com')],
    })
  }
  if (error.kind === 'internal') return new GoogleError(503, 'backendError', error.message)
  return new GoogleError(error.status ?? 400, error.code ?? 'invalid', error.message)
}

function render(error: GoogleError): SimResponse {
  const { status, domain = 'global', details = [] } = error.extras
  const body = {
    error: {
      code: error.http,
      message: error.message,
      errors: [{ message: error.message, domain, reason: error.code }],
      status: status ?? STATUS_OF_HTTP[error.http] ?? 'UNKNOWN',
      ...(details.length > 0 ? { details } : {}),
    },
  }
  return {
    status: error.http,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      ...(error.http === 401
        ? { 'www-authenticate': 'Bearer realm="https://accounts.google.com/"' }
        : {}),
    },
    body: JSON.stringify(body),
  }
}
