import { isIP } from 'node:net'
import { DomainError } from '@skyclust/domain'
import type { FastifyRequest } from 'fastify'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a change that a browser sends on behalf of another site. Browsers always send Sec-Fetch-Site or Origin with
 * such requests; a request with neither comes from a program, which no other site can steer.
 */
export function refuseCrossSite(request: FastifyRequest, publicUrl: URL): void {
  if (SAFE.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  const origin = request.headers.origin
  const bySite = site === undefined || site === 'same-origin' || site === 'none'
  const byOrigin = origin === undefined || isOurs(origin, request.headers.host, publicUrl)
  if (!bySite || !byOrigin)
    throw new DomainError(
      'forbidden',
      'cross-site-request',
      'A change must come from this site itself (SKYCLUST_PUBLIC_URL), or carry an access token.',
    )
}

/**
 * Our own address, or the address the browser used when that is an IP or localhost. A name that is not the public URL's may
 * be another site's, made to lead here (DNS rebinding).
 */
function isOurs(origin: string, host: string | undefined, publicUrl: URL): boolean {
  if (origin === publicUrl.origin) return true
  if (!URL.canParse(origin)) return false
  const from = new URL(origin)
  const name = from.hostname.replace(/^\[|\]$/g, '')
  return from.host === host && (name === 'localhost' || isIP(name) !== 0)
}
