import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import type { Agent } from 'undici'
import { type AddressRule, isGlobalUnicast, within } from './address-rules.ts'

/** Statuses that have no body; the Response constructor refuses one. */
const WITHOUT_BODY = new Set([204, 205, 304])

export type FetchRefusal =
  | 'url'
  | 'scheme'
  | 'userinfo'
  | 'port'
  | 'address'
  | 'redirect'
  | 'encoding'
  | 'too-large'
  | 'timeout'
  | 'unreachable'

/** The message is written for who entered the URL; it names the host, never path, query or what came back. */
export class FetchRefused extends Error {
  readonly reason: FetchRefusal

  constructor(reason: FetchRefusal, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'FetchRefused'
    this.reason = reason
  }
}

export interface SafeFetchOptions {
  /** Private ranges the operator lets URLs point into, such as that of an identity provider in the house. */
  readonly allowCidrs?: readonly string[]
  /** Plain http, inside `allowCidrs` only. */
  readonly allowHttp?: boolean
  /** Absent = all. */
  readonly allowPorts?: readonly number[]
  /** From DNS to the last byte. */
  readonly timeoutMs?: number
  readonly maxBytes?: number
  /** DNS; all addresses of a name. */
  readonly resolve?: (hostname: string) => Promise<readonly ResolvedAddress[]>
}

export interface ResolvedAddress {
  readonly address: string
  readonly family: number
}

export interface SafeFetchInit {
  readonly method?: string
  readonly headers?: Headers | Readonly<Record<string, string>>
  readonly body?: string | URLSearchParams | Uint8Array
  readonly signal?: AbortSignal
}

export type SafeFetch = (url: string | URL, init?: SafeFetchInit) => Promise<Response>

/**
 * Fetch for URLs that users enter. https to public addresses only; every address of a name must be public, and the one
 * that was checked is the one connected to. Redirects are errors, and the body has been read whole when the promise
 * resolves. Rejects with FetchRefused.
 */
export function safeFetch(options: SafeFetchOptions = {}): SafeFetch {
  const { allowHttp = false, allowPorts, timeoutMs = 10_000, maxBytes = 1 << 20 } = options
  const inside = within(options.allowCidrs ?? [])
  const resolve = options.resolve ?? ((hostname) => lookup(hostname, { all: true }))
  const schemes = new Map([
    [
      'https:',
      doorway((address) => inside(address) || isGlobalUnicast(address), resolve, timeoutMs),
    ],
  ])
  if (allowHttp) schemes.set('http:', doorway(inside, resolve, timeoutMs))

  return async (input, init = {}) => {
    const url = parsed(input)
    const door = schemes.get(url.protocol)
    if (!door) throw new FetchRefused('scheme', `${url.protocol}// is not allowed; use https://`)
    if (url.username || url.password)
      throw new FetchRefused('userinfo', 'the URL must not contain a user name or password')
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
    if (allowPorts && !allowPorts.includes(port))
      throw new FetchRefused(
        'port',
        `port ${port} is not allowed; allowed: ${allowPorts.join(', ')}`,
      )
    const host = url.hostname.replaceAll(/^\[|\]$/g, '')
    // A literal address is connected to without a look-up: the rule in there never sees it.
    if (isIP(host) && !door.rule(host)) throw addressRefused(host)
    const deadline = AbortSignal.timeout(timeoutMs)
    const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline
    try {
      const dispatcher = await door.agent()
      return await exchange(url, init, { dispatcher, signal, maxBytes })
    } catch (error) {
      throw refusalIn(error) ?? translated(error, host, deadline.aborted ? timeoutMs : undefined)
    }
  }
}

interface Door {
  readonly rule: AddressRule
  /** Made at the first use: the library costs 29 MB, and many installations ask no provider. */
  readonly agent: () => Promise<Agent>
}

/** Connections to addresses that the rule lets through; the check stands between DNS and connect(). */
function doorway(
  rule: AddressRule,
  resolve: NonNullable<SafeFetchOptions['resolve']>,
  timeoutMs: number,
): Door {
  const checked = callbackify(async (hostname: string) => {
    const addresses = await resolve(hostname)
    const [first] = addresses
    if (!first) throw new FetchRefused('unreachable', `${hostname} has no address`)
    if (!addresses.every(({ address }) => rule(address))) throw addressRefused(hostname)
    return { first, addresses }
  })
  const checkedLookup: LookupFunction = (hostname, { all }, done) =>
    checked(hostname, (error: Error | null, found) => {
      if (error) done(error, '', 0)
      else if (all) done(null, [...found.addresses])
      else done(null, found.first.address, found.first.family)
    })
  const connect = { lookup: checkedLookup, timeout: timeoutMs }
  let agent: Promise<Agent> | undefined
  return {
    rule,
    agent: () =>
      (agent ??= import('undici').then((undici) => new undici.Agent({ connect, allowH2: false }))),
  }
}

async function exchange(
  url: URL,
  init: SafeFetchInit,
  limits: { readonly dispatcher: Agent; readonly signal: AbortSignal; readonly maxBytes: number },
): Promise<Response> {
  const { dispatcher, signal, maxBytes } = limits
  const headers = new Headers(init.headers)
  // Compressed, a small answer could become a huge one.
  headers.set('accept-encoding', 'identity')
  const { request } = await import('undici')
  const answer = await request(url, {
    dispatcher,
    signal,
    method: init.method ?? 'GET',
    headers: Object.fromEntries(headers.entries()),
    body: init.body instanceof URLSearchParams ? init.body.toString() : (init.body ?? null),
    // No connection is kept: each request is resolved and checked anew.
    reset: true,
  })
  try {
    const { statusCode: status } = answer
    if (status >= 300 && status < 400 && status !== 304)
      throw new FetchRefused(
        'redirect',
        `${url.host} answers with a redirect; enter the final address`,
      )
    if (answer.headers['content-encoding'] !== undefined)
      throw new FetchRefused(
        'encoding',
        `${url.host} sends a compressed answer that was not asked for`,
      )
    const body = await wholeBody(answer.body, maxBytes, url.host)
    return new Response(WITHOUT_BODY.has(status) ? null : body, {
      status,
      headers: Object.entries(answer.headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((one): [string, string] => [name, one]),
      ),
    })
  } finally {
    // What was not read must not keep the connection open.
    answer.body.on('error', () => {}).destroy()
  }
}

async function wholeBody(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  host: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > maxBytes)
      throw new FetchRefused('too-large', `${host} sends more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parsed(input: string | URL): URL {
  const url = URL.parse(String(input))
  if (!url) throw new FetchRefused('url', 'that is not a URL')
  return url
}

function addressRefused(host: string): FetchRefused {
  return new FetchRefused(
    'address',
    `${host} is or points to an address that is not public; the operator of this installation can allow its range`,
  )
}

/** The refusal a look-up ended with, however deep the connection code has wrapped it. */
function refusalIn(error: unknown): FetchRefused | undefined {
  if (error instanceof FetchRefused || !(error instanceof Error)) {
    return error instanceof FetchRefused ? error : undefined
  }
  const nested = error instanceof AggregateError ? error.errors : [error.cause]
  return nested.map(refusalIn).find((found) => found !== undefined)
}

function translated(error: unknown, host: string, waitedMs: number | undefined): FetchRefused {
  if (waitedMs !== undefined)
    return new FetchRefused('timeout', `${host} did not answer within ${waitedMs} ms`, error)
  return new FetchRefused('unreachable', `${host} cannot be reached (${codeOf(error)})`, error)
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no connection'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
