import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import {
  type aksStack,
  type AzureSandbox,
  azureSandbox,
  prepareStack,
  textOf,
} from '../test-sandbox.ts'

describe('an AKS stack from nothing to nothing', () => {
  it('is built in order, works, and goes away with its node resource group', async () => {
    await using sandbox = await azureSandbox()
    const { arm, pass, sim } = sandbox
    const { ids, bodies } = await prepareStack(sandbox)

    const created = await arm('PUT', ids.cluster, bodies.cluster)

    assert.equal(created.status, 201)
    assert.equal(created.body['properties']?.['provisioningState'], 'Creating')
    assert.match(
      created.headers['azure-asyncoperation'] ?? '',
      /^https:\/\/management\.azure\.com\/subscriptions\/.*\/operations\//,
    )
    const operation = created.headers['azure-asyncoperation'] ?? ''
    assert.equal((await arm('GET', operation)).body['status'], 'InProgress')
    pass(430)
    assert.equal((await arm('GET', operation)).body['status'], 'Succeeded')
    const cluster = await arm('GET', ids.cluster)
    assert.equal(cluster.body['properties']?.['provisioningState'], 'Succeeded')
    assert.equal(
      cluster.body['properties']?.['agentPoolProfiles']?.[0]?.['provisioningState'],
      'Succeeded',
    )
    const nodeGroup = sim
      .inventory('azure')
      .find((item) => item.name === 'MC_rg1_aks1_koreacentral')
    assert.equal(nodeGroup?.tags['aks-managed-cluster-name'], 'aks1')

    const pool = await arm('PUT', `${ids.cluster}/agentPools/work`, {
      properties: { mode: 'User', count: 1, vmSize: 'Standard_D2s_v5', vnetSubnetID: ids.subnet },
    })
    assert.equal(pool.status, 201)
    const second = await arm('PUT', `${ids.cluster}/agentPools/more`, {
      properties: { count: 1, vnetSubnetID: ids.subnet },
    })
    assert.deepEqual([second.status, second.code], [409, 'OperationNotAllowed'])
    assert.match(
      second.message ?? '',
      /Operation is not allowed because there's an in progress create agent pool work operation/,
    )
    pass(200)

    const login = await arm('POST', `${ids.cluster}/listClusterUserCredential`)
    const config = Buffer.from(
      textOf(login.body['kubeconfigs']?.[0]?.['value']),
      'base64',
    ).toString()
    assert.match(config, /server: https:\/\/aks1-.*koreacentral\.azmk8s\.io:443/)
    const authority = /certificate-authority-data: (\S+)/.exec(config)?.[1] ?? ''
    const certificate = new X509Certificate(Buffer.from(authority, 'base64'))
    assert.ok(certificate.ca && certificate.verify(certificate.publicKey))
    const inUse = await arm('DELETE', ids.subnet)
    assert.deepEqual([inUse.status, inUse.code], [400, 'InUseSubnetCannotBeDeleted'])
    const owned = await arm(
      'DELETE',
      `/subscriptions/${sandbox.account.subscriptionId}/resourceGroups/MC_rg1_aks1_koreacentral`,
    )
    assert.equal(owned.code, 'ResourceGroupDeletionBlocked')

    const deleted = await arm('DELETE', ids.cluster)
    assert.equal(deleted.status, 202)
    assert.equal((await arm('GET', deleted.headers['location'] ?? '')).status, 202)
    pass(370)
    assert.equal((await arm('GET', deleted.headers['location'] ?? '')).status, 204)
    assert.equal((await arm('GET', ids.cluster)).code, 'ResourceNotFound')
    assert.equal(
      sim.inventory('azure').some((item) => item.name?.startsWith('MC_')),
      false,
    )
    for (const id of [
      ids.role,
      ids.subnet,
      ids.vnet,
      ids.nat,
      ids.ip,
      ids.nsg,
      ids.identity,
      ids.group,
    ]) {
      const gone = await arm('DELETE', id)
      assert.ok([200, 202].includes(gone.status), `${id} ${gone.code}`)
      pass(70)
    }
    assert.deepEqual(sim.inventory('azure'), [])
  })
})

describe('what AKS refuses', () => {
  let sandbox: AzureSandbox
  let stack: ReturnType<typeof aksStack>
  before(async () => {
    sandbox = await azureSandbox()
    stack = await prepareStack(sandbox)
  })
  after(() => sandbox[Symbol.asyncDispose]())
  // AKS takes one PUT a minute once its burst is used up.
  beforeEach(() => sandbox.pass(60))

  const pool = (change: object) => ({
    agentPoolProfiles: [{ ...stack.bodies.cluster.properties.agentPoolProfiles[0], ...change }],
  })
  const network = (change: object) => ({
    networkProfile: { ...stack.bodies.cluster.properties.networkProfile, ...change },
  })
  const cases: readonly [name: string, code: string, change: () => object, message?: RegExp][] = [
    ['no dnsPrefix', 'InvalidParameter', () => ({ dnsPrefix: undefined })],
    ['a bad dnsPrefix', 'InvalidParameter', () => ({ dnsPrefix: '-x' })],
    ['an unknown version', 'K8sVersionNotSupported', () => ({ kubernetesVersion: '1.20.1' })],
    ['an LTS version without LTS', 'K8sVersionNotSupported', () => ({ kubernetesVersion: '1.32' })],
    ['an unknown property', 'InvalidRequestContent', () => ({ colour: 'red' })],
    ['no pools', 'InvalidParameter', () => ({ agentPoolProfiles: [] })],
    [
      'no system pool',
      'InvalidParameter',
      () => pool({ mode: 'User' }),
      /at least one system pool/,
    ],
    ['an empty system pool', 'InvalidParameter', () => pool({ count: 0 })],
    ['a small system pool', 'SystemPoolSkuTooLow', () => pool({ vmSize: 'Standard_D2s_v5' })],
    ['a B-series system pool', 'SystemPoolSkuTooLow', () => pool({ vmSize: 'Standard_B4ms' })],
    ['a Windows system pool', 'InvalidParameter', () => pool({ osType: 'Windows', name: 'win' })],
    ['few pods', 'InsufficientMaxPods', () => pool({ maxPods: 10 })],
    ['a bad pool name', 'InvalidParameter', () => pool({ name: 'Big_Pool' })],
    ['an unknown size', 'VMSizeNotSupported', () => pool({ vmSize: 'Standard_X99' })],
    [
      'a size the region lacks',
      'BadRequest',
      () => pool({ vmSize: 'Standard_D4s_v5' }),
      /not allowed in your subscription in location/,
    ],
    ['too many vCPUs', 'ErrCode_InsufficientVCPUQuota', () => pool({ count: 26 })],
    [
      'a missing subnet',
      'SubnetNotFound',
      () => pool({ vnetSubnetID: `${stack.ids.vnet}/subnets/none` }),
    ],
    ['a malformed subnet id', 'LinkedInvalidPropertyId', () => pool({ vnetSubnetID: 'nodes' })],
    [
      'a newer pool version',
      'NodePoolMcVersionIncompatible',
      () => ({ ...pool({ orchestratorVersion: '1.35' }), kubernetesVersion: '1.34' }),
    ],
    [
      'services over the VNet',
      'ServiceCidrOverlapExistingSubnetsCidr',
      () => network({ serviceCidr: '10.10.0.0/16', dnsServiceIP: '10.10.0.10' }),
    ],
    [
      'pods over the VNet',
      'PodCidrOverlapExistingSubnetsCidr',
      () => network({ podCidr: '10.10.0.0/16' }),
    ],
    [
      'a reserved range',
      'InvalidParameter',
      () => network({ podCidr: '172.30.0.0/16' }),
      /reserved by AKS/,
    ],
    ['no CIDR at all', 'CidrStringParseError', () => network({ podCidr: 'ten' })],
    ['DNS outside the services', 'InvalidParameter', () => network({ dnsServiceIP: '10.1.0.10' })],
    [
      'too small a subnet without overlay',
      'InsufficientSubnetSize',
      () => ({
        ...network({ networkPluginMode: undefined }),
        ...pool({ count: 20, maxPods: 110 }),
      }),
    ],
  ]

  for (const [name, code, change, message] of cases)
    it(`refuses ${name}`, async () => {
      const group = name === 'a size the region lacks' ? 'koreasouth' : 'koreacentral'
      const properties = { ...stack.bodies.cluster.properties, ...change() }

      const answer = await sandbox.arm('PUT', stack.ids.cluster, {
        ...stack.bodies.cluster,
        location: group,
        properties,
      })

      assert.equal(answer.code, code, answer.message)
      assert.equal(answer.status, 400)
      if (message) assert.match(answer.message ?? '', message)
      assert.equal(
        sandbox.sim.inventory('azure').some((item) => item.type.includes('ContainerService')),
        false,
      )
    })

  it('refuses a cluster without identity, and with one that does not exist', async () => {
    const { identity: _identity, ...without } = stack.bodies.cluster
    const other = {
      type: 'UserAssigned',
      userAssignedIdentities: { [`${stack.ids.identity}x`]: {} },
    }

    const missing = await sandbox.arm('PUT', stack.ids.cluster, without)
    const unknown = await sandbox.arm('PUT', stack.ids.cluster, { ...without, identity: other })

    assert.equal(missing.code, 'InvalidParameter')
    assert.equal(unknown.code, 'FailedIdentityOperation')
  })

  it('refuses an identity without a role on the subnet', async () => {
    const id = `${stack.ids.identity}-roleless`
    await sandbox.arm('PUT', id, stack.bodies.identity)
    const identity = { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } }

    const answer = await sandbox.arm('PUT', stack.ids.cluster, {
      ...stack.bodies.cluster,
      identity,
    })

    assert.deepEqual([answer.status, answer.code], [403, 'LinkedAuthorizationFailed'])
    assert.match(
      answer.message ?? '',
      /does not have permission to perform action 'Microsoft.Network\/virtualNetworks\/subnets\/join\/action'/,
    )
  })

  it('refuses clusters over the quota', async () => {
    sandbox.sim.clouds.azure.updateAccount(sandbox.account.subscriptionId, {
      quotas: { ManagedClusters: 0 },
    })

    const answer = await sandbox.arm('PUT', stack.ids.cluster, stack.bodies.cluster)

    sandbox.sim.clouds.azure.updateAccount(sandbox.account.subscriptionId, { quotas: {} })
    assert.equal(answer.code, 'ManagedClusterCountExceedsQuotaLimit')
  })
})
