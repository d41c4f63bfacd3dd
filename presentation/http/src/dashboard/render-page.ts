import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'

export interface RenderedPage {
  readonly body: string
  readonly br: Buffer
  readonly etag: string
  /** Allows the page's own inline scripts by hash, and no other. */
  readonly csp: string
}

const KEPT = 200
const INLINE_SCRIPT = /<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g

/** Fills the placeholders of exported pages; keeps the last 200 results, compressed. */
export function pageRenderer(): (
  file: string,
  params: Readonly<Record<string, string>>,
) => RenderedPage {
  const sources = new Map<string, string>()
  const kept = new Map<string, RenderedPage>()
  return (file, params) => {
    const key = JSON.stringify([file, params])
    const known = kept.get(key)
    // Put back at the end: the first key of the map is the one not asked for the longest.
    if (known) kept.delete(key)
    const page = known ?? render(sourceOf(sources, file), params)
    kept.set(key, page)
    if (kept.size > KEPT) for (const oldest of kept.keys()) return dropped(kept, oldest, page)
    return page
  }
}

function dropped(
  kept: Map<string, RenderedPage>,
  oldest: string,
  page: RenderedPage,
): RenderedPage {
  kept.delete(oldest)
  return page
}

function sourceOf(sources: Map<string, string>, file: string): string {
  const known = sources.get(file)
  if (known !== undefined) return known
  const text = readFileSync(file, 'utf8')
  sources.set(file, text)
  return text
}

function render(source: string, params: Readonly<Record<string, string>>): RenderedPage {
  let body = source
  for (const [name, value] of Object.entries(params)) body = body.replaceAll(`__${name}__`, value)
  const scripts = [...body.matchAll(INLINE_SCRIPT)].map(([, script = '']) => script)
  const hashes = new Set(scripts.map((script) => `'sha256-${digest('sha256', script)}'`))
  return {
    body,
    br: brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
    etag: `"${digest('sha1', body)}"`,
    csp:
      `default-src 'self'; script-src 'self' ${[...hashes].join(' ')}; style-src 'self' 'unsafe-inline'; ` +
      "img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; frame-ancestors 'none'; " +
      "base-uri 'none'; form-action 'self'",
  }
}

function digest(algorithm: string, text: string): string {
  return createHash(algorithm).update(text).digest('base64')
}
