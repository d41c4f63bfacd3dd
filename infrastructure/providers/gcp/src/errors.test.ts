import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CloudErrorClass } from '@skyclust/application'
import { fromConditions, fromOperation, fromReply, fromTokenFailure } from './errors.ts'

interface Case {
  readonly status: number
  readonly reason?: string
  readonly grpc?: string
  readonly message: string
  readonly class: CloudErrorClass
}

const cases: readonly Case[] = [
  {
    status: 400,
    reason: 'resourceInUseByAnotherResource',
    message: "is already being used by 'x'",
    class: 'busy',
  },
  {
    status: 400,
    reason: 'resourceNotReady',
    message: "The resource 'x' is not ready",
    class: 'busy',
  },
  {
    status: 400,
    grpc: 'FAILED_PRECONDITION',
    message: 'Cluster is running incompatible operation operation-1.',
    class: 'busy',
  },
  {
    status: 400,
    grpc: 'INVALID_ARGUMENT',
    message: 'Service account a@b does not exist.',
    class: 'not-yet-consistent',
  },
  { status: 400, reason: 'invalid', message: "Invalid value for field 'x'", class: 'invalid' },
  { status: 401, grpc: 'UNAUTHENTICATED', message: 'invalid credentials', class: 'credential' },
  {
    status: 403,
    reason: 'quotaExceeded',
    message: "Quota 'NETWORKS' exceeded.  Limit: 5.0 globally.",
    class: 'quota',
  },
  { status: 403, reason: 'rateLimitExceeded', message: 'Rate Limit Exceeded', class: 'throttled' },
  {
    status: 403,
    grpc: 'PERMISSION_DENIED',
    message: 'Insufficient regional quota to satisfy request: resource "CPUS"',
    class: 'quota',
  },
  {
    status: 403,
    reason: 'forbidden',
    message: "Required 'compute.networks.create' permission",
    class: 'denied',
  },
  { status: 404, reason: 'notFound', message: 'not found', class: 'not-found' },
  { status: 409, reason: 'alreadyExists', message: 'already exists', class: 'already-exists' },
  { status: 409, grpc: 'ABORTED', message: 'There were concurrent policy changes.', class: 'busy' },
  { status: 412, reason: 'conditionNotMet', message: 'fingerprint', class: 'busy' },
  {
    status: 429,
    grpc: 'RESOURCE_EXHAUSTED',
    message: 'Quota exceeded for quota metric',
    class: 'throttled',
  },
  { status: 503, grpc: 'UNAVAILABLE', message: 'try later', class: 'unknown-outcome' },
]

const denied = (message: string) => fromReply({ status: 403, body: { error: { message } } }).remedy

describe('errors of Google', () => {
  for (const { status, reason, grpc, message, class: wanted } of cases)
    it(`${status} ${reason ?? grpc ?? ''} «${message.slice(0, 40)}» is ${wanted}`, () => {
      const error = {
        code: status,
        message,
        ...(reason === undefined ? {} : { errors: [{ reason }] }),
        ...(grpc === undefined ? {} : { status: grpc }),
      }

      const made = fromReply({ status, body: { error } })

      assert.equal(made.class, wanted)
      assert.equal(made.message, message)
    })

  it('names the permission that is missing, and the role that lets one use a service account', () => {
    assert.match(
      denied("Required 'compute.networks.create' permission for 'projects/p'") ?? '',
      /compute\.networks\.create/,
    )
    assert.match(denied('The user does not have access to service account "a@b".') ?? '', /actAs/)
  })

  it('keeps how long Google asks to wait', () => {
    assert.equal(fromReply({ status: 429, body: undefined, retryAfter: '7' }).retryAfterMs, 7000)
  })

  it('says which API is off', () => {
    const details = [{ reason: 'SERVICE_DISABLED', metadata: { service: 'iam.googleapis.com' } }]
    const error = fromReply({ status: 403, body: { error: { message: 'disabled', details } } })

    assert.equal(error.code, 'api-disabled')
    assert.match(error.remedy ?? '', /gcloud services enable iam\.googleapis\.com/)
  })

  it('reads operations and conditions', () => {
    const stockout = fromOperation(
      { errors: [{ code: 'ZONE_RESOURCE_POOL_EXHAUSTED', message: 'none left' }] },
      'a/b',
    )
    const quota = fromConditions(
      [{ code: 'GCE_QUOTA_EXCEEDED', message: 'CPUS' }],
      undefined,
      'pool',
    )
    const internal = fromOperation(
      { errors: [{ code: 'INTERNAL_ERROR', message: 'try again' }] },
      'a/b',
    )
    const silent = fromConditions([], undefined, 'node pool main')

    assert.equal(stockout.class, 'capacity')
    assert.equal(quota.class, 'quota')
    assert.equal(internal.class, 'busy')
    assert.match(silent.message, /node pool main/)
  })

  it('tells a bad key from a token endpoint that does not answer', () => {
    const refused = Object.assign(new Error('invalid_grant'), {
      response: { status: 400, data: { error: 'invalid_grant', error_description: 'expired' } },
    })

    assert.equal(fromTokenFailure(refused).class, 'credential')
    assert.equal(
      fromTokenFailure(new Error('error:1E08010C:DECODER routines::unsupported')).class,
      'credential',
    )
    assert.equal(fromTokenFailure(new Error('ECONNREFUSED')).class, 'unknown-outcome')
  })
})
