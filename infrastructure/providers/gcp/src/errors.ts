import { CloudError, type CloudErrorClass } from '@skyclust/application'
import { lastSegment } from './location.ts'

/** Error body of Google's JSON APIs; compute adds `errors`, newer services `status` and `details`. */
export interface GoogleErrorBody {
  readonly error?: {
    readonly code?: number
    readonly message?: string
    readonly status?: string
    readonly errors?: readonly { readonly reason?: string; readonly message?: string }[]
    readonly details?: readonly {
      readonly '@type'?: string
      readonly reason?: string
      readonly metadata?: Readonly<Record<string, string>>
    }[]
  }
}

/** The part of an answer that errors are told from. */
export interface GoogleReply {
  readonly status: number
  readonly body: GoogleErrorBody | string | undefined
  readonly retryAfter?: string | undefined
}

interface Rule {
  readonly class: CloudErrorClass
  readonly remedy?: string
}

const QUOTA_REMEDY =
  'Ask for a higher quota at console.cloud.google.com/iam-admin/quotas, use another region, or make the plan smaller.'
const CAPACITY_REMEDY =
  'Google has no capacity for this machine type in the zone now: try another machine type, zone or region, or wait.'

/** Reasons and status words that decide by themselves, whatever the HTTP status. */
const BY_REASON: Readonly<Record<string, Rule>> = {
  rateLimitExceeded: { class: 'throttled' },
  userRateLimitExceeded: { class: 'throttled' },
  RATE_LIMIT_EXCEEDED: { class: 'throttled' },
  quotaExceeded: { class: 'quota', remedy: QUOTA_REMEDY },
  QUOTA_EXCEEDED: { class: 'quota', remedy: QUOTA_REMEDY },
  GCE_QUOTA_EXCEEDED: { class: 'quota', remedy: QUOTA_REMEDY },
  ZONE_RESOURCE_POOL_EXHAUSTED: { class: 'capacity', remedy: CAPACITY_REMEDY },
  ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS: { class: 'capacity', remedy: CAPACITY_REMEDY },
  GCE_STOCKOUT: { class: 'capacity', remedy: CAPACITY_REMEDY },
  INTERNAL_ERROR: { class: 'busy' },
  resourceInUseByAnotherResource: { class: 'busy' },
  RESOURCE_IN_USE_BY_ANOTHER_RESOURCE: { class: 'busy' },
  resourceNotReady: { class: 'busy' },
  RESOURCE_NOT_READY: { class: 'busy' },
  CLUSTER_ALREADY_HAS_OPERATION: { class: 'busy' },
  RESOURCE_ALREADY_EXISTS: { class: 'already-exists' },
  RESOURCE_NOT_FOUND: { class: 'not-found' },
  conditionNotMet: { class: 'busy' },
  ABORTED: { class: 'busy' },
  GKE_SERVICE_ACCOUNT_DELETED: { class: 'not-found' },
  NODE_SERVICE_ACCOUNT_MISSING_PERMISSIONS: { class: 'not-yet-consistent' },
}

const SERVICE_DISABLED = new Set(['SERVICE_DISABLED', 'accessNotConfigured'])

/** Classifies a refused call by Google's own words. */
export function fromReply(reply: GoogleReply): CloudError {
  const error = typeof reply.body === 'object' ? reply.body.error : undefined
  const message =
    error?.message ??
    `Google answered ${reply.status}${typeof reply.body === 'string' ? `: ${reply.body.slice(0, 200)}` : ''}.`
  const detail = error?.details?.find((d) => d.reason !== undefined)
  const words = [detail?.reason, error?.errors?.[0]?.reason, error?.status].flatMap((w) => w ?? [])
  const code = words[0] ?? `HTTP ${reply.status}`
  if (words.some((word) => SERVICE_DISABLED.has(word)))
    return apiDisabled(message, detail?.metadata?.['service'])
  const rule = ruleFor(reply.status, words, message)
  const seconds = Number(reply.retryAfter)
  return new CloudError(rule.class, code, message, {
    ...(rule.remedy === undefined ? {} : { remedy: rule.remedy }),
    ...(Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}),
  })
}

function ruleFor(status: number, words: readonly string[], message: string): Rule {
  // GKE says RESOURCE_EXHAUSTED and 403 for quotas as well as for rates: only the words tell.
  if (/insufficient (regional|project)? ?quota|quota '[A-Z0-9_-]+' exceeded/i.test(message))
    return { class: 'quota', remedy: QUOTA_REMEDY }
  if (
    /operation.*(is currently|already|in progress|running)|incompatible operation/i.test(message) &&
    (status === 400 || status === 409)
  )
    return { class: 'busy' }
  for (const word of words) {
    const rule = BY_REASON[word]
    if (rule) return rule
  }
  return byStatus(status, message)
}

function byStatus(status: number, message: string): Rule {
  if (status >= 500) return { class: 'unknown-outcome' }
  switch (status) {
    case 401:
      return { class: 'credential', remedy: CREDENTIAL_REMEDY }
    case 403:
      return denied(message)
    case 404:
      return { class: 'not-found' }
    case 408:
      return { class: 'unknown-outcome' }
    case 409:
      return { class: 'already-exists' }
    case 412:
      return { class: 'busy' }
    case 429:
      return { class: 'throttled' }
    default:
      // A service account made seconds ago is not known everywhere yet.
      return /service account .*does not exist/i.test(message)
        ? { class: 'not-yet-consistent' }
        : { class: 'invalid', remedy: 'Change what the message names, then try again.' }
  }
}

const CREDENTIAL_REMEDY =
  'Make a new JSON key for the service account (IAM & Admin → Service accounts → Keys) and replace the credential.'

function denied(message: string): Rule {
  const permission = /does not have access to service account/i.test(message)
    ? 'iam.serviceAccounts.actAs'
    : /["']([a-z]+\.[A-Za-z]+\.[A-Za-z]+)["']/.exec(message)?.[1]
  return {
    class: 'denied',
    remedy: permission
      ? `Grant the service account a role that contains ${permission} on the project.`
      : 'Grant the service account the roles Kubernetes Engine Admin, Compute Network Admin, Service Account Admin, Service Account User and Project IAM Admin.',
  }
}

/** Code of an error that says that the project has not switched an API on. */
const API_DISABLED = 'api-disabled'

function apiDisabled(message: string, named: string | undefined): CloudError {
  const service = named ?? /([a-z]+\.googleapis\.com)/.exec(message)?.[1]
  return new CloudError('invalid', API_DISABLED, message, {
    remedy:
      service === undefined
        ? 'Enable the API that the message names at console.cloud.google.com/apis/library.'
        : `Enable ${service}: gcloud services enable ${service}, or console.cloud.google.com/apis/library/${service}.`,
  })
}

/** What went wrong when no answer came, or none that we could ask for. */
export function fromThrown(error: unknown): CloudError {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'NETWORK'
  // The cause carries the request with its token: only its words go on.
  return new CloudError('unknown-outcome', code, `No answer from Google: ${message}`)
}

/** An access token could not be had: the key is bad, or the token endpoint cannot be reached. */
export function fromTokenFailure(error: unknown): CloudError {
  const reply = (
    error as {
      response?: { status?: number; data?: { error?: string; error_description?: string } }
    }
  ).response
  const answer = reply?.data
  if (
    reply?.status !== undefined &&
    reply.status >= 400 &&
    reply.status < 500 &&
    reply.status !== 429
  )
    return new CloudError(
      'credential',
      answer?.error ?? `HTTP ${reply.status}`,
      answer?.error_description ?? 'Google refused the service-account key.',
      { remedy: CREDENTIAL_REMEDY },
    )
  if (reply)
    return new CloudError(
      'throttled',
      `HTTP ${reply.status}`,
      'Google gives out no access token at the moment.',
    )
  const message = error instanceof Error ? error.message : String(error)
  if (/DECODER|PEM|asn1|private key|secretOrPrivateKey/i.test(message))
    return new CloudError(
      'credential',
      'unreadable-key',
      'The private key of the service account cannot be read.',
      {
        remedy: CREDENTIAL_REMEDY,
      },
    )
  return fromThrown(error)
}

/** The `error` of a finished compute operation. */
export interface OperationError {
  readonly errors?: readonly { readonly code?: string; readonly message?: string }[]
}

export function fromOperation(error: OperationError, target: string): CloudError {
  const first = error.errors?.[0]
  const code = first?.code ?? 'UNKNOWN'
  const message = first?.message ?? `The operation on ${lastSegment(target)} failed.`
  const rule = ruleFor(400, [code], message)
  return new CloudError(
    rule.class,
    code,
    message,
    rule.remedy === undefined ? {} : { remedy: rule.remedy },
  )
}

/** Trouble that a GKE cluster or node pool reports of itself. */
export function fromConditions(
  conditions: readonly {
    readonly code?: string
    readonly canonicalCode?: string
    readonly message?: string
  }[],
  statusMessage: string | undefined,
  what: string,
): CloudError {
  const condition = conditions.find((c) => c.code !== undefined || c.canonicalCode !== undefined)
  const words = [condition?.code, condition?.canonicalCode].flatMap((w) => w ?? [])
  const message =
    condition?.message ??
    statusMessage ??
    `Google reports that ${what} failed and does not say why.`
  const rule = classOfTrouble(words, message)
  return new CloudError(
    rule.class,
    words[0] ?? 'ERROR',
    message,
    rule.remedy === undefined ? {} : { remedy: rule.remedy },
  )
}

function classOfTrouble(words: readonly string[], message: string): Rule {
  const known = words.map((word) => BY_REASON[word]).find((rule) => rule !== undefined)
  if (known) return known
  if (/quota/i.test(message)) return { class: 'quota', remedy: QUOTA_REMEDY }
  if (/stockout|does not have enough resources|ZONE_RESOURCE_POOL_EXHAUSTED/i.test(message))
    return { class: 'capacity', remedy: CAPACITY_REMEDY }
  if (words.includes('PERMISSION_DENIED')) return denied(message)
  if (
    words.some((word) =>
      ['INTERNAL', 'UNAVAILABLE', 'UNKNOWN', 'DEADLINE_EXCEEDED', 'ABORTED'].includes(word),
    )
  )
    return { class: 'busy' }
  return {
    class: 'invalid',
    remedy: 'Mend what the message names; then delete and create it again.',
  }
}
