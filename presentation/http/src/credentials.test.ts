import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type CredentialView, isoTime, newId } from '@skyclust/application'
import { CredentialId, type Resource, ResourceId } from '@skyclust/domain'
import { awsSecret, type TestApp, testApp } from './testing/test-app.ts'

const URL = '/api/v1/workspaces/main/credentials'

describe('credentials', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  const create = (payload: object, headers: Record<string, string> = {}) =>
    t.owner.inject({ method: 'POST', url: URL, payload, headers })

  it('are verified, stored sealed and shown masked; the secret is never seen again', async () => {
    const secret = awsSecret('AKIAGOOD00000000WXYZ')
    const made = await create({ name: 'prod', provider: 'aws', secret })
    const credential = made.json<CredentialView>()
    const list = await t.owner.inject({ url: URL })
    const one = await t.owner.inject({ url: `${URL}/${credential.id}` })

    assert.equal(made.statusCode, 201)
    assert.equal(made.headers['etag'], '"1"')
    assert.equal(credential.masked, 'AKIA…WXYZ')
    assert.equal(credential.account, '123456789012')
    assert.deepEqual(one.json(), credential)
    assert.deepEqual(list.json(), { items: [credential] })
    const events = await t.owner.inject({ url: '/api/v1/workspaces/main/events' })
    assert.match(events.body, /credential\.created/)
    const seen = [made.body, list.body, one.body, events.body, await t.dump(), t.log.join()].join()
    const forms = ['utf8', 'base64', 'hex'] as const
    for (const form of forms)
      assert.ok(!seen.includes(Buffer.from(secret.secretAccessKey).toString(form)))
  })

  it('that the cloud refuses are not stored, and its words are handed on', async () => {
    const secret = awsSecret('AKIABAD0000000000000')
    const answer = await create({ name: 'bad', provider: 'aws', secret })

    assert.equal(answer.statusCode, 422)
    const problem = answer.json<{ code: string; detail: string; remedy: string }>()
    assert.equal(problem.code, 'credential-refused')
    assert.match(problem.detail, /security token is invalid/)
    assert.equal(problem.remedy, 'Create a new access key.')
    assert.ok(!answer.body.includes(secret.secretAccessKey))
    assert.ok(!(await t.dump()).includes('"bad"'))
  })

  it('of a wrong form name the field and never repeat the value', async () => {
    const answer = await create({
      name: 'form',
      provider: 'azure',
      secret: { tenantId: 't', clientId: 7, clientSecret: 'canary-azure' },
    })
    const { code, errors } = answer.json<{ code: string; errors: { pointer: string }[] }>()

    assert.deepEqual([answer.statusCode, code], [422, 'invalid-secret'])
    assert.deepEqual(errors.map((e) => e.pointer).toSorted(), [
      '/secret/clientId',
      '/secret/subscriptionId',
    ])
    assert.ok(!answer.body.includes('canary-azure'))
  })

  it('in the sandbox get an account made for them; real ones need a secret', async () => {
    const sandbox = await create({ name: 'play', provider: 'aws', sandbox: true })
    const real = await create({ name: 'real', provider: 'aws' })

    assert.equal(sandbox.statusCode, 201)
    assert.equal(sandbox.json<CredentialView>().sandbox, true)
    assert.equal(real.json<{ code: string }>().code, 'invalid-secret')
  })

  it('are created once per Idempotency-Key', async () => {
    const payload = { name: 'once', provider: 'aws', secret: awsSecret('AKIAONCE000000000001') }
    const headers = { 'idempotency-key': 'k-1' }
    const answers = await Promise.all([1, 2, 3, 4].map(() => create(payload, headers)))
    const later = await create(payload, headers)
    const other = await create({ ...payload, name: 'other' }, headers)

    assert.deepEqual(new Set(answers.map((a) => a.statusCode)), new Set([201]))
    assert.equal(new Set([...answers, later].map((a) => a.body)).size, 1)
    assert.equal(later.headers['idempotency-replayed'], 'true')
    assert.equal(later.headers['location'], answers[0]?.headers['location'])
    assert.deepEqual(
      [other.statusCode, other.json<{ code: string }>().code],
      [422, 'idempotency-key-reused'],
    )
    const stored = await t.owner.inject({ url: URL })
    const names = stored.json<{ items: CredentialView[] }>().items.map(({ name }) => name)
    assert.equal(names.filter((name) => name === 'once').length, 1)
  })

  it('a failed create does not use up its key', async () => {
    const headers = { 'idempotency-key': 'k-2' }
    const bad = { name: 'again', provider: 'aws', secret: awsSecret('AKIABAD0000000000001') }
    const good = { ...bad, secret: awsSecret('AKIAGOOD000000000002') }

    assert.equal((await create(bad, headers)).statusCode, 422)
    assert.equal((await create(good, headers)).statusCode, 201)
  })

  it('effect and answer are one transaction: without the answer there is no effect', async () => {
    const { stores } = t.ports.db
    const accounts = t.ports.sandboxAccounts
    assert.ok(accounts)
    const makeAccount = accounts.create.bind(accounts)
    // Another instance answers the same key between our look and our write.
    accounts.create = async (provider) => {
      await stores.idempotency.insert(t.workspace.id, `${t.owner.user.id}:k-3`, {
        requestHash: 'of another request',
        status: 201,
        body: {},
      })
      return makeAccount(provider)
    }
    const payload = { name: 'atom', provider: 'aws', sandbox: true }
    const answer = await create(payload, { 'idempotency-key': 'k-3' })
    accounts.create = makeAccount
    const names = (await stores.credentials.list(t.workspace.id)).map(({ name }) => name)

    assert.equal(answer.json<{ code: string }>().code, 'idempotency-key-reused')
    assert.ok(!names.includes('atom'))
  })

  it('another member’s key is another key', async () => {
    const colleague = await t.member('admin')
    const headers = { 'idempotency-key': 'k-1' }
    const payload = { name: 'mine', provider: 'aws', secret: awsSecret('AKIAMINE000000000001') }
    const answer = await colleague.inject({ method: 'POST', url: URL, payload, headers })

    assert.equal(answer.json<CredentialView>().name, 'mine')
  })

  it('can be verified again', async () => {
    const made = await create({
      name: 'v',
      provider: 'aws',
      secret: awsSecret('AKIAVERIFY0000000001'),
    })
    const { id } = made.json<CredentialView>()
    t.clock.now += 1000
    const again = await t.owner.inject({ method: 'POST', url: `${URL}/${id}/verify` })

    assert.equal(again.statusCode, 200)
    assert.equal(again.json<CredentialView>().verifiedAt, isoTime(t.clock.now))
    assert.equal(again.headers['etag'], '"2"')
  })

  it('in use cannot be deleted: the resources are named', async () => {
    const made = await create({
      name: 'used',
      provider: 'aws',
      secret: awsSecret('AKIAUSED000000000001'),
    })
    const { id } = made.json<CredentialView>()
    const network = networkOn(t, CredentialId.parse(id))
    await t.ports.db.stores.resources.insert(network)
    const refused = await t.owner.inject({ method: 'DELETE', url: `${URL}/${id}` })

    assert.equal(refused.statusCode, 409)
    const problem = refused.json<{ code: string; resources: object[] }>()
    assert.equal(problem.code, 'credential-in-use')
    assert.deepEqual(problem.resources, [{ id: network.id, kind: 'network', name: 'blue' }])

    await t.ports.db.stores.resources.delete(network.id)
    const stale = await t.owner.inject({
      method: 'DELETE',
      url: `${URL}/${id}`,
      headers: { 'if-match': '"9"' },
    })
    assert.equal(stale.statusCode, 412)
    const deleted = await t.owner.inject({ method: 'DELETE', url: `${URL}/${id}` })
    assert.equal(deleted.statusCode, 204)
    assert.equal((await t.owner.inject({ url: `${URL}/${id}` })).statusCode, 404)
  })

  it('of one workspace are not there for another', async () => {
    const made = await create({
      name: 'ours',
      provider: 'aws',
      secret: awsSecret('AKIAOURS000000000001'),
    })
    const stranger = await t.member()
    const me = await stranger.inject({ url: '/api/v1/me' })
    const [own] = me.json<{ workspaces: { id: string }[] }>().workspaces
    const url = `/api/v1/workspaces/${own?.id}/credentials/${made.json<CredentialView>().id}`

    assert.equal((await stranger.inject({ url })).statusCode, 404)
    assert.equal((await stranger.inject({ method: 'DELETE', url })).statusCode, 404)
    assert.equal((await stranger.inject({ method: 'POST', url: `${url}/verify` })).statusCode, 404)
  })
})

function networkOn(t: TestApp, credentialId: CredentialId): Resource {
  const id = newId(t.ports.random, 'res', ResourceId)
  const now = isoTime(t.clock.now)
  return {
    id,
    workspaceId: t.workspace.id,
    kind: 'network',
    name: 'blue',
    labels: {},
    provider: 'aws',
    credentialId,
    location: 'eu-west-1',
    spec: { cidr: '10.0.0.0/16' },
    generation: 1,
    status: {},
    observedGeneration: 0,
    conditions: [],
    ownerId: undefined,
    rootId: id,
    management: 'managed',
    deletionRequestedAt: undefined,
    version: 1,
    createdAt: now,
    updatedAt: now,
  }
}
