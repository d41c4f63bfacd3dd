import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { after, before, beforeEach, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { isGlobalUnicast, within } from './address-rules.ts'
import { FetchRefused, safeFetch, type SafeFetchOptions } from './safe-fetch.ts'

/** Stands for everything inside the house: on all addresses of this machine, and counts whoever knocks. */
const canary = createTcpServer((socket) => {
  knocks++
  socket.end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret')
})
let knocks = 0
let port = 0
before(async () => {
  canary.listen(0)
  await once(canary, 'listening')
  port = (canary.address() as AddressInfo).port
})
beforeEach(() => {
  knocks = 0
})
after(() => canary.close())

/** Allows http and somebody else's private range, so that a refusal is due to the address alone. */
const lenient = { allowHttp: true, allowCidrs: ['10.99.0.0/16'], timeoutMs: 2000 } as const
const addresses = (...list: readonly string[]) =>
  list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

const toPublic = () => Promise.resolve(addresses('93.184.216.34'))
const toNothing = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))

function silent() {}
function dripping(response: ServerResponse) {
  const drip = setInterval(() => response.write('x'), 20)
  response.on('close', () => clearInterval(drip))
}

async function refused(url: string, reason: string, options: SafeFetchOptions = lenient) {
  await assert.rejects(safeFetch(options)(url), (error) => {
    assert.ok(error instanceof FetchRefused, String(error))
    assert.equal(error.reason, reason, `${url}: ${error.message}`)
    return true
  })
}

describe('a URL into the house', () => {
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const hosts = [
    '127.0.0.1',
    'localhost',
    'LOCALHOST',
    'ⓛocalhost',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '１２７.0.0.1',
    '127。0。0。1',
    '0',
    '0.0.0.0',
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:0:127.0.0.1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[fe80::1]',
    '[fec0::1]',
    '[fd00:ec2::254]',
    '[ff02::1]',
    '[100::1]',
    '[2001:db8::1]',
    '[3fff::1]',
    '[5f00::1]',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.100.100.200',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    ...own.map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address)),
  ]
  for (const host of hosts)
    it(`${host} is refused before a connection is tried`, async () => {
      await refused(`http://${host}:${port}/`, 'address')
      await refused(`https://${host}:${port}/`, 'address')
      assert.equal(knocks, 0)
    })

  it('localhost. is refused too, whether or not DNS knows it', async () => {
    await assert.rejects(safeFetch(lenient)(`http://localhost.:${port}/`), FetchRefused)
    assert.equal(knocks, 0)
  })

  it('is what the canary would notice', async () => {
    const open = safeFetch({ allowHttp: true, allowCidrs: ['127.0.0.0/8'] })
    assert.equal(await (await open(`http://127.0.0.1:${port}/`)).text(), 'secret')
    assert.equal(knocks, 1)
  })
})

describe('a URL of the wrong form', () => {
  const table = [
    ['ftp://example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['gopher://127.0.0.1:25/_HELO', 'scheme'],
    ['data:application/json,{}', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['https://user:pw@example.com/', 'userinfo'],
    ['https://user@127.0.0.1/', 'userinfo'],
    ['https://:pw@example.com/', 'userinfo'],
    ['https://', 'url'],
    ['https://1.2.3.4.5/', 'url'],
    ['https://[fe80::1%25eth0]/', 'url'],
    ['//example.com', 'url'],
    ['', 'url'],
  ] as const
  for (const [url, reason] of table)
    it(`«${url}» is refused: ${reason}`, () => refused(url, reason))

  it('is plain http, unless allowed, and then only inside the allowed ranges', async () => {
    await refused('http://example.com/', 'scheme', {})
    await refused('http://example.com/', 'address', { ...lenient, resolve: toPublic })
  })

  it('has a port that is not on the list', async () => {
    await refused('https://example.com:8443/', 'port', { allowPorts: [443] })
    const url = `http://127.0.0.1:${port}/`
    await refused(url, 'port', { allowHttp: true, allowCidrs: ['127.0.0.1/32'], allowPorts: [443] })
    assert.equal(knocks, 0)
  })
})

describe('a name', () => {
  const inHouse = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.1', 'fe80::1%eth0', 'rubbish']
  for (const address of inHouse)
    it(`that points to ${address} is refused, also among public addresses`, async () => {
      const public4 = '93.184.216.34'
      for (const list of [[address], [public4, address], [address, public4]]) {
        const resolve = () => Promise.resolve(addresses(...list))
        await refused(`https://house.example:${port}/`, 'address', { resolve })
        await refused(`http://house.example:${port}/`, 'address', { ...lenient, resolve })
      }
      assert.equal(knocks, 0)
    })

  it('without addresses, or one DNS does not know, cannot be reached', async () => {
    await refused('https://x.example/', 'unreachable', { resolve: () => Promise.resolve([]) })
    await refused('https://x.example/', 'unreachable', { resolve: toNothing })
  })

  it('whose look-up never ends is given up', () =>
    refused('https://x.example/', 'timeout', {
      timeoutMs: 50,
      resolve: () => new Promise(() => {}),
    }))
})

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
        response.writeHead(status, { location: `http://127.0.0.1:${port}/` }).end()
      await refused(origin, 'redirect', options)
    }
    assert.equal(knocks, 0)
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
    const twin = createTcpServer((socket) => {
      knocks++
      socket.destroy()
    })
    twin.listen(Number(new URL(origin).port), '127.0.0.1')
    await once(twin, 'listening')
    let asked = 0
    const resolve = () => Promise.resolve(addresses(asked++ === 0 ? '127.0.0.2' : '127.0.0.1'))
    const fetch = safeFetch({ ...options, resolve })
    const url = `http://rebind.example:${new URL(origin).port}/`
    try {
      assert.equal(await (await fetch(url)).text(), 'good')
      assert.equal(asked, 1)
      await assert.rejects(fetch(url), { reason: 'address' })
      assert.equal(asked, 2, 'and every request asks anew')
      assert.equal(knocks, 0)
    } finally {
      twin.close()
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

describe('address rules', () => {
  it('know the public addresses', () => {
    for (const address of [
      '8.8.8.8',
      '172.15.255.255',
      '172.32.0.1',
      '2606:4700::1111',
      '::ffff:8.8.8.8',
    ])
      assert.ok(isGlobalUnicast(address), address)
    for (const address of ['', 'example.com', '1.2.3', '0x8.8.8.8', '4000::1'])
      assert.ok(!isGlobalUnicast(address), address)
  })

  it('know the ranges the operator allows, of either family', () => {
    const allowed = within(['10.1.0.0/16', 'fd12::/32'])
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', 'fd12::5'])
      assert.ok(allowed(address), address)
    for (const address of ['10.2.0.1', 'fd13::1', '::10.1.2.3', 'x'])
      assert.ok(!allowed(address), address)
    assert.throws(() => within(['10.1.0.0']), /CIDR/)
  })
})
