import assert from 'node:assert/strict'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { dnsTxt } from './dns-txt.ts'

const TXT = 16
const NXDOMAIN = 3
const SERVFAIL = 2

/** What the server says: the strings of each record, a refusal, or nothing at all. */
type Zone = Readonly<Record<string, readonly (readonly string[])[] | { rcode: number } | 'silence'>>

const zone: Zone = {
  '_skyclust.example.com': [['skyclust-domain=abc'], ['v=spf1 ', '-all']],
  'empty.example.com': [],
  'gone.example.com': { rcode: NXDOMAIN },
  'broken.example.com': { rcode: SERVFAIL },
  'silent.example.com': 'silence',
}

function nameIn(question: Buffer): string {
  const labels: string[] = []
  for (let at = 12; question[at]; at += 1 + (question[at] ?? 0))
    labels.push(question.toString('latin1', at + 1, at + 1 + (question[at] ?? 0)))
  return labels.join('.')
}

function answerTo(question: Buffer): Buffer | undefined {
  const known = zone[nameIn(question)] ?? { rcode: NXDOMAIN }
  if (known === 'silence') return undefined
  const records = 'rcode' in known ? [] : known
  const nameEnd = question.indexOf(0, 12) + 1
  const header = Buffer.from(question.subarray(0, 12))
  header.writeUInt16BE(0x81_80 | ('rcode' in known ? known.rcode : 0), 2)
  header.writeUInt16BE(records.length, 6)
  header.fill(0, 8)
  const answers = records.map((strings) => {
    const data = Buffer.concat(strings.map((s) => Buffer.from([s.length, ...Buffer.from(s)])))
    const head = Buffer.alloc(12)
    head.writeUInt16BE(0xc0_0c, 0)
    head.writeUInt16BE(TXT, 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt16BE(data.length, 10)
    return Buffer.concat([head, data])
  })
  return Buffer.concat([header, question.subarray(12, nameEnd + 4), ...answers])
}

describe('dnsTxt', () => {
  const server: Socket = createSocket('udp4')
  let servers: readonly string[] = []
  before(async () => {
    server.on('message', (question, { port, address }) => {
      const answer = answerTo(question)
      if (answer) server.send(answer, port, address)
    })
    server.bind(0, '127.0.0.1')
    await once(server, 'listening')
    servers = [`127.0.0.1:${server.address().port}`]
  })
  after(() => server.close())

  it('reads every record, its strings put together', async () => {
    const records = await dnsTxt({ servers }).lookup('_skyclust.example.com')
    assert.deepEqual(new Set(records), new Set(['skyclust-domain=abc', 'v=spf1 -all']))
  })

  it('knows no records of a name that has none or does not exist', async () => {
    assert.deepEqual(await dnsTxt({ servers }).lookup('empty.example.com'), [])
    assert.deepEqual(await dnsTxt({ servers }).lookup('gone.example.com'), [])
  })

  it('tells a failing or silent server from an empty answer, in time', async () => {
    const dns = dnsTxt({ servers, timeoutMs: 300 })
    for (const name of ['broken.example.com', 'silent.example.com']) {
      const begun = performance.now()
      await assert.rejects(dns.lookup(name), { kind: 'unavailable', code: 'dns-unavailable' })
      assert.ok(performance.now() - begun < 2000, name)
    }
  })
})
