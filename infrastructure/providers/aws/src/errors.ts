import { CloudError, type CloudErrorClass } from '@skyclust/application'

/** What the call was to do; the same code means different things by it. */
export type Intent = 'read' | 'create' | 'update' | 'remove'

interface Failure {
  readonly code: string
  readonly message: string
  readonly status: number | undefined
  readonly requestId: string | undefined
  readonly retryAfterMs: number | undefined
  readonly validZones: readonly string[]
  readonly cause: unknown
}

interface Verdict {
  readonly class: CloudErrorClass
  readonly remedy?: string
}

const THROTTLED =
  /^(RequestLimitExceeded|Throttl\w*|TooManyRequests\w*|RequestThrottled\w*|SlowDown|EC2ThrottledException|PriorRequestNotComplete|BandwidthLimitExceeded)$/
const CREDENTIAL =
  /^(AuthFailure|InvalidClientTokenId|UnrecognizedClientException|ExpiredToken\w*|RequestExpired|SignatureDoesNotMatch|InvalidSignature\w*|IncompleteSignature\w*|MissingAuthenticationToken\w*|InvalidAccessKeyId|InvalidToken|CredentialsProviderError|InvalidSecurity)$/
const DENIED =
  /^(UnauthorizedOperation|AccessDenied\w*|NotAuthorized\w*|Client\.UnauthorizedOperation)$/
const NOT_SUBSCRIBED = /^(OptInRequired|Blocked|PendingVerification|SubscriptionRequired\w*)$/
const QUOTA =
  /^(\w+LimitExceeded|LimitExceeded\w*|ResourceLimitExceeded\w*|MaxSpotInstanceCountExceeded|\w+QuotaExceeded\w*)$/
const CAPACITY = /^(Insufficient(Instance|Host|Reserved\w*)Capacity|Unsupported\w*Capacity)$/
const MISSING = /(NotFound\w*|NoSuchEntity\w*|NoSuchResource\w*|\.NotAttached)$/
const BUSY =
  /^(DependencyViolation|DeleteConflict|IncorrectState\w*|IncorrectInstanceState|ConcurrentModification\w*|ResourceInUse|InvalidIPAddress\.InUse|\w+\.InUse|OperationNotPermitted|InvalidState\w*)$/
const EXISTS =
  /^(EntityAlreadyExists\w*|RouteAlreadyExists|Resource\.AlreadyAssociated|InvalidSubnet\.Conflict|\w+\.Duplicate|\w*AlreadyExists\w*|InvalidPermission\.Duplicate)$/
const SKEWED = /^(RequestTimeTooSkewed|RequestInTheFuture|InvalidSignatureTime)$/
const NETWORK =
  /^(TimeoutError|RequestTimeout\w*|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|NetworkingError|AbortError)$/
const SERVER =
  /^(ServerException|InternalError|InternalFailure|InternalServer\w*|ServiceUnavailable\w*|Unavailable|ServiceFailure\w*)$/
/** IAM tells EKS of a new role with a delay; EKS words that in several ways. */
const ROLE_NOT_SEEN =
  /role.*(could not be assumed|cannot be assumed|can't be assumed|does not exist|not found|cannot be found|trust)|service principals? .* (not found|missing) in the trust|trusted entity is not correct/i
const IN_PROGRESS =
  /in progress|already updating|currently (being )?(updat|creat|delet)|not in (the )?(ACTIVE|a valid|an active)|is not ACTIVE|status (is )?(CREATING|UPDATING|DELETING|PENDING)|nodegroups attached|fargate profiles attached|has (node ?groups|fargate)/i

/** The one place where errors of the AWS SDK become the engine's classes. `action` is the call, e.g. `ec2:CreateVpc`. */
export function toCloudError(error: unknown, action: string, intent: Intent): CloudError {
  if (error instanceof CloudError) return error
  const failure = read(error)
  const verdict = judge(failure, action, intent)
  return new CloudError(verdict.class, failure.code, failure.message, {
    ...(verdict.remedy === undefined ? {} : { remedy: verdict.remedy }),
    ...(failure.requestId === undefined ? {} : { requestId: failure.requestId }),
    ...(failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs }),
    cause: failure.cause,
  })
}

function judge(failure: Failure, action: string, intent: Intent): Verdict {
  const { code, message, status } = failure
  // The SDK takes the offset from the answer, so the next call is right.
  if (SKEWED.test(code) || /Signature (expired|not yet current)/.test(message))
    return { class: 'busy', remedy: 'Set the clock of the machine SkyClust runs on.' }
  if (THROTTLED.test(code) || status === 429) return { class: 'throttled' }
  if (CREDENTIAL.test(code))
    return {
      class: 'credential',
      remedy:
        'Check that the access key is active, not expired and typed in completely, then store it again.',
    }
  if (DENIED.test(code)) return denied(failure, action)
  if (NOT_SUBSCRIBED.test(code))
    return {
      class: 'denied',
      remedy:
        'Finish the sign-up of the AWS account for this service and region in the AWS console.',
    }
  if (NETWORK.test(code) || SERVER.test(code) || status === undefined || status >= 500)
    return { class: 'unknown-outcome' }
  if (CAPACITY.test(code))
    return {
      class: 'capacity',
      remedy: 'Choose another instance type or other zones, or try again later.',
    }
  if (QUOTA.test(code))
    return {
      class: 'quota',
      remedy: 'Ask for a higher limit in Service Quotas, or delete what is not needed any more.',
    }
  if (code === 'ResourceInUseException')
    return { class: intent === 'create' ? 'already-exists' : 'busy' }
  if (intent === 'create' && ROLE_NOT_SEEN.test(message)) return { class: 'not-yet-consistent' }
  // What a create or update names was created just before: it is only not visible yet.
  if (MISSING.test(code))
    return {
      class: intent === 'create' || intent === 'update' ? 'not-yet-consistent' : 'not-found',
    }
  if (EXISTS.test(code)) return { class: 'already-exists' }
  if (BUSY.test(code)) return { class: 'busy' }
  if (/^Invalid(Request|Parameter)Exception$/.test(code) && IN_PROGRESS.test(message))
    return { class: 'busy' }
  if (code === 'UnsupportedAvailabilityZoneException' && failure.validZones.length > 0)
    return {
      class: 'invalid',
      remedy: `Use subnets in these zones: ${failure.validZones.join(', ')}.`,
    }
  return { class: status >= 400 && status < 500 ? 'invalid' : 'bug' }
}

function denied({ message }: Failure, action: string): Verdict {
  const named = /perform:? ([a-z0-9-]+:\w+)/i.exec(message)?.[1] ?? action
  return {
    class: 'denied',
    remedy: `Allow ${named} in an IAM policy of the credential's principal (and in service control policies and permission boundaries that apply to it).`,
  }
}

function read(error: unknown): Failure {
  const fields: Readonly<Record<string, unknown>> =
    typeof error === 'object' && error !== null ? { ...error } : {}
  const metadata = asRecord(fields['$metadata'])
  const response = asRecord(fields['$response'])
  const headers = asRecord(response['headers'])
  const name = error instanceof Error ? error.name : 'Unknown'
  const code = typeof fields['code'] === 'string' ? fields['code'] : undefined
  const retryAfter = Number(headers['retry-after'])
  const zones = fields['validZones']
  return {
    // Network errors have a generic name and a telling code; the service's errors have the code as their name.
    code: /^(Error|TypeError|AggregateError|Unknown)$/.test(name) && code ? code : name,
    message: error instanceof Error && error.message ? error.message : name,
    status: typeof metadata['httpStatusCode'] === 'number' ? metadata['httpStatusCode'] : undefined,
    requestId: typeof metadata['requestId'] === 'string' ? metadata['requestId'] : undefined,
    retryAfterMs: retryAfter > 0 ? retryAfter * 1000 : undefined,
    validZones: Array.isArray(zones) ? zones.map(String) : [],
    cause: error,
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
