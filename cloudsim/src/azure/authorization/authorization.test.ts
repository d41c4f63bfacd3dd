import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type Answer,
  aksStack,
  azureSandbox,
  listOf,
  prepareStack,
  textOf,
} from '../test-sandbox.ts'

const contributor = 'b24988ac-6180-42a0-ab88-20f7382dd24c'
const guid = (last: number) => `00000000-0000-4000-8000-00000000000${last}`
const code = (answer: { status: number; code: string | undefined }) => [answer.status, answer.code]

describe('role assignments', () => {
  it('do not find a fresh identity without its type, and exist once', async () => {
    await using sandbox = await azureSandbox()
    const { arm, account, pass } = sandbox
    const { ids, bodies } = aksStack(account.subscriptionId)
    await arm('PUT', ids.group, bodies.group)
    const identity = await arm('PUT', ids.identity, bodies.identity)
    const principalId = textOf(identity.body['properties']?.['principalId'])
    const at = (name: string) =>
      `${ids.group}/providers/Microsoft.Authorization/roleAssignments/${name}`
    const roleDefinitionId = `/subscriptions/${account.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${contributor}`
    const body = { properties: { principalId, roleDefinitionId } }

    const early = await arm('PUT', at(guid(1)), body)
    pass(200)
    const late = await arm('PUT', at(guid(1)), body)
    const again = await arm('PUT', at(guid(1)), body)
    const twice = await arm('PUT', at(guid(2)), body)
    const named = await arm('PUT', at('mine'), body)
    const unknown = await arm('PUT', at(guid(3)), {
      properties: { principalId, roleDefinitionId: guid(9) },
    })
    const list = await arm(
      'GET',
      `${ids.group}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=principalId%20eq%20'${principalId}'`,
    )

    assert.deepEqual(code(early), [400, 'PrincipalNotFound'])
    assert.deepEqual([late.status, again.status], [201, 200])
    assert.deepEqual(code(twice), [409, 'RoleAssignmentExists'])
    assert.deepEqual(code(named), [400, 'InvalidRoleAssignmentId'])
    assert.deepEqual(code(unknown), [400, 'RoleDefinitionDoesNotExist'])
    assert.equal((list.body['value'] as unknown as unknown[]).length, 1)
    assert.equal((await arm('DELETE', at(guid(1)))).status, 200)
    assert.equal((await arm('DELETE', at(guid(1)))).status, 204)
  })

  it('take time to take effect for a cluster', async () => {
    await using sandbox = await azureSandbox({ visibilityDelayMs: 120_000 })
    const { ids, bodies } = await prepareStack(sandbox).catch(async () => {
      sandbox.pass(150)
      return prepareStack(sandbox)
    })
    sandbox.pass(1)

    const early = await sandbox.arm('PUT', ids.cluster, bodies.cluster)
    sandbox.pass(130)
    const late = await sandbox.arm('PUT', ids.cluster, bodies.cluster)

    assert.ok(
      ['LinkedAuthorizationFailed', 'FailedIdentityOperation'].includes(early.code ?? ''),
      early.code,
    )
    assert.equal(late.status, 201)
  })
})

describe('compute', () => {
  it('gives long lists page by page', async () => {
    await using sandbox = await azureSandbox()
    const seen: string[] = []
    let link: string | undefined =
      `/subscriptions/${sandbox.account.subscriptionId}/providers/Microsoft.Compute/skus`

    while (link !== undefined) {
      const page: Answer = await sandbox.arm('GET', link)
      seen.push(
        ...listOf(page.body['value']).map(
          (sku) => `${textOf(sku['name'])} ${textOf(sku['locations']?.[0])}`,
        ),
      )
      link = textOf(page.body['nextLink']) || undefined
    }

    assert.ok(seen.length > 300)
    assert.equal(new Set(seen).size, seen.length)
  })

  it('lists sizes of a region and the vCPUs in use', async () => {
    await using sandbox = await azureSandbox({ quotas: { standardDSv5Family: 20 } })
    const { arm, account, pass } = sandbox
    const { ids, bodies } = await prepareStack(sandbox)
    await arm('PUT', ids.cluster, bodies.cluster)
    pass(430)
    const compute = `/subscriptions/${account.subscriptionId}/providers/Microsoft.Compute`

    const skus = await arm(
      'GET',
      `${compute}/skus?api-version=2021-07-01&$filter=location%20eq%20'koreasouth'`,
    )
    const usages = await arm('GET', `${compute}/locations/koreacentral/usages`)
    const pool = await arm('PUT', `${ids.cluster}/agentPools/big`, {
      properties: { count: 4, vmSize: 'Standard_D4s_v5', vnetSubnetID: ids.subnet },
    })

    const names = (skus.body['value'] as unknown as { name: string }[]).map(({ name }) => name)
    const family = (usages.body['value'] as unknown as { name: { value: string } }[]).find(
      ({ name }) => name.value === 'standardDSv5Family',
    )
    assert.ok(names.includes('Standard_D4s_v3') && !names.includes('Standard_D4s_v5'))
    assert.deepEqual(
      { ...family, name: undefined },
      { unit: 'Count', currentValue: 8, limit: 20, name: undefined },
    )
    assert.deepEqual(code(pool), [400, 'ErrCode_InsufficientVCPUQuota'])
    assert.match(pool.message ?? '', /requested 16, remaining 12 for family standardDSv5Family/)
  })
})
