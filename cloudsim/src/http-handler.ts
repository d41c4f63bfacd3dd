import type { IncomingMessage, ServerResponse } from 'node:http'
import { adminApi } from './admin.ts'
import { type CloudName, DroppedConnection } from './core/call.ts'
import type { SimCloud, SimRequest, SimResponse } from './core/cloud.ts'
import { problem } from './problem.ts'
import type { Cloudsim } from './sim.ts'

const MAX_BODY_BYTES = 10 * 1024 * 1024

interface HandlerOptions {
  readonly publicUrl?: string
  readonly adminToken?: string
  readonly onBug: (error: unknown) => void
}

interface Route {
  readonly answer: (request: SimRequest) => Promise<SimResponse>
  /** What of the path belongs to the mount point: '/aws' or ''. */
  readonly prefix: string
}

/** The simulator as a Node request handler: finds the cloud, reads the body, writes the answer or drops the line. */
export function httpHandler(sim: Cloudsim, options: HandlerOptions): Cloudsim['handler'] {
  const admin = adminApi(sim, options.adminToken)
  return async (req, res, mountPrefix) => {
    try {
      const url = req.url ?? '/'
      const cut = url.indexOf('?')
      const rawPath = cut < 0 ? url : url.slice(0, cut)
      const rawQuery = cut < 0 ? '' : url.slice(cut + 1)
      const below = rawPath.startsWith(mountPrefix) ? rawPath.slice(mountPrefix.length) : rawPath
      const route = findRoute(sim, admin, below, rawQuery, req.headers)
      if (!route) return send(res, problem(404, 'no-such-cloud', unknownRoute(below)))
      const body = await readBody(req)
      if (!body) return send(res, problem(413, 'body-too-large', 'The body is over 10 MB.'))
      const request: SimRequest = {
        method: req.method ?? 'GET',
        rawPath,
        path: below.slice(route.prefix.length) || '/',
        query: new URLSearchParams(rawQuery),
        rawQuery,
        headers: req.headers,
        body,
        baseUrl: `${origin(req, options.publicUrl, mountPrefix)}${route.prefix}`,
      }
      send(res, await route.answer(request))
    } catch (error) {
      if (!(error instanceof DroppedConnection)) options.onBug(error)
      if (error instanceof DroppedConnection || res.headersSent) req.socket.destroy()
      else send(res, problem(500, 'bug', 'The sandbox itself failed; see its log.'))
    }
  }
}

function findRoute(
  sim: Cloudsim,
  admin: Route['answer'],
  path: string,
  rawQuery: string,
  headers: IncomingMessage['headers'],
): Route | undefined {
  const head = /^\/([a-z]+)(?=\/|$)/.exec(path)?.[1] ?? ''
  if (head === 'admin') return { answer: admin, prefix: '/admin' }
  const clouds: readonly SimCloud[] = Object.values(sim.clouds)
  const byPath = clouds.find((cloud) => cloud.name === head)
  if (byPath) return { answer: (request) => byPath.handle(request), prefix: `/${head}` }
  const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  const byHost = clouds.find((cloud) =>
    cloud.hosts.some((known) => (typeof known === 'string' ? known === host : known.test(host))),
  )
  const cloud = byHost ?? (isSigV4(rawQuery, headers) ? sim.clouds['aws' as CloudName] : undefined)
  return cloud && { answer: (request) => cloud.handle(request), prefix: '' }
}

function isSigV4(rawQuery: string, headers: IncomingMessage['headers']): boolean {
  return (
    (headers.authorization ?? '').startsWith('AWS4-HMAC-SHA256') ||
    rawQuery.includes('X-Amz-Algorithm=AWS4-HMAC-SHA256')
  )
}

function unknownRoute(path: string): string {
  return `${path} is none of /aws, /gcp, /azure, /admin, and the Host header names no cloud.`
}

function origin(req: IncomingMessage, publicUrl: string | undefined, mountPrefix: string): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/$/, '')
  const scheme = 'encrypted' in req.socket && req.socket.encrypted ? 'https' : 'http'
  return `${scheme}://${req.headers.host ?? `127.0.0.1:${req.socket.localPort}`}${mountPrefix}`
}

async function readBody(req: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of req as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes <= MAX_BODY_BYTES) parts.push(part)
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(parts)
}

function send(res: ServerResponse, response: SimResponse): void {
  const body =
    typeof response.body === 'string'
      ? Buffer.from(response.body)
      : (response.body ?? Buffer.alloc(0))
  const bodiless = response.status === 204 || response.status === 304
  res.writeHead(response.status, {
    ...response.headers,
    ...(bodiless ? {} : { 'content-length': String(body.length) }),
  })
  res.end(bodiless ? undefined : body)
}
