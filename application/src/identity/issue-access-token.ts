import { DomainError, type Session, type User } from '@skyclust/domain'
import { z } from 'zod'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import type { PersonIdentity } from './identity-of.ts'
import { RefusedWithEffect } from './refused-with-effect.ts'
import type { RefreshTokenRequest } from './requests.ts'

const REFRESH_MS = 30 * 24 * 3_600_000

/** A short-lived bearer token (RFC 9068) for programs. */
export const AccessTokenView = z.object({
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresAt: z.string(),
})
export type AccessTokenView = z.infer<typeof AccessTokenView>

/** With the token that gets the next pair; each is good once. */
export const TokenPairView = AccessTokenView.extend({
  refreshToken: z.string(),
  refreshExpiresAt: z.string(),
})
export type TokenPairView = z.infer<typeof TokenPairView>

interface Holder {
  readonly user: Pick<User, 'id' | 'email'>
  readonly session: Session
}

/** Issues an access token bound to the session; it dies with the session. */
export async function issueAccessToken(
  ports: Ports,
  { user, session }: Holder,
): Promise<AccessTokenView> {
  const { token, expiresAt } = await ports.tokens.issue({ userId: user.id, sessionId: session.id })
  return { accessToken: token, tokenType: 'Bearer', expiresAt }
}

/**
 * An access token and a refresh token: 30 days, but no longer than the session it belongs to. Only for the session's own
 * cookie, else forbidden `cookie-required`: an access token that leaked is good for minutes, not for weeks.
 */
export async function issueTokenPair(ports: Ports, holder: PersonIdentity): Promise<TokenPairView> {
  noteSession(ports, holder)
  if (holder.by !== 'cookie')
    throw new DomainError(
      'forbidden',
      'cookie-required',
      'An access token gets no further tokens. Use its refresh token, or send the cookie of the session.',
    )
  const access = await issueAccessToken(ports, holder)
  return ports.db.transaction(async (stores) => ({
    ...access,
    ...(await newRefreshToken(ports, stores, holder.session)),
  }))
}

/**
 * The next pair for a refresh token, which is spent. One that comes back was stolen from one of two who hold it, and
 * nobody knows from which: the session ends with all its tokens (RFC 9700, 4.14.2), `refresh-token-reused`.
 */
export async function refreshAccessToken(
  ports: Ports,
  { refreshToken }: RefreshTokenRequest,
): Promise<TokenPairView> {
  const now = isoTime(ports.clock.now())
  const outcome = await ports.db.transaction(async (stores) => {
    const used = await stores.refreshTokens.use(ports.tokens.hash(refreshToken), now)
    const holder = used && (await stores.sessions.get(used.sessionId))
    if (!used || !holder || holder.session.expiresAt <= now) throw refreshRefused()
    noteSession(ports, holder)
    if (used.state === 'fresh')
      return { holder, refresh: await newRefreshToken(ports, stores, holder.session) }
    await stores.sessions.delete(used.sessionId)
    return undefined
  })
  if (!outcome)
    throw new RefusedWithEffect(
      'unauthenticated',
      'refresh-token-reused',
      'This refresh token was used before: it may have been stolen. Its session was ended; sign in again.',
    )
  return { ...(await issueAccessToken(ports, outcome.holder)), ...outcome.refresh }
}

async function newRefreshToken(
  ports: Pick<Ports, 'tokens' | 'clock'>,
  stores: Pick<Stores, 'refreshTokens'>,
  { id: sessionId, expiresAt: sessionEnd }: Session,
): Promise<Pick<TokenPairView, 'refreshToken' | 'refreshExpiresAt'>> {
  const { value, hash } = ports.tokens.newSecret()
  const now = ports.clock.now()
  const expiresAt = isoTime(Math.min(now + REFRESH_MS, Date.parse(sessionEnd)))
  await stores.refreshTokens.insert({ hash, sessionId, createdAt: isoTime(now), expiresAt })
  return { refreshToken: value, refreshExpiresAt: expiresAt }
}

function noteSession(ports: Pick<Ports, 'trail'>, { user, session }: Holder): void {
  ports.trail.note({
    target: { kind: 'session', id: session.id, name: user.email },
    principal: { kind: 'user', id: user.id, name: user.email },
  })
}

function refreshRefused(): DomainError {
  return new DomainError(
    'unauthenticated',
    'invalid-token',
    'The refresh token is expired, revoked or not ours. Sign in again.',
  )
}
