import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CloudErrorClass } from '@skyclust/application'
import { failureOf, loginError, noAnswerError, refusalError, type Refusal } from './errors.ts'

const OURS = '11111111-1111-4111-8111-111111111111'
const THEIRS = '22222222-2222-4222-8222-222222222222'

function refuse(status: number, code: string, message = 'said so', more: Partial<Refusal> = {}) {
  return refusalError({
    method: 'PUT',
    status,
    body: { error: { code, message } },
    requestId: 'r-1',
    retryAfterMs: undefined,
    createOnly: false,
    clientId: OURS,
    ...more,
  })
}

const join = (client: string) =>
  `The client '${client}' with object id 'x' has permission to perform action 'a/write' on scope 's'; however, it does not have permission to perform action 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) 'n'`

describe('errors of Azure', () => {
  const cases: readonly [number, string, string, CloudErrorClass][] = [
    [429, 'SubscriptionRequestsThrottled', '', 'throttled'],
    [500, 'InternalServerError', '', 'unknown-outcome'],
    [503, '', '', 'unknown-outcome'],
    [401, 'InvalidAuthenticationToken', '', 'credential'],
    [403, 'AuthorizationFailed', "not allowed to perform action 'a/b/write'", 'denied'],
    [403, 'LinkedAuthorizationFailed', join(OURS), 'denied'],
    [403, 'LinkedAuthorizationFailed', join(THEIRS), 'not-yet-consistent'],
    [400, 'PrincipalNotFound', '', 'not-yet-consistent'],
    [404, 'ResourceGroupNotFound', '', 'not-yet-consistent'],
    [404, 'SubscriptionNotFound', '', 'credential'],
    [409, 'AnotherOperationInProgress', '', 'busy'],
    [409, 'OperationNotAllowed', 'Operation is not allowed: another is in progress', 'busy'],
    [400, 'OperationNotAllowed', 'Upgrading 1.32 to 1.35 is not allowed', 'invalid'],
    [409, 'OperationNotAllowed', 'exceeding approved Total Regional Cores quota', 'quota'],
    [400, 'ErrCode_InsufficientVCPUQuota', '', 'quota'],
    [400, 'PublicIPCountLimitReached', '', 'quota'],
    [400, 'ManagedClusterCountExceedsQuotaLimit', '', 'quota'],
    [409, 'ZonalAllocationFailed', '', 'capacity'],
    [400, 'InUseSubnetCannotBeDeleted', '', 'busy'],
    [409, 'RoleAssignmentExists', '', 'already-exists'],
    [409, 'MissingSubscriptionRegistration', '', 'invalid'],
    [409, 'PropertyChangeNotAllowed', '', 'invalid'],
    [409, 'ScopeLocked', '', 'denied'],
    [403, 'RequestDisallowedByPolicy', '', 'denied'],
    [400, 'InvalidParameter', '', 'invalid'],
  ]
  for (const [status, code, message, expected] of cases)
    it(`${status} ${code} ${message.slice(0, 40)} is ${expected}`, () => {
      const error = refuse(status, code, message)

      assert.equal(error.class, expected)
      assert.equal(error.requestId, 'r-1')
      if (['quota', 'denied', 'credential', 'capacity'].includes(expected)) assert.ok(error.remedy)
    })

  it('names the missing action in the remedy', () => {
    assert.match(
      refuse(403, 'AuthorizationFailed', "perform action 'a/b/write' over").remedy ?? '',
      /a\/b\/write/,
    )
    assert.match(
      refuse(403, 'LinkedAuthorizationFailed', join(OURS)).remedy ?? '',
      /subnets\/join\/action/,
    )
  })

  it('reads a failed precondition by what was asked for', () => {
    assert.equal(
      refuse(412, 'PreconditionFailed', '', { createOnly: true }).class,
      'already-exists',
    )
    assert.equal(refuse(412, 'PreconditionFailed').class, 'busy')
    assert.equal(refuse(404, 'ResourceNotFound', '', { method: 'DELETE' }).class, 'not-found')
  })

  it('unwraps what deployments and AKS wrap', () => {
    const wrapped = failureOf({
      code: 'DeploymentFailed',
      message: 'see details',
      details: [{ code: 'SkuNotAvailable', message: 'none here' }],
    })

    assert.deepEqual(
      [wrapped.class, wrapped.code, wrapped.message],
      ['capacity', 'SkuNotAvailable', 'none here'],
    )
    assert.equal(failureOf({}).class, 'invalid')
  })

  it('takes silence for an unknown outcome, also that of the login', () => {
    const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })

    assert.equal(noAnswerError(reset).class, 'unknown-outcome')
    assert.equal(loginError(reset).class, 'unknown-outcome')
    const expired = loginError(
      Object.assign(new Error('AADSTS7000222: The secret expired. Trace ID: 1'), {
        statusCode: 401,
      }),
    )
    assert.equal(expired.class, 'credential')
    assert.equal(expired.message, 'AADSTS7000222: The secret expired.')
    assert.match(expired.remedy ?? '', /expired/)
  })
})
