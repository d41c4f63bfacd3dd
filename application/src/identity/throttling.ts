import { DomainError, type UserId } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'

const MINUTE_MS = 60_000
const SIGN_IN_WINDOW_MS = 15 * MINUTE_MS
const HOUR_MS = 60 * MINUTE_MS

const PER_ACCOUNT = { points: 10, windowMs: SIGN_IN_WINDOW_MS }
const PER_ADDRESS = { points: 50, windowMs: SIGN_IN_WINDOW_MS }
const PASSKEY_OPTIONS = { points: 100, windowMs: SIGN_IN_WINDOW_MS }
const MAILS_PER_RECIPIENT = { points: 5, windowMs: HOUR_MS }
const MAILS_PER_SENDER = { points: 20, windowMs: HOUR_MS }

type Needs = Pick<Ports, 'throttle' | 'tokens'>

interface Count {
  readonly key: string
  readonly limit: { readonly points: number; readonly windowMs: number }
}

/** What was counted; given back when the attempt was good after all. */
export interface Counted {
  readonly giveBack: () => Promise<void>
}

/**
 * Guesses at passwords: 10 per account and 50 per address in 15 minutes, each by itself, whether or not the account exists.
 * Sessions that exist are not touched by it: a stranger can keep people from signing in, never throw them out.
 */
export function countSignIn(ports: Needs, email: string, address: string): Promise<Counted> {
  return count(ports, [
    // First, so that a blocked address cannot use up the attempts of accounts.
    { key: `sign-in address ${networkOf(address)}`, limit: PER_ADDRESS },
    { key: `sign-in account ${ports.tokens.hash(email.toLowerCase())}`, limit: PER_ACCOUNT },
  ])
}

/** Guesses at second factors, over all challenges of an account. */
export function countSecondFactor(ports: Needs, userId: UserId): Promise<Counted> {
  return count(ports, [{ key: `second-factor ${userId}`, limit: PER_ACCOUNT }])
}

/** Passwords and codes that a signed-in person gives again; apart from sign-in, which strangers can use up. */
export function countReauthentication(ports: Needs, userId: UserId): Promise<Counted> {
  return count(ports, [{ key: `reauthentication ${userId}`, limit: PER_ACCOUNT }])
}

/** Attempts that name no account: passkeys, mailed links. */
export function countAttempt(ports: Needs, address: string): Promise<Counted> {
  return count(ports, [{ key: `attempt address ${networkOf(address)}`, limit: PER_ADDRESS }])
}

/** Each stores a row, for anybody. */
export function countPasskeyOptions(ports: Needs, address: string): Promise<Counted> {
  return count(ports, [{ key: `passkey-options ${networkOf(address)}`, limit: PASSKEY_OPTIONS }])
}

/**
 * Messages that somebody makes us send: 5 an hour to one recipient, whether or not they have an account, and 20 an hour on
 * behalf of one sender (an address, a user, a workspace).
 */
export async function countMail(
  ports: Needs,
  mail: { readonly to: string; readonly sender: string },
): Promise<void> {
  await count(
    ports,
    [
      { key: `mail from ${networkOf(mail.sender)}`, limit: MAILS_PER_SENDER },
      { key: `mail to ${ports.tokens.hash(mail.to.toLowerCase())}`, limit: MAILS_PER_RECIPIENT },
    ],
    tooManyMails,
  )
}

/** Takes one of each in turn; the first that is used up refuses. */
async function count(
  ports: Needs,
  counts: readonly Count[],
  refusal = tooManyAttempts,
): Promise<Counted> {
  for (const { key, limit } of counts) {
    const { allowed, retryAfterMs } = await ports.throttle.take(key, limit)
    if (!allowed) throw refusal(Math.max(1, Math.ceil(retryAfterMs / 1000)))
  }
  return {
    async giveBack() {
      for (const { key } of counts) await ports.throttle.give(key)
    },
  }
}

function tooManyAttempts(retryAfterSeconds: number): DomainError {
  return new DomainError(
    'too-many-requests',
    'too-many-sign-ins',
    `Too many failed sign-ins. Try again in ${Math.ceil(retryAfterSeconds / 60)} min.`,
    { details: { retryAfterSeconds } },
  )
}

function tooManyMails(retryAfterSeconds: number): DomainError {
  return new DomainError(
    'too-many-requests',
    'too-many-mails',
    `Too many messages were asked for. Look into your mailbox, or try again in ${Math.ceil(retryAfterSeconds / 60)} min.`,
    { details: { retryAfterSeconds } },
  )
}

/**
 * What one customer of a network provider holds: an IPv4 address, an IPv6 /64. Who has a /64 has 2^64 addresses and would
 * never be stopped otherwise.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!address.includes(':')) return address
  const [bare = ''] = address.toLowerCase().split('%')
  const [head = '', tail] = bare.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
