import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose'
import { arrayOf, objectOf, stringOf } from '../json.ts'
import { type AzureSim, resourcesBelow } from '../sim.ts'
import { LoginError } from './errors.ts'

const IDENTITY = 'Microsoft.ManagedIdentity/userAssignedIdentities'
const FEDERATED = `${IDENTITY}/federatedIdentityCredentials`

/**
 * The managed identity that a token of another issuer stands for (workload identity federation): a federated credential
 * with the token's issuer, subject and audience must exist, and the issuer's published keys must have signed it.
 */
export async function federatedPrincipal(
  sim: AzureSim,
  tenantId: string,
  clientId: string,
  assertion: string,
) {
  const claims = readable(assertion)
  const issuer = stringOf(claims.iss) ?? ''
  const subject = stringOf(claims.sub) ?? ''
  const identity = sim.state
    .resources(IDENTITY)
    .values()
    .find(
      (record) =>
        record.properties['clientId'] === clientId && record.properties['tenantId'] === tenantId,
    )
  const credential =
    identity &&
    resourcesBelow(sim, FEDERATED, identity.id).find(
      (record) => record.properties['issuer'] === issuer,
    )
  if (!identity || !credential)
    throw new LoginError(
      401,
      'invalid_client',
      700211,
      `No matching federated identity record found for presented assertion issuer '${issuer}'.`,
    )
  if (credential.properties['subject'] !== subject)
    throw new LoginError(
      401,
      'invalid_client',
      700213,
      `No matching federated identity record found for presented assertion subject '${subject}'.`,
    )
  const audience = arrayOf(credential.properties['audiences']).filter(
    (entry) => typeof entry === 'string',
  )
  await verifySignature(sim, assertion, issuer, audience)
  return { clientId, objectId: stringOf(identity.properties['principalId']) ?? '' }
}

function readable(assertion: string) {
  try {
    return decodeJwt(assertion)
  } catch {
    throw new LoginError(401, 'invalid_client', 50027, 'JWT token is invalid or malformed.')
  }
}

async function verifySignature(
  sim: AzureSim,
  assertion: string,
  issuer: string,
  audience: string[],
): Promise<void> {
  try {
    const discovery = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
    const keysUrl = stringOf(objectOf(await discovery.json())?.['jwks_uri']) ?? ''
    await jwtVerify(assertion, createRemoteJWKSet(new URL(keysUrl)), {
      issuer,
      audience,
      currentDate: new Date(sim.context.clock.now()),
    })
  } catch (error) {
    if (error instanceof errors.JWTExpired)
      throw new LoginError(
        401,
        'invalid_client',
        700024,
        'Client assertion is not within its valid time range.',
      )
    if (error instanceof errors.JWTClaimValidationFailed)
      throw new LoginError(
        401,
        'invalid_client',
        700212,
        'No matching federated identity record found for presented assertion audience.',
      )
    throw new LoginError(
      401,
      'invalid_client',
      5000211,
      `Unable to fetch or use the keys that the issuer '${issuer}' publishes.`,
    )
  }
}
