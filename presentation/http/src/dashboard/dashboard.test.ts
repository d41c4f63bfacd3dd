import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { brotliDecompressSync } from 'node:zlib'
import cookie from '@fastify/cookie'
import Fastify, { type FastifyInstance } from 'fastify'
import { pickLocale } from './locale.ts'
import { registerDashboard } from './register-dashboard.ts'

const PAGE = '<html><body>__ws__/__name__<script>var ws="__ws__"</script></body></html>'

describe('the dashboard', () => {
  const dir = mkdtempSync(join(tmpdir(), 'skyclust-out-'))
  let app: FastifyInstance
  before(async () => {
    for (const [file, text] of Object.entries({
      'ko/index.html': 'home ko',
      'en/index.html': 'home en',
      'en.html': 'home en',
      'ko/404.html': 'missing',
      'ko/workspaces/__ws__/clusters/__name__.html': PAGE,
      'en/workspaces/__ws__/clusters/__name__.html': `en ${PAGE}`,
      'ko/workspaces/__ws__/clusters/__name__.txt': 'rsc __ws__ __name__',
      'ko/workspaces/__ws__/clusters/new.html': 'wizard',
      'ko/invite/__token__.html': 'invited <script>var token="__token__"</script>',
      '_next/static/app.js': 'js',
      'icon.svg': '<svg/>',
    })) {
      mkdirSync(dirname(join(dir, file)), { recursive: true })
      writeFileSync(join(dir, file), text)
    }
    app = Fastify()
    await app.register(cookie)
    await registerDashboard(app, dir)
  })
  after(async () => {
    await app.close()
    rmSync(dir, { recursive: true, force: true })
  })

  const get = (url: string, headers: Record<string, string> = {}) =>
    app.inject({ url, headers: { 'accept-language': 'ko', ...headers } })

  it('fills the parameters of deep links into page and payload', async () => {
    const page = await get('/workspaces/acme/clusters/prod')
    const payload = await get('/workspaces/acme/clusters/prod.txt')

    assert.equal(page.statusCode, 200)
    assert.match(page.body, /acme\/prod<script>var ws="acme"/)
    assert.equal(payload.body, 'rsc acme prod')
  })

  it('takes tokens as mailed links have them, and nothing that could end text or script', async () => {
    for (const token of ['-_Aa0', '_'.repeat(43), `-${'x'.repeat(42)}`])
      assert.equal(
        (await get(`/invite/${token}`)).body,
        `invited <script>var token="${token}"</script>`,
      )
    for (const evil of [
      '%22',
      '%3C!--',
      '%3C/script%3E',
      'a%5Cb',
      "a'b",
      'a`b',
      'a$%7Bb%7D',
      'a&b',
      'a%0Ab',
      'a.b',
      'x'.repeat(64),
    ])
      assert.equal((await get(`/invite/${evil}`)).body, 'missing', evil)
  })

  it('allows exactly the inline scripts of the page', async () => {
    const page = await get('/workspaces/acme/clusters/prod')
    const hash = createHash('sha256').update('var ws="acme"').digest('base64')
    assert.ok(
      String(page.headers['content-security-policy']).includes(
        `script-src 'self' 'sha256-${hash}';`,
      ),
    )
  })

  it('prefers a literal page, and answers 404 with a page', async () => {
    assert.equal((await get('/workspaces/acme/clusters/new')).body, 'wizard')
    for (const url of [
      '/nothing',
      '/workspaces/a%22b/clusters/x',
      '/workspaces/%E0%A4%A/clusters/x',
    ]) {
      const missing = await get(url)
      assert.ok([400, 404].includes(missing.statusCode), `${url} ${missing.statusCode}`)
    }
    assert.equal((await get('/nothing')).body, 'missing')
  })

  it('speaks the language of cookie, then browser', async () => {
    assert.equal((await get('/')).body, 'home ko')
    assert.equal((await get('/', { 'accept-language': 'fr, en-US;q=0.8' })).body, 'home en')
    assert.equal((await get('/', { cookie: 'locale=en' })).body, 'home en')
    assert.equal(pickLocale('xx', undefined), 'ko')
    assert.equal(pickLocale(undefined, 'en;q=0, ko;q=0.1'), 'ko')
  })

  it('compresses, revalidates, and serves assets for ever', async () => {
    const page = await get('/workspaces/acme/clusters/prod', { 'accept-encoding': 'gzip, br' })
    const again = await get('/workspaces/acme/clusters/prod', {
      'if-none-match': String(page.headers['etag']),
    })
    const asset = await get('/_next/static/app.js')

    assert.equal(page.headers['content-encoding'], 'br')
    assert.match(brotliDecompressSync(page.rawPayload).toString(), /acme\/prod/)
    assert.equal(again.statusCode, 304)
    assert.match(String(asset.headers['cache-control']), /immutable/)
    assert.equal((await get('/icon.svg')).headers['content-type'], 'image/svg+xml')
  })
})
