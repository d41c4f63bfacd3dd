import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  dependenciesOf,
  DomainError,
  type JsonObject,
  type ObjectDeclaration,
  referencesIn,
  removalBlockers,
  topologicalOrder,
  type TypedResource,
  usualPathSeconds,
} from '@skyclust/domain'
import { objectAt, textAt } from './arm/document.ts'
import { blueprint } from './blueprint.ts'
import { ACCOUNT, clusterTree, poolSpec, resource, without } from './testing/trees.ts'

function graph(...args: Parameters<typeof clusterTree>): readonly ObjectDeclaration[] {
  return blueprint(clusterTree(...args), ACCOUNT)
}

function byRole(objects: readonly ObjectDeclaration[], id: string): ObjectDeclaration {
  const found = objects.find((o) => o.id === id)
  assert.ok(found, `${id} is declared`)
  return found
}

function code(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    if (error instanceof DomainError) return error.code
    throw error
  }
  return undefined
}

describe('blueprint of an AKS cluster', () => {
  it('makes these calls, in this order', () => {
    const calls = topologicalOrder(graph({ system: poolSpec(), 'batch-1': poolSpec() }))
      .filter((o) => o.createdWith === undefined)
      .map((o) => o.calls.create)

    assert.deepEqual(calls, [
      'PUT Microsoft.Resources/resourceGroups',
      'PUT Microsoft.Network/virtualNetworks',
      'PUT Microsoft.Network/networkSecurityGroups',
      'PUT Microsoft.Network/publicIPAddresses',
      'PUT Microsoft.Network/natGateways',
      'PUT Microsoft.Network/virtualNetworks/subnets',
      'PUT Microsoft.ManagedIdentity/userAssignedIdentities',
      'PUT Microsoft.Authorization/roleAssignments',
      'PUT Microsoft.ContainerService/managedClusters',
      'PUT Microsoft.ContainerService/managedClusters/agentPools',
    ])
  })

  it('declares what it references, and only known outputs', () => {
    const objects = graph()
    const references = objects.flatMap((o) => referencesIn(o.desired))

    assert.deepEqual(references, [{ $ref: 'cluster:shop/identity', output: 'principalId' }])
    for (const object of objects) for (const id of dependenciesOf(object)) byRole(objects, id)
  })

  it('gives the identity its role on the subnet before the cluster is made', () => {
    const objects = graph()

    const needs = dependenciesOf(byRole(objects, 'cluster:shop/cluster'))

    assert.ok(needs.includes('cluster:shop/subnet-role'))
    assert.deepEqual(dependenciesOf(byRole(objects, 'cluster:shop/subnet-role')), [
      'cluster:shop/identity',
      'subnet:shop-nodes/subnet',
    ])
  })

  it('asks for read, write and delete of every type it touches', () => {
    for (const object of graph()) {
      const type = object.type.replace(
        'Microsoft.Resources/resourceGroups',
        'Microsoft.Resources/subscriptions/resourceGroups',
      )
      for (const verb of ['read', 'write', 'delete'])
        assert.ok(object.permissions.includes(`${type}/${verb}`), `${type}/${verb}`)
    }
  })

  it('keeps names within their limits for the longest resource name', () => {
    const tree = clusterTree()
    const root = { ...tree.root, name: 'x'.repeat(40), location: 'australiasoutheast' }
    const objects = blueprint(
      { root, resources: tree.resources.map((r) => (r.id === root.id ? root : r)) },
      ACCOUNT,
    )

    const cluster = objects.find((o) => o.type.endsWith('/managedClusters'))
    const properties = objectAt(cluster?.desired, 'body', 'properties')

    assert.ok((textAt(properties, 'nodeResourceGroup')?.length ?? 99) <= 80)
    assert.ok((textAt(properties, 'dnsPrefix')?.length ?? 99) <= 54)
    assert.ok(objects.every((o) => o.name.length <= 64))
  })

  it('chooses pod and service ranges that overlap neither the network nor each other', () => {
    const body = byRole(graph(), 'cluster:shop/cluster').desired['body'] as JsonObject
    const profile = (body['properties'] as JsonObject)['networkProfile'] as JsonObject

    assert.equal(profile['podCidr'], '10.244.0.0/16')
    assert.equal(profile['serviceCidr'], '172.20.0.0/16')
    assert.equal(profile['dnsServiceIP'], '172.20.0.10')
    assert.equal(profile['outboundType'], 'userAssignedNATGateway')
  })

  it('makes the first able pool with the cluster and says System of it', () => {
    const objects = graph({
      spots: poolSpec({ spot: true }),
      work: poolSpec({ mode: 'User' }),
      main: poolSpec(),
    })

    const pool = byRole(objects, 'node-pool:main/agent-pool')

    assert.equal(pool.createdWith, 'cluster:shop/cluster')
    assert.equal(byRole(objects, 'node-pool:work/agent-pool').createdWith, undefined)
    assert.equal(
      ((pool.desired['body'] as JsonObject)['properties'] as JsonObject)['mode'],
      'System',
    )
  })

  it('refuses what AKS cannot express', () => {
    assert.equal(
      code(() => graph({})),
      'system-pool-required',
    )
    assert.equal(
      code(() => graph({ a: poolSpec({ spot: true }) })),
      'system-pool-required',
    )
    assert.equal(
      code(() => graph({ a: poolSpec(), b: poolSpec({ spot: true, mode: 'System' }) })),
      'system-pool-spot',
    )
    assert.equal(
      code(() => graph({ 'a-b': poolSpec(), ab: poolSpec() })),
      'node-pool-name-collision',
    )
    assert.equal(
      code(() => graph({ 'a-very-long-name': poolSpec() })),
      'node-pool-name',
    )
  })

  it('stands on a foreign subnet without declaring anything in it but the role', () => {
    const id = `/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v`
    const tree = clusterTree(undefined, {
      network: { foreign: { id, subnetIds: [`${id}/subnets/n`] } },
    })

    const types = blueprint(
      {
        ...tree,
        resources: tree.resources.filter((r) => r.kind !== 'network' && r.kind !== 'subnet'),
      },
      ACCOUNT,
    ).map((o) => o.type)

    assert.deepEqual(types, [
      'Microsoft.Resources/resourceGroups',
      'Microsoft.ManagedIdentity/userAssignedIdentities',
      'Microsoft.Authorization/roleAssignments',
      'Microsoft.ContainerService/managedClusters',
      'Microsoft.ContainerService/managedClusters/agentPools',
    ])
    const other = { network: { foreign: { id, subnetIds: ['/subscriptions/x'] } } }
    assert.equal(
      code(() => graph(undefined, other)),
      'foreign-subnets',
    )
  })

  it('stands on the subnet of another managed network', () => {
    const tree = clusterTree()
    const network: readonly TypedResource[] = tree.resources.filter(
      (r) => r.kind === 'network' || r.kind === 'subnet',
    )
    const cluster = {
      ...tree,
      resources: tree.resources.filter((r) => !network.includes(r)),
    }
    const outputs = { 'subnet:shop-nodes/subnet': { id: '/the/subnet' } }

    const objects = blueprint({ ...cluster, foundation: { resources: network, outputs } }, ACCOUNT)

    const pool = byRole(objects, 'node-pool:system/agent-pool').desired['body'] as JsonObject
    assert.equal((pool['properties'] as JsonObject)['vnetSubnetID'], '/the/subnet')
    assert.equal(
      code(() =>
        blueprint({ ...cluster, foundation: { resources: network, outputs: {} } }, ACCOUNT),
      ),
      'network-not-ready',
    )
  })

  it('leaves out what is being deleted and what hangs on it', () => {
    const tree = clusterTree({ system: poolSpec(), batch: poolSpec() })

    assert.deepEqual(blueprint(without(tree, 'cluster:shop'), ACCOUNT), [])
    const ids = blueprint(without(tree, 'node-pool:batch'), ACCOUNT).map((o) => o.id)
    assert.ok(!ids.includes('node-pool:batch/agent-pool'))
    assert.ok(ids.includes('node-pool:system/agent-pool'))
  })

  it('goes away in reverse: pools with the cluster, the group last', () => {
    const objects = graph()

    const blockers = (id: string) => removalBlockers(byRole(objects, id), objects)

    assert.deepEqual(blockers('cluster:shop/cluster'), [])
    assert.deepEqual(blockers('subnet:shop-nodes/subnet'), [
      'cluster:shop/subnet-role',
      'cluster:shop/cluster',
    ])
    assert.ok(blockers('cluster:shop/resource-group').includes('network:shop/vnet'))
  })

  it('knows what it takes and costs', () => {
    const objects = graph()

    assert.ok(usualPathSeconds(objects).max >= 420)
    const pool = byRole(objects, 'node-pool:system/agent-pool')
    assert.deepEqual(pool.quota, [
      { quota: 'cores', amount: 12 },
      { quota: 'standardDSv5Family', amount: 12 },
    ])
    assert.equal(pool.prices?.[0]?.usdPerUnit, '0.236')
  })
})

describe('blueprint of a network of its own', () => {
  it('declares group, network, firewall, gateway and subnets', () => {
    const network = resource('network', 'shop', { cidr: '10.20.0.0/16' })
    const subnets = clusterTree()
      .resources.filter((r) => r.kind === 'subnet')
      .map((r) => ({ ...r, ownerId: network.id, rootId: network.id }))

    const ids = blueprint({ root: network, resources: [network, ...subnets] }, ACCOUNT).map(
      (o) => o.id,
    )

    assert.deepEqual(ids, [
      'network:shop/resource-group',
      'network:shop/vnet',
      'network:shop/security-group',
      'network:shop/nat-ip',
      'network:shop/nat-gateway',
      'subnet:shop-nodes/subnet',
    ])
  })
})
