import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { SimRequest } from '../core/cloud.ts'

/** The claims of a signed request, before anything is verified. */
export interface SignedClaims {
  readonly accessKeyId: string
  readonly date: string
  readonly region: string
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** `20261123T101500Z`. */
  readonly amzDate: string
  readonly sessionToken: string | undefined
  readonly presigned: boolean
  /** Seconds for which a presigned request is good. */
  readonly expires: number | undefined
}

export type SignatureVerdict =
  | 'valid'
  | 'wrong-signature'
  | 'skewed'
  | 'expired'
  | 'wrong-body-hash'
  | 'host-not-signed'

const maxSkewMs = 15 * 60_000
const algorithm = 'AWS4-HMAC-SHA256'

/** Reads the SigV4 claims of a request from its header or, when presigned, its query; undefined when there are none. */
export function readClaims(request: SimRequest): SignedClaims | undefined {
  const { headers, query } = request
  if (query.get('X-Amz-Algorithm') === algorithm) {
    const scope = readScope(query.get('X-Amz-Credential') ?? '')
    if (!scope) return undefined
    return {
      ...scope,
      signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
      signature: query.get('X-Amz-Signature') ?? '',
      amzDate: query.get('X-Amz-Date') ?? '',
      sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
      presigned: true,
      expires: Number(query.get('X-Amz-Expires') ?? '300'),
    }
  }
  const authorization = headers.authorization ?? ''
  if (!authorization.startsWith(`${algorithm} `)) return undefined
  const parts = new Map(
    authorization
      .slice(algorithm.length + 1)
      .split(',')
      .map((part): [string, string] => {
        const [name = '', ...value] = part.trim().split('=')
        return [name, value.join('=')]
      }),
  )
  const scope = readScope(parts.get('Credential') ?? '')
  if (!scope) return undefined
  return {
    ...scope,
    signedHeaders: (parts.get('SignedHeaders') ?? '').split(';'),
    signature: parts.get('Signature') ?? '',
    amzDate: header(request, 'x-amz-date') ?? '',
    sessionToken: header(request, 'x-amz-security-token'),
    presigned: false,
    expires: undefined,
  }
}

/** Verifies a signature against the secret, at a moment of real time (epoch milliseconds). */
export function verifySignature(
  request: SimRequest,
  claims: SignedClaims,
  secret: string,
  realNow: number,
): SignatureVerdict {
  const signedAt = parseAmzDate(claims.amzDate)
  if (signedAt === undefined || claims.amzDate.slice(0, 8) !== claims.date) return 'wrong-signature'
  if (!claims.signedHeaders.includes('host')) return 'host-not-signed'
  if (claims.expires !== undefined) {
    if (signedAt - realNow > maxSkewMs) return 'skewed'
    if (!(realNow <= signedAt + claims.expires * 1000)) return 'expired'
  } else if (Math.abs(realNow - signedAt) > maxSkewMs) return 'skewed'
  const bodyHash = sha256(request.body)
  const sentHash = header(request, 'x-amz-content-sha256')
  const canonical = [
    request.method,
    canonicalPath(request.rawPath),
    canonicalQuery(request.rawQuery),
    ...claims.signedHeaders.map((name) => `${name}:${canonicalHeader(request, name)}`),
    '',
    claims.signedHeaders.join(';'),
    sentHash ?? bodyHash,
  ].join('\n')
  const scope = `${claims.date}/${claims.region}/${claims.service}/aws4_request`
  const toSign = [algorithm, claims.amzDate, scope, sha256(canonical)].join('\n')
  const key = [claims.date, claims.region, claims.service, 'aws4_request'].reduce(
    (previous: Buffer | string, part) => hmac(previous, part),
    `AWS4${secret}`,
  )
  const expected = hmac(key, toSign)
  const given = Buffer.from(claims.signature, 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return 'wrong-signature'
  if (sentHash !== undefined && sentHash !== 'UNSIGNED-PAYLOAD' && sentHash !== bodyHash)
    return 'wrong-body-hash'
  return 'valid'
}

function readScope(
  credential: string,
): Pick<SignedClaims, 'accessKeyId' | 'date' | 'region' | 'service'> | undefined {
  const [accessKeyId, date, region, service, end] = credential.split('/')
  if (!accessKeyId || !date || !region || !service || end !== 'aws4_request') return undefined
  return { accessKeyId, date, region, service }
}

function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!match) return undefined
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** Every service but S3 signs the path encoded once more and with empty segments taken out. */
function canonicalPath(rawPath: string): string {
  const segments: string[] = []
  for (const segment of rawPath.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') segments.pop()
    else segments.push(encode(segment))
  }
  const end = rawPath.endsWith('/') && segments.length > 0 ? '/' : ''
  return `/${segments.join('/')}${end}`
}

function canonicalQuery(rawQuery: string): string {
  return rawQuery
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const at = pair.indexOf('=')
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
      return [encode(decode(name)), encode(decode(value))]
    })
    .filter(([name]) => name !== 'X-Amz-Signature')
    .toSorted(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function canonicalHeader(request: SimRequest, name: string): string {
  return (header(request, name) ?? '').trim().replaceAll(/ +/g, ' ')
}

function header(request: SimRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: Buffer | string, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}
