import { AwsError } from './aws-error.ts'
import type { CommonErrors } from './operation.ts'

const badToken = 'The security token included in the request is invalid.'
const expiredToken = 'The security token included in the request is expired'

export const ec2Errors: CommonErrors = {
  throttled: (message) =>
    new AwsError(
      'RequestLimitExceeded',
      message === 'Rate exceeded' ? 'Request limit exceeded.' : message,
      503,
    ),
  internal: (message) => new AwsError('InternalError', message, 500),
  denied: (principal, action, resource) =>
    new AwsError(
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. User: ${principal} is not authorized to perform: ${action} on resource: ${resource} with an explicit deny in an identity-based policy.`,
      403,
    ),
  expired: () => new AwsError('RequestExpired', 'Request has expired.', 400),
  unknownKey: () =>
    new AwsError(
      'AuthFailure',
      'AWS was not able to validate the provided access credentials',
      401,
    ),
  badSignature: (message) => new AwsError('SignatureDoesNotMatch', message, 403),
  missingToken: () =>
    new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403),
}

/** STS and IAM. */
export const queryErrors: CommonErrors = {
  throttled: (message) => new AwsError('Throttling', message, 400),
  internal: (message) => new AwsError('ServiceFailure', message, 500),
  denied: (principal, action, resource) =>
    new AwsError('AccessDenied', notAuthorized(principal, action, resource), 403),
  expired: () => new AwsError('ExpiredToken', expiredToken, 403),
  unknownKey: () => new AwsError('InvalidClientTokenId', badToken, 403),
  badSignature: (message) => new AwsError('SignatureDoesNotMatch', message, 403),
  missingToken: () =>
    new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403),
}

/** EKS and Service Quotas. */
export const jsonErrors: CommonErrors = {
  throttled: (message) => new AwsError('ThrottlingException', message, 429),
  internal: (message) => new AwsError('ServerException', message, 500),
  denied: (principal, action, resource) =>
    new AwsError('AccessDeniedException', notAuthorized(principal, action, resource), 403),
  expired: () => new AwsError('ExpiredTokenException', `${expiredToken}.`, 403),
  unknownKey: () => new AwsError('UnrecognizedClientException', badToken, 403),
  badSignature: (message) => new AwsError('InvalidSignatureException', message, 403),
  missingToken: () =>
    new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403),
}

function notAuthorized(principal: string, action: string, resource: string): string {
  return `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} with an explicit deny in an identity-based policy`
}
