import type { OidcProvider } from '@skyclust/domain'
import type { OidcClaims } from '../ports/identity.ts'
import { normalEmail } from './email-domain.ts'

/**
 * The address the provider says it has verified, normalised; undefined when it says less. Microsoft Entra never sends
 * email_verified: there the optional claim xms_edov tells that the directory owns the address's domain.
 */
export function vouchedEmail(
  { preset }: Pick<OidcProvider, 'preset'>,
  claims: Pick<OidcClaims, 'email' | 'emailVerified' | 'all'>,
): { readonly email: string; readonly domain: string } | undefined {
  const isVouched = claims.emailVerified || (preset === 'entra' && isTrue(claims.all['xms_edov']))
  return isVouched && claims.email !== undefined ? normalEmail(claims.email) : undefined
}

/** Entra writes the claim as boolean, number or text, depending on the token's age and kind. */
function isTrue(claim: unknown): boolean {
  return claim === true || claim === 1 || claim === '1' || claim === 'true'
}
