import { createHmac } from 'node:crypto'
import type { Installation } from '@skyclust/application'
import { withClient } from '@skyclust/postgres'
import type { LightMyRequestResponse } from 'fastify'
import { PASSWORD, type TestApp } from './test-app.ts'

export const OPEN: Installation = {
  publicUrl: 'http://localhost',
  registration: 'open',
  mail: 'outbox',
}

/** Rows of a query, past every wall. */
export async function rows<Row extends Record<string, unknown>>(
  t: TestApp,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return withClient(t.connection, async (client) => {
    const result = await client.query(text, [...values])
    return result.rows as Row[]
  })
}

/** As if the windows of all counts were over. */
export async function forgetThrottle(t: TestApp): Promise<void> {
  await rows(t, 'delete from throttle')
}

export function post(
  t: TestApp,
  path: string,
  payload: object,
  extra: { readonly from?: string; readonly headers?: Record<string, string> } = {},
): Promise<LightMyRequestResponse> {
  return t.app.inject({
    method: 'POST',
    url: `/api/v1${path}`,
    payload,
    remoteAddress: extra.from ?? '127.0.0.1',
    ...(extra.headers ? { headers: extra.headers } : {}),
  })
}

export function signIn(
  t: TestApp,
  email: string,
  password = PASSWORD,
): Promise<LightMyRequestResponse> {
  return post(t, '/session', { email, password })
}

/** Requests with the session of a sign-in's answer. */
export function withSession(t: TestApp, answer: LightMyRequestResponse) {
  const value = answer.cookies.find(({ name }) => name === 'skyclust_session')?.value ?? ''
  return (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) =>
    t.app.inject({
      method,
      url: `/api/v1${path}`,
      cookies: { skyclust_session: value },
      ...(payload ? { payload } : {}),
    })
}

export interface OutboxMail {
  readonly to: string
  readonly subject: string
  readonly text: string | null
}

/** Messages to an address, newest first, as the administrator reads them. */
export async function mailsTo(t: TestApp, to: string): Promise<readonly OutboxMail[]> {
  const answer = await t.owner.inject({ url: '/api/v1/platform/mails?limit=200' })
  return answer.json<{ items: OutboxMail[] }>().items.filter((mail) => mail.to === to)
}

/** The token of the link in the newest message to the address. */
export async function mailedToken(t: TestApp, to: string, page: string): Promise<string> {
  const [mail] = await mailsTo(t, to)
  const token = new RegExp(`http://localhost/${page}/([\\w-]+)`).exec(mail?.text ?? '')?.[1]
  if (token === undefined) throw new Error(`no link to ${page} in the newest message to ${to}`)
  return token
}

export interface AuditRow extends Record<string, unknown> {
  readonly chain: string
  readonly action: string
  readonly result: string
  readonly actor_id: string | null
  readonly target_id: string | null
  readonly record: string
}

/** Entries of an operation in all chains, oldest first. */
export function auditOf(t: TestApp, action: string): Promise<AuditRow[]> {
  return rows(
    t,
    `select chain, action, result, actor_id, target_id, record from audit_entries
     where action = $1 order by at, seq`,
    [action],
  )
}

export function codeOf(answer: LightMyRequestResponse): string {
  return `${answer.statusCode} ${answer.statusCode < 400 ? 'ok' : answer.json<{ code: string }>().code}`
}

/** What an authenticator app shows (RFC 6238: SHA-1, 6 digits, 30 s), computed apart from the product's library. */
export function totpCode(secret: string, nowMs: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = Array.from(secret.replaceAll('=', ''))
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
