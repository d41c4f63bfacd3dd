import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { aksStack, azureSandbox, prepareStack } from '../test-sandbox.ts'

const code = (answer: { status: number; code: string | undefined }) => [answer.status, answer.code]

describe('resource groups', () => {
  it('take everything in them along when they go', async () => {
    await using sandbox = await azureSandbox()
    const { arm, pass, sim } = sandbox
    const { ids, bodies } = await prepareStack(sandbox)
    await arm('PUT', ids.cluster, bodies.cluster)
    pass(430)
    const contents = await arm('GET', `${ids.group}/resources`)

    const deleted = await arm('DELETE', ids.group)
    const refused = await arm('PUT', ids.vnet, bodies.vnet)
    const during = await arm('GET', deleted.headers['location'] ?? '')
    pass(430)
    const after = await arm('GET', deleted.headers['location'] ?? '')

    const types = (contents.body['value'] as unknown as { type: string }[]).map(
      ({ type }) => type.split('/')[1],
    )
    assert.deepEqual(
      new Set(types),
      new Set([
        'managedClusters',
        'natGateways',
        'networkSecurityGroups',
        'publicIPAddresses',
        'userAssignedIdentities',
        'virtualNetworks',
      ]),
    )
    assert.equal(deleted.status, 202)
    assert.deepEqual(code(refused), [409, 'ResourceGroupBeingDeleted'])
    assert.deepEqual([during.status, after.status], [202, 200])
    assert.deepEqual(sim.inventory('azure'), [])
    assert.deepEqual(code(await arm('GET', ids.vnet)), [404, 'ResourceGroupNotFound'])
  })

  it('are checked as ARM checks them', async () => {
    await using sandbox = await azureSandbox()
    const { arm, account } = sandbox
    const { ids, bodies } = aksStack(account.subscriptionId)

    assert.equal((await arm('HEAD', ids.group)).status, 404)
    assert.deepEqual(code(await arm('GET', `${ids.group}?x=1`)), [
      400,
      'MissingApiVersionParameter',
    ])
    assert.deepEqual(code(await arm('PUT', ids.vnet, bodies.vnet)), [404, 'ResourceGroupNotFound'])
    assert.deepEqual(code(await arm('PUT', ids.group, {})), [400, 'LocationRequired'])
    assert.equal((await arm('PUT', ids.group, bodies.group)).status, 201)
    assert.equal((await arm('PUT', ids.group, bodies.group)).status, 200)
    assert.deepEqual(code(await arm('PUT', ids.group, { location: 'eastus' })), [
      409,
      'InvalidResourceGroupLocation',
    ])
    assert.equal((await arm('HEAD', ids.group)).status, 204)
    assert.deepEqual(code(await arm('GET', ids.vnet)), [404, 'ResourceNotFound'])
    assert.deepEqual(
      code(await arm('GET', '/subscriptions/00000000-0000-4000-8000-000000000000')),
      [404, 'SubscriptionNotFound'],
    )
    assert.deepEqual(code(await arm('GET', `${ids.group}/providers/Microsoft.Moon/craters/a`)), [
      404,
      'InvalidResourceType',
    ])
  })
})

describe('an account', () => {
  it('is refused what it is denied, and sees so beforehand', async () => {
    await using sandbox = await azureSandbox({
      denied: [
        'Microsoft.Network/virtualNetworks/write',
        'Microsoft.Network/networkSecurityGroups/join/*',
      ],
    })
    const { arm, account, pass } = sandbox
    const { ids, bodies } = aksStack(account.subscriptionId)
    await arm('PUT', ids.group, bodies.group)

    const refused = await arm('PUT', ids.vnet, bodies.vnet)
    const permissions = await arm(
      'GET',
      `/subscriptions/${account.subscriptionId}/providers/Microsoft.Authorization/permissions`,
    )
    sandbox.sim.clouds.azure.updateAccount(account.subscriptionId, {
      denied: ['Microsoft.Network/networkSecurityGroups/join/*'],
    })
    await arm('PUT', ids.vnet, bodies.vnet)
    await arm('PUT', ids.nsg, bodies.nsg)
    pass(20)
    const linked = await arm('PUT', ids.subnet, {
      properties: { addressPrefix: '10.10.0.0/24', networkSecurityGroup: { id: ids.nsg } },
    })

    assert.deepEqual(code(refused), [403, 'AuthorizationFailed'])
    assert.match(
      refused.message ?? '',
      /does not have authorization to perform action 'Microsoft.Network\/virtualNetworks\/write' over scope/,
    )
    assert.equal(
      permissions.body['value']?.[0]?.['notActions']?.[0],
      'Microsoft.Network/virtualNetworks/write',
    )
    assert.deepEqual(code(linked), [403, 'LinkedAuthorizationFailed'])
  })

  it('needs its providers registered', async () => {
    await using sandbox = await azureSandbox()
    const { arm, account, pass } = sandbox
    const { ids, bodies } = aksStack(account.subscriptionId)
    const provider = `/subscriptions/${account.subscriptionId}/providers/Microsoft.Network`
    await arm('PUT', ids.group, bodies.group)
    sandbox.sim.clouds.azure.drift('Microsoft.Resources/providers', provider, {
      registrationState: 'NotRegistered',
    })

    const refused = await arm('PUT', ids.vnet, bodies.vnet)
    const registering = await arm('POST', `${provider}/register`)
    pass(70)
    const registered = await arm('GET', provider)

    assert.deepEqual(code(refused), [409, 'MissingSubscriptionRegistration'])
    assert.equal(registering.body['registrationState'], 'Registering')
    assert.equal(registered.body['registrationState'], 'Registered')
    assert.equal((await arm('PUT', ids.vnet, bodies.vnet)).status, 201)
  })

  it('is throttled by real buckets that refill', async () => {
    await using sandbox = await azureSandbox()
    const { arm, account, pass } = sandbox
    const { ids } = aksStack(account.subscriptionId)
    sandbox.sim.clock.setSpeed(1e-6)
    const burst = await Promise.all(Array.from({ length: 251 }, () => arm('GET', ids.group)))
    pass(1)
    const after = await arm('GET', ids.group)

    const refused = burst.filter((answer) => answer.status === 429)
    assert.equal(refused.length, 1)
    assert.equal(refused[0]?.headers['retry-after'], '1')
    assert.equal(after.status, 404)
    assert.equal(after.headers['x-ms-ratelimit-remaining-subscription-reads'], '24')
  })

  it('is told to wait in its own time when the clock runs fast', async () => {
    await using sandbox = await azureSandbox({ speed: 100 })
    const { ids, bodies } = aksStack(sandbox.account.subscriptionId)
    await sandbox.arm('PUT', ids.group, bodies.group)

    const accepted = await sandbox.arm('PUT', ids.vnet, bodies.vnet)

    assert.equal(accepted.headers['retry-after'], '1')
    assert.equal(accepted.headers['retry-after-ms'], '100')
  })

  it('sees in lists only what has had time to appear', async () => {
    await using sandbox = await azureSandbox({ visibilityDelayMs: 10_000 })
    const { arm, account, pass } = sandbox
    const { ids, bodies } = aksStack(account.subscriptionId)
    await arm('PUT', ids.group, bodies.group)
    const list = async () =>
      (await arm('GET', `/subscriptions/${account.subscriptionId}/resourceGroups`)).body[
        'value'
      ] as unknown as unknown[]

    const early = await list()
    const got = await arm('GET', ids.group)
    pass(11)

    assert.deepEqual(early, [])
    assert.equal(got.status, 200)
    assert.equal((await list()).length, 1)
  })

  it('finds its objects and running operations again after a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'azure-world-'))
    const first = await azureSandbox({ dataDir })
    const { ids, bodies } = await prepareStack(first)
    const created = await first.arm('PUT', ids.cluster, bodies.cluster)
    const { token } = await first.credential.getToken('https://management.azure.com/.default')
    await first[Symbol.asyncDispose]()

    await using second = await azureSandbox({ dataDir })
    const poll = (created.headers['azure-asyncoperation'] ?? '').replace(
      'https://management.azure.com',
      second.url,
    )
    const status = async () =>
      (
        (await (await fetch(poll, { headers: { authorization: `Bearer ${token}` } })).json()) as {
          status: string
        }
      ).status

    assert.equal(await status(), 'InProgress')
    second.pass(430)
    assert.equal(await status(), 'Succeeded')
    assert.equal(
      second.sim.inventory('azure').find((item) => item.id === ids.cluster)?.state,
      'Succeeded',
    )
    rmSync(dataDir, { recursive: true })
  })
})
