import type { SimContext, SimRequest } from '../core/cloud.ts'
import { accessKeysOf, accountsOf } from './accounts.ts'
import type { Principal } from './api.ts'
import { AwsError } from './aws-error.ts'
import type { CommonErrors } from './operation.ts'
import { type SignedClaims, verifySignature } from './sigv4.ts'

/** Verifies who sent a request; signatures are dated in real time, credentials expire in virtual time. */
export function authenticate(
  context: SimContext,
  request: SimRequest,
  claims: SignedClaims,
  errors: CommonErrors,
): Principal {
  const key = accessKeysOf(context).get(claims.accessKeyId)
  const account = key && accountsOf(context).get(key.account)
  if (!key || !account) throw errors.unknownKey()
  if (key.sessionToken !== claims.sessionToken) throw errors.unknownKey()
  const verdict = verifySignature(request, claims, key.secretAccessKey, Date.now())
  switch (verdict) {
    case 'valid':
      break
    case 'expired':
    case 'skewed':
      throw errors.badSignature(
        `Signature expired or not yet valid: ${claims.amzDate} is more than 15 minutes from the current time`,
      )
    case 'wrong-body-hash':
      throw errors.badSignature('The provided x-amz-content-sha256 does not match the body')
    case 'host-not-signed':
      throw new AwsError(
        'IncompleteSignature',
        "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        403,
      )
    case 'wrong-signature':
      throw errors.badSignature(
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      )
  }
  const now = context.clock.now()
  const ends = Math.min(key.expiresAt ?? Infinity, account.options.expiresAt ?? Infinity)
  if (now >= ends) throw errors.expired()
  return { account: key.account, arn: key.arn, userId: key.userId }
}
