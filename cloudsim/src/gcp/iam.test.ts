import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, it } from 'node:test'
import { cloudsimOf } from '../sim.ts'
import { errorOf, type Sandbox, startSandbox } from './gcp.test-helper.ts'
import { createGcp } from './index.ts'
import type { Json } from './json-schema.ts'

let sandbox: Sandbox
const closeSandbox = () => sandbox.close()

const ACCOUNTS = 'v1/projects/{p}/serviceAccounts'
const EMAIL = 'nodes1@demo-project.iam.gserviceaccount.com'

describe('service accounts', () => {
  afterEach(closeSandbox)

  it('are created, found by email or id, listed and deleted', async () => {
    sandbox = await startSandbox()
    const body = {
      accountId: 'nodes1',
      serviceAccount: { displayName: 'Nodes', description: 'skyclust' },
    }
    const created = await sandbox.ok('POST', ACCOUNTS, body)
    const again = errorOf(await sandbox.call('POST', ACCOUNTS, body))
    const short = errorOf(await sandbox.call('POST', ACCOUNTS, { accountId: 'x' }))
    const byId = await sandbox.ok(
      'GET',
      `v1/projects/-/serviceAccounts/${String(created['uniqueId'])}`,
    )
    const inventory = sandbox.sim.inventory()
    await sandbox.ok('DELETE', `${ACCOUNTS}/${EMAIL}`)
    const gone = await sandbox.call('GET', `${ACCOUNTS}/${EMAIL}`)

    assert.deepEqual([again.status, again.rpc, short.status], [409, 'ALREADY_EXISTS', 400])
    assert.equal(byId['email'], EMAIL)
    assert.deepEqual(
      inventory.map(({ type, name, tags }) => [type, name, tags]),
      [['serviceAccount', 'nodes1', { description: 'skyclust' }]],
    )
    assert.equal(gone.status, 404)
    assert.deepEqual(sandbox.sim.inventory(), [])
  })

  it('have policies of their own', async () => {
    sandbox = await startSandbox()
    await sandbox.ok('POST', ACCOUNTS, { accountId: 'nodes1' })
    const bindings = [{ role: 'roles/iam.serviceAccountUser', members: ['user:a@example.com'] }]
    const policy = await sandbox.ok('POST', `${ACCOUNTS}/${EMAIL}:getIamPolicy`, {})
    await sandbox.ok('POST', `${ACCOUNTS}/${EMAIL}:setIamPolicy`, {
      policy: { ...policy, bindings },
    })
    const after = await sandbox.ok('POST', `${ACCOUNTS}/${EMAIL}:getIamPolicy`, {})

    assert.deepEqual(after['bindings'], bindings)
  })
})

describe('the project', () => {
  afterEach(closeSandbox)

  it('has a policy that is guarded by its etag', async () => {
    sandbox = await startSandbox()
    await sandbox.ok('POST', ACCOUNTS, { accountId: 'nodes1' })
    const path = 'v1/projects/{p}'
    const set = (policy: object) => sandbox.call('POST', `${path}:setIamPolicy`, { policy })
    const policy = await sandbox.ok('POST', `${path}:getIamPolicy`, {})
    const role = 'roles/container.defaultNodeServiceAccount'
    const bindings = [
      ...(policy['bindings'] as Json[]),
      { role, members: [`serviceAccount:${EMAIL}`] },
    ]
    const first = await set({ ...policy, bindings })
    const stale = errorOf(await set({ ...policy, bindings }))
    const nobody = errorOf(
      await set({
        bindings: [{ role, members: ['serviceAccount:no@demo-project.iam.gserviceaccount.com'] }],
      }),
    )
    await sandbox.ok('DELETE', `${ACCOUNTS}/${EMAIL}`)
    const after = await sandbox.ok('POST', `${path}:getIamPolicy`, {})

    assert.equal(first.status, 200)
    assert.deepEqual([stale.status, stale.rpc], [409, 'ABORTED'])
    assert.deepEqual([nobody.status, /does not exist/.test(nobody.message)], [400, true])
    assert.match(JSON.stringify(after), /deleted:serviceAccount:nodes1@[^"]+\?uid=\d+/)
  })

  it('tells which permissions the credential has', async () => {
    sandbox = await startSandbox({}, { id: 'demo-project', denied: ['container.clusters.*'] })
    const permissions = ['compute.networks.create', 'container.clusters.create']
    const answer = await sandbox.ok('POST', 'v3/projects/{p}:testIamPermissions', { permissions })
    const denied = errorOf(
      await sandbox.call('GET', 'v1/projects/{p}/locations/us-central1/clusters'),
    )
    const other = await sandbox.call('GET', 'v3/projects/other-project')
    const { projectId } = await sandbox.ok('GET', 'v1/projects/{p}')

    assert.deepEqual(answer, { permissions: ['compute.networks.create'] })
    assert.deepEqual([denied.status, denied.rpc], [403, 'PERMISSION_DENIED'])
    assert.deepEqual([other.status, projectId], [403, 'demo-project'])
  })
})

describe('faults and state', () => {
  afterEach(closeSandbox)

  it('lose answers, break and slow calls without losing what happened', async () => {
    sandbox = await startSandbox()
    const rule = { cloud: 'gcp', operation: 'iam.serviceAccounts.create', remaining: 1 } as const
    const create = () => sandbox.call('POST', ACCOUNTS, { accountId: 'nodes1' })
    sandbox.sim.faults.add({ ...rule, fault: { kind: 'internal-error' } })
    const broken = await create()
    sandbox.sim.faults.add({ ...rule, target: 'nodes', fault: { kind: 'drop', when: 'after' } })
    await assert.rejects(create())

    assert.equal(broken.status, 503)
    assert.equal((await create()).status, 409)
    assert.deepEqual(
      sandbox.sim
        .calls()
        .filter((call) => call.mutating)
        .map(({ target, outcome }) => [target, outcome]),
      [
        ['nodes1', 'error'],
        ['nodes1', 'dropped'],
        ['nodes1', 'error'],
      ],
    )
  })

  it('come back after a restart, operations in flight included', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'cloudsim-gcp-'))
    sandbox = await startSandbox({ dataDir })
    await sandbox.ok('POST', 'compute/v1/projects/{p}/global/networks', {
      name: 'net',
      autoCreateSubnetworks: false,
    })
    const second = cloudsimOf([createGcp], { dataDir })
    second.clock.advance(60_000)
    const items = second.inventory()
    second.close()

    assert.deepEqual(
      items.map(({ id }) => id),
      ['projects/demo-project/global/networks/net'],
    )
    assert.deepEqual(second.clouds.gcp.accounts(), ['demo-project'])
  })
})
