import {
  DomainError,
  parseApiKeyToken,
  type Principal,
  ServiceAccountId,
  UserId,
} from '@skyclust/domain'
import type { SessionId } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { AccessCache } from './access-cache.ts'
import type { Identity, KeyIdentity, PersonIdentity } from './identity-of.ts'

type Needs = Pick<Ports, 'db' | 'tokens' | 'clock'>

const TOUCH_MS = 5 * 60_000

/** What a request carries to say who it is from. */
export type Presented =
  | { readonly kind: 'cookie'; readonly value: string }
  | { readonly kind: 'bearer'; readonly value: string }

/**
 * Whose the presented value is. A cookie that is no longer good counts as none; a bearer value that is not good is
 * refused with `invalid-token`. The answer is kept for a moment; expiry is checked every time.
 */
export async function authenticate(
  ports: Needs,
  cache: AccessCache,
  presented: Presented,
): Promise<Identity | undefined> {
  const key = `${presented.kind} ${ports.tokens.hash(presented.value)}`
  const found = await cache.get(key, () => identify(ports, presented))
  if (found && found.until > ports.clock.now()) return found.identity
  if (presented.kind === 'cookie') return undefined
  throw new DomainError(
    'unauthenticated',
    'invalid-token',
    'The access token or API key is expired, revoked or not ours.',
  )
}

/** Whether what was good before still is; for connections that stay open. Asks the database, never the cache. */
export async function stillGood(ports: Needs, identity: Identity): Promise<boolean> {
  const found =
    identity.by === 'api-key'
      ? await byKey(ports, identity.key.id, identity.key.secretHash)
      : await bySession(ports, identity.session.id, identity.by)
  return found !== undefined && found.until > ports.clock.now()
}

interface Found {
  readonly identity: Identity
  /** Epoch milliseconds. */
  readonly until: number
}

async function identify(ports: Needs, { kind, value }: Presented): Promise<Found | undefined> {
  if (kind === 'cookie') {
    const found = await ports.db.stores.sessions.findByTokenHash(ports.tokens.hash(value))
    return found && person(ports, found, kind)
  }
  const apiKey = parseApiKeyToken(value)
  if (apiKey) return byKey(ports, apiKey.id, ports.tokens.hash(apiKey.secret))
  const subject = await ports.tokens.verify(value)
  if (!subject) return undefined
  const found = await bySession(ports, subject.sessionId, kind)
  if (!found || found.identity.by === 'api-key' || found.identity.user.id !== subject.userId)
    return undefined
  return { ...found, until: Math.min(found.until, subject.expiresAt) }
}

async function bySession(
  ports: Needs,
  id: SessionId,
  by: PersonIdentity['by'],
): Promise<Found | undefined> {
  const found = await ports.db.stores.sessions.get(id)
  return found && person(ports, found, by)
}

async function person(
  ports: Needs,
  { user, session }: Pick<PersonIdentity, 'user' | 'session'>,
  by: PersonIdentity['by'],
): Promise<Found | undefined> {
  const now = ports.clock.now()
  const until = Date.parse(session.expiresAt)
  if (until <= now || user.disabledAt !== undefined) return undefined
  if (now - Date.parse(session.lastSeenAt) >= TOUCH_MS)
    await ports.db.stores.sessions.touch(session.id, isoTime(now))
  return { identity: { by, user, session }, until }
}

async function byKey(
  ports: Needs,
  id: KeyIdentity['key']['id'],
  secretHash: string,
): Promise<Found | undefined> {
  const key = await ports.db.stores.apiKeys.find(id)
  if (!key || !ports.tokens.equal(key.secretHash, secretHash)) return undefined
  const now = ports.clock.now()
  const until = key.expiresAt === undefined ? Infinity : Date.parse(key.expiresAt)
  const principal = until > now ? await keyHolder(ports, key) : undefined
  if (!principal) return undefined
  if (key.lastUsedAt === undefined || now - Date.parse(key.lastUsedAt) >= TOUCH_MS)
    await ports.db.stores.apiKeys.touch(key.workspaceId, key.id, isoTime(now))
  return { identity: { by: 'api-key', key, principal }, until }
}

/** Whose key it is; undefined when the account is disabled or gone. */
async function keyHolder(
  { db }: Needs,
  { workspaceId, principalId }: KeyIdentity['key'],
): Promise<Principal | undefined> {
  const userId = UserId.safeParse(principalId)
  if (userId.success) {
    const user = await db.stores.users.get(userId.data)
    if (!user || user.disabledAt !== undefined) return undefined
    return { kind: 'user', id: user.id, name: user.email }
  }
  const accountId = ServiceAccountId.safeParse(principalId)
  const account =
    accountId.success && (await db.stores.serviceAccounts.get(workspaceId, accountId.data))
  if (!account || account.disabledAt !== undefined) return undefined
  return { kind: 'service-account', id: account.id, name: account.name }
}
