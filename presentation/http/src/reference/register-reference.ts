import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { REFERENCE_CSP, REFERENCE_PAGE, REFERENCE_PATH, REFERENCE_START } from './page.ts'

const ONE_HOUR = 'private, max-age=3600'

/** The browsable API reference; it needs nothing from outside this server. */
export function registerReference(app: FastifyInstance): void {
  const options = { schema: { hide: true } }
  app.get(REFERENCE_PATH, options, (_request, reply) =>
    reply
      .header('content-security-policy', REFERENCE_CSP)
      .type('text/html; charset=utf-8')
      .send(REFERENCE_PAGE),
  )
  app.get(`${REFERENCE_PATH}/start.js`, options, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(REFERENCE_START),
  )
  app.get(`${REFERENCE_PATH}/scalar.js`, options, async (request, reply) => {
    const script = await loadScalar()
    const accepted = request.headers['accept-encoding'] ?? ''
    void reply
      .type('text/javascript; charset=utf-8')
      .headers({ 'cache-control': ONE_HOUR, vary: 'accept-encoding' })
    if (/\bbr\b/.test(accepted)) return reply.header('content-encoding', 'br').send(script.br)
    if (/\bgzip\b/.test(accepted)) return reply.header('content-encoding', 'gzip').send(script.gzip)
    return reply.send(script.plain)
  })
}

interface Script {
  readonly plain: Buffer
  readonly br: Buffer
  readonly gzip: Buffer
}

let scalar: Promise<Script> | undefined

/** 4.3 MB of script: read and compressed on first use only, then kept. */
function loadScalar(): Promise<Script> {
  scalar ??= (async () => {
    const entry = createRequire(import.meta.url).resolve('@scalar/api-reference')
    const plain = await readFile(join(dirname(entry), 'browser', 'standalone.js'))
    const params = { [constants.BROTLI_PARAM_QUALITY]: 4 }
    return {
      plain,
      br: await promisify(brotliCompress)(plain, { params }),
      gzip: await promisify(gzip)(plain),
    }
  })()
  return scalar
}
