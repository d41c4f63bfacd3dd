import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CloudErrorClass } from '@skyclust/application'
import { toCloudError, type Intent } from './errors.ts'

function sdkError(code: string, message = code, status: number | undefined = 400): Error {
  const metadata = status === undefined ? {} : { httpStatusCode: status, requestId: 'req-1' }
  return Object.assign(new Error(message), { name: code, $metadata: metadata })
}

type Row = readonly [string, string, number | undefined, string, Intent, CloudErrorClass]
const rows: readonly Row[] = [
  ['RequestLimitExceeded', '', 503, 'ec2:CreateVpc', 'create', 'throttled'],
  ['ThrottlingException', '', 429, 'eks:CreateCluster', 'create', 'throttled'],
  ['Throttling', '', 400, 'iam:GetRole', 'read', 'throttled'],
  ['InternalError', '', 500, 'ec2:CreateVpc', 'create', 'unknown-outcome'],
  ['ServiceUnavailableException', '', 503, 'eks:CreateCluster', 'create', 'unknown-outcome'],
  ['TimeoutError', '', undefined, 'ec2:CreateVpc', 'create', 'unknown-outcome'],
  ['InvalidVpcID.NotFound', '', 400, 'ec2:DeleteVpc', 'remove', 'not-found'],
  ['InvalidVpcID.NotFound', '', 400, 'ec2:CreateSubnet', 'create', 'not-yet-consistent'],
  ['NoSuchEntity', '', 404, 'iam:GetRole', 'read', 'not-found'],
  ['Gateway.NotAttached', '', 400, 'ec2:DetachInternetGateway', 'remove', 'not-found'],
  ['DependencyViolation', '', 400, 'ec2:DeleteVpc', 'remove', 'busy'],
  ['DeleteConflict', '', 409, 'iam:DeleteRole', 'remove', 'busy'],
  ['InvalidIPAddress.InUse', '', 400, 'ec2:ReleaseAddress', 'remove', 'busy'],
  ['VpcLimitExceeded', '', 400, 'ec2:CreateVpc', 'create', 'quota'],
  ['ResourceLimitExceededException', '', 400, 'eks:CreateCluster', 'create', 'quota'],
  ['InsufficientInstanceCapacity', '', 400, 'ec2:RunInstances', 'create', 'capacity'],
  ['EntityAlreadyExists', '', 409, 'iam:CreateRole', 'create', 'already-exists'],
  ['InvalidSubnet.Conflict', '', 400, 'ec2:CreateSubnet', 'create', 'already-exists'],
  ['ResourceInUseException', '', 409, 'eks:CreateCluster', 'create', 'already-exists'],
  ['ResourceInUseException', 'nodegroups attached', 409, 'eks:DeleteCluster', 'remove', 'busy'],
  ['UnauthorizedOperation', '', 403, 'ec2:CreateVpc', 'create', 'denied'],
  ['AccessDeniedException', '', 403, 'eks:CreateCluster', 'create', 'denied'],
  ['ExpiredTokenException', '', 403, 'eks:CreateCluster', 'create', 'credential'],
  ['RequestExpired', '', 400, 'ec2:CreateVpc', 'create', 'credential'],
  ['RequestTimeTooSkewed', '', 403, 'ec2:CreateVpc', 'create', 'busy'],
  ['AuthFailure', '', 401, 'ec2:CreateVpc', 'create', 'credential'],
  ['InvalidParameterValue', '', 400, 'ec2:CreateVpc', 'create', 'invalid'],
  [
    'InvalidParameterException',
    'Role with arn: arn:aws:iam::1:role/x, could not be assumed because it does not exist or the trusted entity is not correct',
    400,
    'eks:CreateCluster',
    'create',
    'not-yet-consistent',
  ],
  [
    'InvalidParameterException',
    'Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole',
    400,
    'eks:CreateNodegroup',
    'create',
    'not-yet-consistent',
  ],
]

describe('errors of the AWS SDK', () => {
  for (const [code, message, status, action, intent, expected] of rows)
    it(`${code} of ${action} is ${expected}`, () => {
      const error = toCloudError(sdkError(code, message || code, status), action, intent)

      assert.equal(error.class, expected)
      assert.equal(error.code, code)
    })

  it('names the action that is denied', () => {
    const error = toCloudError(
      sdkError('AccessDenied', 'User: x is not authorized to perform: iam:PassRole on y', 403),
      'eks:CreateCluster',
      'create',
    )

    assert.match(error.remedy ?? '', /Allow iam:PassRole/)
  })

  it('names the zones that would do', () => {
    const thrown = Object.assign(sdkError('UnsupportedAvailabilityZoneException'), {
      validZones: ['us-east-1a', 'us-east-1b'],
    })

    const error = toCloudError(thrown, 'eks:CreateCluster', 'create')

    assert.equal(error.class, 'invalid')
    assert.match(error.remedy ?? '', /us-east-1a, us-east-1b/)
  })
})
