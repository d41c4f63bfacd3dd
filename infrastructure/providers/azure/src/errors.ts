import { CloudError, type CloudErrorClass } from '@skyclust/application'
import type { JsonObject } from '@skyclust/domain'
import { objectAt, objectsAt, textAt } from './arm/document.ts'
import { verdictOf } from './error-codes.ts'

/** An answer that is no success, as far as its class depends on it. */
export interface Refusal {
  readonly method: string
  readonly status: number
  readonly body: JsonObject
  readonly requestId: string | undefined
  /** Real milliseconds the cloud asks to wait. */
  readonly retryAfterMs: number | undefined
  /** The request carried If-None-Match: a failed precondition means that the object exists. */
  readonly createOnly: boolean
  /** Our own application (client) id: tells our missing rights from those of an identity we just made. */
  readonly clientId: string
}

/** Turns an ARM error document into a CloudError; the only place that knows Azure's codes and statuses. */
export function refusalError(refusal: Refusal): CloudError {
  const { code, message } = innermost(objectAt(refusal.body, 'error'))
  const shown = code === '' ? `HTTP ${refusal.status}` : code
  const { class: errorClass, remedy } = judge(refusal, shown, message)
  return new CloudError(errorClass, shown, message === '' ? shown : message, {
    ...(remedy === undefined ? {} : { remedy }),
    ...(refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs }),
    ...(refusal.requestId === undefined ? {} : { requestId: refusal.requestId }),
  })
}

const as = (errorClass: CloudErrorClass, remedy?: string) => ({ class: errorClass, remedy })

function judge(refusal: Refusal, code: string, message: string) {
  const { status, method } = refusal
  if (status === 429) return as('throttled')
  if (status === 408 || status >= 500) return as('unknown-outcome')
  if (status === 412) return as(refusal.createOnly ? 'already-exists' : 'busy')
  if (/subnets\/join\/action|LinkedAuthorizationFailed/.test(`${code} ${message}`))
    return foreignPrincipal(refusal, message)
      ? as('not-yet-consistent')
      : as('denied', grantRemedy(message))
  const known = verdictOf(code, message)
  // AKS refuses impossible upgrades with the code it also uses for «another operation is running», but as a 400.
  if (known?.class === 'busy' && status === 400 && code === 'OperationNotAllowed')
    return as('invalid')
  if (known) return as(known.class, known.remedy)
  if (status === 401) return as('credential', verdictOf('AuthenticationFailed', '')?.remedy)
  if (status === 403) return as('denied', grantRemedy(message))
  // A PUT that meets a 404 misses its group or parent, which was made moments ago.
  if (status === 404) return as(method === 'PUT' ? 'not-yet-consistent' : 'not-found')
  return as(status === 409 ? 'busy' : 'invalid')
}

/** Whether the message complains about somebody else's rights: the cluster identity's, whose role has not spread yet. */
function foreignPrincipal(refusal: Refusal, message: string): boolean {
  const client = /client '([0-9a-f-]{36})'/i.exec(message)?.[1]
  return client !== undefined && client.toLowerCase() !== refusal.clientId.toLowerCase()
}

function grantRemedy(message: string): string {
  // A linked refusal names what was done first and what is missing last.
  const action = [...message.matchAll(/perform action '([^']+)'/g)].at(-1)?.[1]
  return action === undefined
    ? 'Give the application of this credential the role that allows it, for example Owner, or Contributor with Role Based Access Control Administrator, on the subscription.'
    : `Give the application of this credential a role with «${action}» on the subscription, for example Owner, or Contributor with Role Based Access Control Administrator.`
}

/** ARM and AKS wrap the telling error in details and innererror. */
function innermost(error: JsonObject): { code: string; message: string } {
  const code = textAt(error, 'code') ?? ''
  const message = textAt(error, 'message') ?? ''
  const generic = /^(DeploymentFailed|ResourceDeploymentFailure|ReconcileVNetSubnetError)$/
  const detail = objectsAt(error, 'details')[0]
  if (detail && generic.test(code) && textAt(detail, 'code') !== undefined) return innermost(detail)
  const sub = textAt(error, 'innererror', 'code') ?? textAt(error, 'subcode')
  const telling =
    sub !== undefined && verdictOf(code, message) === undefined && verdictOf(sub, message)
  return { code: telling ? sub : code, message }
}

/** A failed object's or operation's own error as a class with a remedy. */
export function failureOf(error: JsonObject): {
  code: string
  message: string
  class: CloudErrorClass
  remedy?: string
} {
  const { code, message } = innermost(error)
  const verdict = verdictOf(code, message)
  return {
    code: code === '' ? 'Failed' : code,
    message: message === '' ? 'The operation failed; Azure gives no reason.' : message,
    class: verdict?.class ?? 'invalid',
    ...(verdict?.remedy === undefined ? {} : { remedy: verdict.remedy }),
  }
}

/** No answer at all: reset, timeout, name resolution. The effect may have happened. */
export function noAnswerError(error: unknown): CloudError {
  const message = error instanceof Error ? error.message : String(error)
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string'
      ? error.code
      : 'NoAnswer'
  return new CloudError('unknown-outcome', code, `Azure did not answer: ${message}`, {
    cause: error,
  })
}

/** Entra ID's refusal of the credential, by its AADSTS number; anything else is a lost answer. */
export function loginError(error: unknown): CloudError {
  const text = error instanceof Error ? error.message : String(error)
  const status =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
      ? error.statusCode
      : undefined
  const number = /AADSTS(\d+)/.exec(text)?.[1]
  if (number === undefined && (status === undefined || status >= 500)) return noAnswerError(error)
  if (status === 429 || number === '90055')
    return new CloudError('throttled', `AADSTS${number ?? '90055'}`, firstSentence(text))
  return new CloudError(
    'credential',
    number === undefined ? 'CredentialInvalid' : `AADSTS${number}`,
    firstSentence(text),
    { remedy: LOGIN_REMEDIES[number ?? ''] ?? 'Check tenant, client id and secret.' },
  )
}

const LOGIN_REMEDIES: Readonly<Record<string, string>> = {
  7000215:
    'The client secret is wrong: give its value (not its id) as shown once when it was made.',
  7000222:
    'The client secret has expired: make a new one under App registrations → Certificates & secrets.',
  700016: 'No application has this client id in the tenant: check both ids.',
  90002: 'There is no such tenant: check the tenant (directory) id.',
  7000112: 'The application is disabled: enable it in Entra ID.',
}

/** Entra appends trace and correlation ids that only make the message long. */
function firstSentence(text: string): string {
  const start = text.indexOf('AADSTS')
  const said = start < 0 ? text : text.slice(start)
  return (said.split(/\s*Trace ID:/)[0] ?? said).trim()
}
