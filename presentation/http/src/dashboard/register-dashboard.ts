import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem, toProblem } from '../problem.ts'
import { DomainError } from '@skyclust/domain'
import { REFERENCE_PATH } from '../reference/page.ts'
import { pickLocale } from './locale.ts'
import { type PageTree, pageTree } from './page-tree.ts'
import { pageRenderer } from './render-page.ts'

const RSC_EXTENSION = '.txt'
/** The address is not repeated: people paste the wrong things into it. */
const NO_ROUTE = new DomainError(
  'not-found',
  'not-found',
  `The API has no such route; it is described at ${REFERENCE_PATH}.`,
)

/**
 * Serves the dashboard's static export with real deep links: each dynamic route was exported once with a placeholder
 * (`__ws__`), which is replaced by the value from the URL in the page and in its RSC payload. Also answers all unknown URLs.
 */
export async function registerDashboard(
  app: FastifyInstance,
  dir: string | undefined,
): Promise<void> {
  const pages = dir !== undefined && existsSync(dir) ? indexExport(dir) : undefined
  if (dir !== undefined && pages) {
    const assets = join(dir, '_next')
    if (existsSync(assets))
      await app.register(fastifyStatic, {
        root: assets,
        prefix: '/_next/',
        preCompressed: true,
        immutable: true,
        maxAge: '1y',
        decorateReply: false,
      })
  }
  const render = pageRenderer()
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/'
    const isPage = request.method === 'GET' || request.method === 'HEAD'
    if (path.startsWith('/api/') || !isPage)
      return sendProblem(reply, toProblem(NO_ROUTE, request.id))
    if (!pages || dir === undefined) return withoutDashboard(path, reply)
    const asset = pages.assets.get(path)
    if (asset !== undefined) return sendAsset(asset, reply)
    const locale = pickLocale(request.cookies['locale'], request.headers['accept-language'])
    const isRsc = path.endsWith(RSC_EXTENSION)
    const segments = segmentsOf(isRsc ? path.slice(0, -RSC_EXTENSION.length) : path)
    const tree = isRsc ? pages.rsc : pages.html
    const found = segments && (tree.find([locale, ...segments]) ?? tree.find(segments))
    if (!found && isRsc) return reply.code(404).type('text/plain').send('')
    const page = found ?? tree.find([locale, '404']) ?? tree.find(['404'])
    if (!page) return reply.code(404).type('text/plain; charset=utf-8').send('Not found\n')
    return sendPage(
      render(page.file, page.params),
      { found: found !== undefined, isRsc },
      request,
      reply,
    )
  })
}

interface Export {
  readonly html: PageTree
  readonly rsc: PageTree
  /** Icons and the like at the root of the export, by URL path. */
  readonly assets: ReadonlyMap<string, string>
}

function indexExport(dir: string): Export {
  const html = pageTree()
  const rsc = pageTree()
  const assets = new Map<string, string>()
  for (const file of walk(dir)) {
    const path = relative(dir, file).split(sep).join('/')
    const extension = /\.(html|txt)$/.exec(path)?.[0]
    if (extension === undefined) {
      if (!/\.(br|gz)$/.test(path)) assets.set(`/${path}`, file)
      continue
    }
    const segments = path.slice(0, -extension.length).split('/')
    if (segments.at(-1) === 'index') segments.pop()
    ;(extension === '.html' ? html : rsc).add(segments, file)
    // RSC payload of a page that lies in index.txt is asked for as /index.txt.
    if (extension === RSC_EXTENSION && path.endsWith('index.txt'))
      rsc.add([...segments, 'index'], file)
  }
  return { html, rsc, assets }
}

function walk(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !relative(dir, file).startsWith('_next'))
}

function segmentsOf(path: string): string[] | undefined {
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent)
  } catch {
    return undefined
  }
}

const TYPES: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  json: 'application/json',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
}

async function sendAsset(file: string, reply: FastifyReply): Promise<FastifyReply> {
  const extension = file.slice(file.lastIndexOf('.') + 1)
  return reply
    .type(TYPES[extension] ?? 'application/octet-stream')
    .header('cache-control', 'public, max-age=3600')
    .send(await readFile(file))
}

function sendPage(
  page: ReturnType<ReturnType<typeof pageRenderer>>,
  { found, isRsc }: { found: boolean; isRsc: boolean },
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  void reply
    .code(found ? 200 : 404)
    .type(isRsc ? 'text/plain; charset=utf-8' : 'text/html; charset=utf-8')
    .headers({
      etag: page.etag,
      'cache-control': 'private, no-cache',
      vary: 'accept-encoding, accept-language, cookie',
      ...(isRsc ? {} : { 'content-security-policy': page.csp }),
    })
  if (request.headers['if-none-match'] === page.etag) return reply.code(304).send()
  return /\bbr\b/.test(request.headers['accept-encoding'] ?? '')
    ? reply.header('content-encoding', 'br').send(page.br)
    : reply.send(page.body)
}

function withoutDashboard(path: string, reply: FastifyReply): FastifyReply {
  return reply
    .code(path === '/' ? 200 : 404)
    .type('text/plain; charset=utf-8')
    .send(`The dashboard is not built here. The API is described at ${REFERENCE_PATH}.\n`)
}
