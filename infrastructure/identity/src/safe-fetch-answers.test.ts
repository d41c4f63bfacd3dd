import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { FetchRefused, safeFetch, type SafeFetchOptions } from './safe-fetch.ts'
import { addresses, Canary, refused } from './testing/canary.ts'

const canary = new Canary()
before(() => canary.start())
after(() => canary.stop())

function silent() {}
function dripping(response: ServerResponse) {
  const drip = setInterval(() => response.write('x'), 20)
  response.on('close', () => clearInterval(drip))
}

describe('an answer', () => {
  let server: Server
  let origin = ''
  let answer: (response: ServerResponse, path: string) => void
  const seen: { method: string; body: string; headers: Record<string, unknown> }[] = []
  const options: SafeFetchOptions = {
    allowHttp: true,
    allowCidrs: ['127.0.0.2/32'],
    maxBytes: 1000,
    timeoutMs: 400,
  }

  before(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        seen.push({ method: request.method ?? '', body, headers: request.headers })
        answer(response, request.url ?? '')
      })
    })
    server.listen(0, '127.0.0.2')
    await once(server, 'listening')
    origin = `http://127.0.0.2:${(server.address() as AddressInfo).port}`
  })
  after(() => server.close())

  it('arrives with its status and headers, and the request as it was made', async () => {
    answer = (response) => response.writeHead(400, { 'x-a': ['1', '2'] }).end('{"error":"한"}')
    const got = await safeFetch(options)(`${origin}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ code: 'a b' }),
    })

    assert.equal(got.status, 400)
    assert.deepEqual(await got.json(), { error: '한' })
    assert.equal(got.headers.get('x-a'), '1, 2')
    assert.equal(seen.at(-1)?.method, 'POST')
    assert.equal(seen.at(-1)?.body, 'code=a+b')
    assert.equal(seen.at(-1)?.headers['content-type'], 'application/x-www-form-urlencoded')
  })

  it('without a body is one', async () => {
    answer = (response) => response.writeHead(204).end()
    assert.equal((await safeFetch(options)(origin)).status, 204)
  })

  it('that redirects is an error, and nobody goes there', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      answer = (response) =>
        response.writeHead(status, { location: `http://127.0.0.1:${canary.port}/` }).end()
      await refused(origin, 'redirect', options)
    }
    assert.equal(canary.knocks, 0)
  })

  it('that is too large is cut off, announced or not', async () => {
    let ended: Promise<unknown> = Promise.resolve()
    answer = (response, path) => {
      ended = once(response, 'close')
      if (path === '/announced') response.writeHead(200, { 'content-length': 1e9 })
      const chunk = Buffer.alloc(16_384)
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', more)
      more()
    }
    for (const path of ['/announced', '/endless']) {
      await refused(`${origin}${path}`, 'too-large', { ...options, timeoutMs: 5000 })
      await ended
    }
  })

  it('that is exactly as large as allowed arrives', async () => {
    answer = (response) => response.end(Buffer.alloc(1000))
    const got = await safeFetch(options)(origin)
    assert.equal((await got.arrayBuffer()).byteLength, 1000)
  })

  it('that is slow, in its head or its body, is given up', async () => {
    for (const slow of [silent, dripping]) {
      answer = slow
      const begun = performance.now()
      await refused(origin, 'timeout', options)
      assert.ok(performance.now() - begun < 3000)
    }
  })

  it('that is compressed is refused: it could be a bomb', async () => {
    answer = (response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100_000)))
    await refused(origin, 'encoding', options)
    assert.equal(seen.at(-1)?.headers['accept-encoding'], 'identity')
  })

  it('that never comes, for nobody listens, says so', () =>
    refused('http://127.0.0.2:1/', 'unreachable', options))

  it('comes from the address that was checked: DNS is asked once a request', async () => {
    answer = (response) => response.end('good')
    const twin = new Canary()
    await twin.start(Number(new URL(origin).port), '127.0.0.1')
    let asked = 0
    const resolve = () => Promise.resolve(addresses(asked++ === 0 ? '127.0.0.2' : '127.0.0.1'))
    const fetch = safeFetch({ ...options, resolve })
    const url = `http://rebind.example:${new URL(origin).port}/`
    try {
      assert.equal(await (await fetch(url)).text(), 'good')
      assert.equal(asked, 1)
      await assert.rejects(fetch(url), { reason: 'address' })
      assert.equal(asked, 2, 'and every request asks anew')
      assert.equal(twin.knocks, 0)
    } finally {
      twin.stop()
    }
  })

  it('is given up when the caller gives up', async () => {
    answer = () => {}
    const signal = AbortSignal.timeout(50)
    const begun = performance.now()
    await assert.rejects(
      safeFetch({ ...options, timeoutMs: 10_000 })(origin, { signal }),
      FetchRefused,
    )
    assert.ok(performance.now() - begun < 3000)
  })
})
