import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { DomainView } from '@skyclust/application'
import { call, codeOf } from './testing/call.ts'
import { auditOf, own } from './testing/sso.ts'
import { type Caller, type TestApp, testApp } from './testing/test-app.ts'

const MAIN = '/api/v1/workspaces/main/domains'

describe('e-mail domains', () => {
  let t: TestApp
  let rival: Caller
  const RIVAL = '/api/v1/workspaces/own-1/domains'
  before(async () => {
    t = await testApp()
    rival = await t.member()
  })
  after(() => t[Symbol.asyncDispose]())

  const claim = async (by: Caller, domain: string, url = MAIN) => {
    const answer = await call(by, 'POST', url, { domain })
    assert.equal(answer.statusCode, 201, answer.body)
    return answer.json<DomainView>()
  }

  it('are normalised, and only those one can own are taken', async () => {
    for (const [given, stored] of [
      ['  ACME.com ', 'acme.com'],
      ['bücher.example', 'xn--bcher-kva.example'],
      ['한국.example.', 'xn--3e0b707e.example'],
      ['team.acme.co.kr', 'team.acme.co.kr'],
    ] as const)
      assert.equal((await claim(t.owner, given)).domain, stored)
    const refused: readonly (readonly [string, string])[] = [
      ['com', 'invalid-domain'],
      ['localhost', 'invalid-domain'],
      ['127.0.0.1', 'invalid-domain'],
      ['127.1', 'invalid-domain'],
      ['[::1]', 'invalid-domain'],
      ['a b.com', 'invalid-domain'],
      ['https://acme.com', 'invalid-domain'],
      ['user@acme.com', 'invalid-domain'],
      ['acme.com/path', 'invalid-domain'],
      ['*.acme.com', 'invalid-domain'],
      ['-acme.com', 'invalid-domain'],
      ['acme..com', 'invalid-domain'],
      [`${'a'.repeat(64)}.com`, 'invalid-domain'],
      ['co.kr', 'public-domain'],
      ['CO.UK', 'public-domain'],
      ['gmail.com', 'public-domain'],
      ['Naver.com', 'public-domain'],
      ['outlook.com', 'public-domain'],
      ['', 'invalid-request'],
    ]
    for (const [domain, code] of refused) {
      const answer = await call(t.owner, 'POST', MAIN, { domain })
      assert.deepEqual([answer.statusCode, codeOf(answer)], [422, code], domain)
    }
    const again = await call(t.owner, 'POST', MAIN, { domain: 'acme.com' })
    assert.deepEqual([again.statusCode, codeOf(again)], [409, 'domain-taken'])
  })

  it('count once their record is there; until then the answer shows what to set', async () => {
    const { id, record, verifiedAt } = await claim(t.owner, 'proof.example')
    const verify = () => call(t.owner, 'POST', `${MAIN}/${id}/verify`)
    const near = [
      `x${record.value}`,
      record.value.slice(0, -1),
      'skyclust-domain-verification=',
      record.value.toUpperCase(),
    ]
    assert.equal(verifiedAt, null)
    assert.deepEqual([record.type, record.name], ['TXT', '_skyclust.proof.example'])
    t.dns.set('proof.example', [record.value])
    for (const records of [[], near]) {
      t.dns.set(record.name, records)
      const missing = await verify()
      assert.deepEqual([missing.statusCode, codeOf(missing)], [409, 'domain-not-verified'])
      assert.deepEqual(missing.json<{ record: unknown }>().record, record)
      assert.ok(missing.json<{ detail: string }>().detail.includes(record.value))
    }
    t.dns.set(record.name, ['v=spf1 -all', ` ${record.value} `])
    const verified = await verify()
    const twice = await verify()

    assert.ok(verified.json<DomainView>().verifiedAt)
    assert.deepEqual(twice.json(), verified.json())
    const list = (await call(t.owner, 'GET', MAIN)).json<{ items: DomainView[] }>().items
    assert.deepEqual(
      list.filter((domain) => domain.verifiedAt !== null).map(({ domain }) => domain),
      ['proof.example'],
    )
    const entries = await auditOf(t, t.workspace.id, 'verifyDomain')
    assert.deepEqual(
      entries.map(({ code }) => code),
      [undefined, undefined, 'domain-not-verified', 'domain-not-verified'],
    )
  })

  it('belong to who proves them first, of two that claim them', async () => {
    const mine = await claim(t.owner, 'contested.example')
    const theirs = await claim(rival, 'contested.example', RIVAL)
    assert.notEqual(mine.record.value, theirs.record.value)
    t.dns.set(mine.record.name, [mine.record.value, theirs.record.value])
    const answers = await Promise.all([
      call(t.owner, 'POST', `${MAIN}/${mine.id}/verify`),
      call(rival, 'POST', `${RIVAL}/${theirs.id}/verify`),
    ])

    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b),
      [200, 409],
    )
    const loser = answers.find(({ statusCode }) => statusCode === 409)
    assert.equal(loser && codeOf(loser), 'domain-taken')
    const { domains, workspaces } = t.ports.db.stores
    const other = await workspaces.find('own-1')
    assert.ok(other)
    const owners = [
      await domains.owns(t.workspace.id, 'contested.example'),
      await domains.owns(other.id, 'contested.example'),
    ]
    assert.equal(owners.filter(Boolean).length, 1)
  })

  it('are free again once they are given up', async () => {
    const mine = await own(t, t.owner, 'handed.example')
    const theirs = await claim(rival, 'handed.example', RIVAL)
    t.dns.set(theirs.record.name, [theirs.record.value])
    const early = await call(rival, 'POST', `${RIVAL}/${theirs.id}/verify`)
    assert.equal(codeOf(early), 'domain-taken')
    assert.equal((await call(t.owner, 'DELETE', `${MAIN}/${mine.id}`)).statusCode, 204)
    const late = await call(rival, 'POST', `${RIVAL}/${theirs.id}/verify`)
    assert.equal(late.statusCode, 200, late.body)
    assert.equal((await call(t.owner, 'DELETE', `${MAIN}/${mine.id}`)).statusCode, 404)
  })

  it('of another workspace do not exist', async () => {
    const mine = await claim(t.owner, 'mine.example')
    t.dns.set(mine.record.name, [mine.record.value])
    assert.equal((await call(rival, 'POST', `${RIVAL}/${mine.id}/verify`)).statusCode, 404)
    assert.equal((await call(rival, 'DELETE', `${RIVAL}/${mine.id}`)).statusCode, 404)
    assert.equal((await call(rival, 'GET', MAIN)).statusCode, 404)
    assert.equal((await call(t.owner, 'DELETE', `${MAIN}/nonsense`)).statusCode, 404)
    const left = await t.ports.db.stores.domains.get(t.workspace.id, mine.id as never)
    assert.equal(left?.verifiedAt, undefined)
    assert.equal(left?.domain, 'mine.example')
  })
})
