import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { after, before, beforeEach, describe, it } from 'node:test'
import { isGlobalUnicast, within } from './address-rules.ts'
import { FetchRefused, safeFetch } from './safe-fetch.ts'
import { addresses, Canary, refused } from './testing/canary.ts'

const canary = new Canary()
before(() => canary.start())
beforeEach(() => {
  canary.knocks = 0
})
after(() => canary.stop())

/** Allows http and somebody else's private range, so that a refusal is due to the address alone. */
const lenient = { allowHttp: true, allowCidrs: ['10.99.0.0/16'], timeoutMs: 2000 } as const
const toPublic = () => Promise.resolve(addresses('93.184.216.34'))
const toNothing = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))

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
      await refused(`http://${host}:${canary.port}/`, 'address', lenient)
      await refused(`https://${host}:${canary.port}/`, 'address', lenient)
      assert.equal(canary.knocks, 0)
    })

  it('localhost. is refused too, whether or not DNS knows it', async () => {
    await assert.rejects(safeFetch(lenient)(`http://localhost.:${canary.port}/`), FetchRefused)
    assert.equal(canary.knocks, 0)
  })

  it('is what the canary would notice', async () => {
    const open = safeFetch({ allowHttp: true, allowCidrs: ['127.0.0.0/8'] })
    assert.equal(await (await open(`http://127.0.0.1:${canary.port}/`)).text(), 'secret')
    assert.equal(canary.knocks, 1)
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
    it(`«${url}» is refused: ${reason}`, () => refused(url, reason, lenient))

  it('is plain http, unless allowed, and then only inside the allowed ranges', async () => {
    await refused('http://example.com/', 'scheme', {})
    await refused('http://example.com/', 'address', { ...lenient, resolve: toPublic })
  })

  it('has a port that is not on the list', async () => {
    await refused('https://example.com:8443/', 'port', { allowPorts: [443] })
    const url = `http://127.0.0.1:${canary.port}/`
    await refused(url, 'port', { allowHttp: true, allowCidrs: ['127.0.0.1/32'], allowPorts: [443] })
    assert.equal(canary.knocks, 0)
  })
})

describe('a name', () => {
  const inHouse = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.1', 'fe80::1%eth0', 'rubbish']
  for (const address of inHouse)
    it(`that points to ${address} is refused, also among public addresses`, async () => {
      const public4 = '93.184.216.34'
      for (const list of [[address], [public4, address], [address, public4]]) {
        const resolve = () => Promise.resolve(addresses(...list))
        await refused(`https://house.example:${canary.port}/`, 'address', { resolve })
        await refused(`http://house.example:${canary.port}/`, 'address', { ...lenient, resolve })
      }
      assert.equal(canary.knocks, 0)
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
