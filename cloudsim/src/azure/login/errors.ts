import type { SimResponse } from '../../core/cloud.ts'
import { type AzureSim, requestGuid } from '../sim.ts'

/** An error of the Microsoft identity platform: an OAuth error with an AADSTS number. */
export class LoginError extends Error {
  readonly status: number
  /** OAuth error, e.g. invalid_client. */
  readonly error: string
  readonly number: number
  readonly code: string

  constructor(status: number, error: string, number: number, message: string) {
    super(message)
    this.status = status
    this.error = error
    this.number = number
    this.code = `AADSTS${number}`
  }
}

/** The body that login.microsoftonline.com answers errors with. */
export function loginErrorResponse(sim: AzureSim, error: LoginError, trace: string): SimResponse {
  const timestamp = new Date(sim.context.clock.now())
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z/, 'Z')
  const correlation = requestGuid(sim)
  return {
    status: error.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store, no-cache',
    },
    body: JSON.stringify({
      error: error.error,
      error_description: `${error.code}: ${error.message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [error.number],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${error.number}`,
    }),
  }
}
