import { z } from 'zod'
import type { Ports } from '../ports/ports.ts'
import type { Authenticated } from './authenticate.ts'

/** A short-lived bearer token (RFC 9068) for programs. */
export const AccessTokenView = z.object({
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresAt: z.string(),
})
export type AccessTokenView = z.infer<typeof AccessTokenView>

/** Issues an access token bound to the session; it dies with the session. */
export async function issueAccessToken(
  ports: Ports,
  { user, session }: Authenticated,
): Promise<AccessTokenView> {
  const { token, expiresAt } = await ports.tokens.issue({ userId: user.id, sessionId: session.id })
  return { accessToken: token, tokenType: 'Bearer', expiresAt }
}
