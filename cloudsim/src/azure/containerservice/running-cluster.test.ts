import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type aksStack, type AzureSandbox, azureSandbox, prepareStack } from '../test-sandbox.ts'

describe('a cluster that fails', () => {
  it('is there, failed, and can be made again or deleted', async () => {
    await using sandbox = await azureSandbox()
    const { arm, pass, sim } = sandbox
    const { ids, bodies } = await prepareStack(sandbox)
    sim.faults.add({
      cloud: 'azure',
      operation: 'PUT Microsoft.ContainerService/managedClusters',
      remaining: 1,
      fault: { kind: 'fail-operation', code: 'AllocationFailed', message: 'no capacity' },
    })
    const state = async () =>
      (await arm('GET', ids.cluster)).body['properties']?.['provisioningState']

    await arm('PUT', ids.cluster, bodies.cluster)
    pass(430)
    const failed = await state()
    const again = await arm('PUT', ids.cluster, bodies.cluster)
    pass(430)

    assert.equal(failed, 'Failed')
    assert.equal(again.status, 200)
    assert.equal(await state(), 'Succeeded')
    assert.equal((await arm('DELETE', ids.cluster)).status, 202)
    pass(370)
    assert.equal((await arm('GET', ids.cluster)).status, 404)
  })

  it('answers a lost reply as if nothing had happened', async () => {
    await using sandbox = await azureSandbox()
    const { ids, bodies } = await prepareStack(sandbox)
    sandbox.sim.faults.add({
      cloud: 'azure',
      operation: 'PUT Microsoft.ContainerService/managedClusters',
      remaining: 1,
      fault: { kind: 'drop', when: 'after' },
    })

    await assert.rejects(sandbox.arm('PUT', ids.cluster, bodies.cluster))

    assert.equal((await sandbox.arm('GET', ids.cluster)).status, 200)
    const repeated = await sandbox.arm('PUT', ids.cluster, bodies.cluster)
    assert.deepEqual([repeated.status, repeated.code], [409, 'OperationNotAllowed'])
  })
})

describe('a running cluster', () => {
  let sandbox: AzureSandbox
  let stack: ReturnType<typeof aksStack>
  before(async () => {
    sandbox = await azureSandbox()
    stack = await prepareStack(sandbox)
    await sandbox.arm('PUT', stack.ids.cluster, stack.bodies.cluster)
    sandbox.pass(430)
  })
  after(() => sandbox[Symbol.asyncDispose]())

  it('keeps what may not change', async () => {
    const properties = { ...stack.bodies.cluster.properties, dnsPrefix: 'other' }

    const answer = await sandbox.arm('PUT', stack.ids.cluster, {
      ...stack.bodies.cluster,
      properties,
    })

    assert.deepEqual([answer.status, answer.code], [409, 'PropertyChangeNotAllowed'])
  })

  it('keeps its last system pool', async () => {
    const answer = await sandbox.arm('DELETE', `${stack.ids.cluster}/agentPools/system`)

    assert.deepEqual([answer.status, answer.code], [400, 'OperationNotAllowed'])
    assert.match(answer.message ?? '', /at least one agent pool/)
  })

  it('honours etags', async () => {
    const answer = await sandbox.arm(
      'PATCH',
      stack.ids.cluster,
      { tags: { a: 'b' } },
      { 'if-match': 'old' },
    )
    const exists = await sandbox.arm('PUT', stack.ids.cluster, stack.bodies.cluster, {
      'if-none-match': '*',
    })

    assert.deepEqual([answer.status, answer.code], [412, 'PreconditionFailed'])
    assert.equal(exists.status, 412)
  })

  it('ends an operation that was told to fail with a failed pool', async () => {
    sandbox.sim.faults.add({
      cloud: 'azure',
      operation: 'PUT Microsoft.ContainerService/managedClusters/agentPools',
      remaining: 1,
      fault: { kind: 'fail-operation', code: 'AllocationFailed', message: 'no capacity' },
    })
    const id = `${stack.ids.cluster}/agentPools/work`
    const accepted = await sandbox.arm('PUT', id, {
      properties: { count: 1, vnetSubnetID: stack.ids.subnet },
    })
    sandbox.pass(200)

    const status = await sandbox.arm('GET', accepted.headers['azure-asyncoperation'] ?? '')
    const pool = await sandbox.arm('GET', id)

    assert.equal(status.status, 200)
    assert.deepEqual([status.body['status'], status.code], ['Failed', 'AllocationFailed'])
    assert.equal(pool.body['properties']?.['provisioningState'], 'Failed')
    assert.equal((await sandbox.arm('DELETE', id)).status, 202)
    sandbox.pass(200)
  })

  it('keeps its pool size when somebody changes it, and says what it is', async () => {
    const id = `${stack.ids.cluster}/agentPools/system`
    sandbox.sim.clouds.azure.drift('Microsoft.ContainerService/managedClusters/agentPools', id, {
      properties: { count: 3 },
    })

    const pool = await sandbox.arm('GET', id)

    assert.equal(pool.body['properties']?.['count'], 3)
  })

  it('aborts what it is doing', async () => {
    const id = `${stack.ids.cluster}/agentPools/slow`
    await sandbox.arm('PUT', id, { properties: { count: 1, vnetSubnetID: stack.ids.subnet } })

    const aborted = await sandbox.arm('POST', `${stack.ids.cluster}/abort`)

    assert.equal(aborted.status, 204)
    assert.equal(
      (await sandbox.arm('GET', id)).body['properties']?.['provisioningState'],
      'Canceled',
    )
    assert.equal((await sandbox.arm('DELETE', id)).status, 202)
    sandbox.pass(200)
  })

  it('is upgraded by a minor version, changed by GET, modify and PUT, and never downgraded', async () => {
    const now = await sandbox.arm('GET', stack.ids.cluster)
    const put = (kubernetesVersion: string) =>
      sandbox.arm('PUT', stack.ids.cluster, {
        ...now.body,
        tags: { changed: 'yes' },
        properties: { ...now.body['properties'], kubernetesVersion },
      })

    const down = await put('1.33')
    const up = await put('1.35')
    sandbox.pass(200)
    const later = await sandbox.arm('GET', stack.ids.cluster)

    assert.deepEqual([down.status, down.code], [400, 'OperationNotAllowed'])
    assert.deepEqual([up.status, up.code], [200, undefined])
    assert.equal(later.body['properties']?.['currentKubernetesVersion'], '1.35.1')
    assert.equal(later.body['properties']?.['provisioningState'], 'Succeeded')
    assert.equal(later.body['tags']?.['changed'], 'yes')
    assert.equal(
      later.body['properties']?.['agentPoolProfiles']?.[0]?.['currentOrchestratorVersion'],
      '1.34.3',
    )
  })

  it('scales a pool', async () => {
    const id = `${stack.ids.cluster}/agentPools/system`
    const [profile] = stack.bodies.cluster.properties.agentPoolProfiles

    const { name: _name, ...properties } = { ...profile, count: 4 }
    const scaled = await sandbox.arm('PUT', id, { properties })
    sandbox.pass(200)

    assert.deepEqual([scaled.status, scaled.code], [200, undefined])
    const pool = await sandbox.arm('GET', id)
    assert.equal(pool.body['properties']?.['count'], 4)
    assert.equal(pool.body['properties']?.['provisioningState'], 'Succeeded')
  })

  it('shows versions and the way up', async () => {
    const versions = await sandbox.arm(
      'GET',
      `/subscriptions/${sandbox.account.subscriptionId}/providers/Microsoft.ContainerService/locations/koreacentral/kubernetesVersions`,
    )
    const profile = await sandbox.arm('GET', `${stack.ids.cluster}/upgradeProfiles/default`)

    assert.equal(versions.body['values']?.[1]?.['isDefault'], true)
    assert.equal(
      profile.body['properties']?.['controlPlaneProfile']?.['kubernetesVersion'],
      '1.35.1',
    )
  })
})
