import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  DomainError,
  type ObjectDeclaration,
  referencesIn,
  topologicalOrder,
  totalMonthlyUsd,
} from '@skyclust/domain'
import { blueprint, DECLARED_OUTPUTS } from './blueprint.ts'
import { CALL_PERMISSIONS } from './calls.ts'
import { ACCOUNT, clusterTree, resourceId, type TreeOptions } from './testing/trees.ts'

const graphOf = (options?: TreeOptions) => blueprint(clusterTree(options), ACCOUNT)
const byType = (graph: readonly ObjectDeclaration[], type: string) => {
  const found = graph.find((d) => d.type === type)
  assert.ok(found, `${type} is in the graph`)
  return found
}

const poolOf = (options: TreeOptions) =>
  byType(graphOf(options), 'container:node-pool').desired['nodePool'] as Record<string, unknown>

describe('blueprint of a GKE cluster with its own network', () => {
  it('creates with these calls, dependencies first', () => {
    const graph = graphOf({ pools: [{ name: 'main' }, { name: 'batch', nodeCount: 2 }] })

    const calls = topologicalOrder(graph).map((d) => [d.id, d.createdWith ? '' : d.calls.create])

    assert.deepEqual(calls, [
      ['network:web/vpc', 'compute.networks.insert'],
      ['subnet:web-nodes/subnetwork', 'compute.subnetworks.insert'],
      ['network:web/router', 'compute.routers.insert'],
      ['cluster:web/node-account', 'iam.serviceAccounts.create'],
      ['cluster:web/node-role', 'cloudresourcemanager.projects.setIamPolicy'],
      ['cluster:web/cluster', 'container.clusters.create'],
      ['node-pool:main/pool', ''],
      ['node-pool:batch/pool', 'container.nodePools.create'],
    ])
  })

  it('refers only to objects that exist and outputs they give', () => {
    const graph = graphOf()

    for (const { $ref, output } of graph.flatMap((d) => referencesIn(d.desired))) {
      const target = graph.find((d) => d.id === $ref)
      assert.ok(target, `${$ref} is declared`)
      assert.ok(DECLARED_OUTPUTS[target.type]?.includes(output), `${target.type} gives ${output}`)
    }
  })

  it('lists the permissions of every call', () => {
    for (const declaration of graphOf())
      for (const call of Object.values(declaration.calls))
        for (const permission of CALL_PERMISSIONS[call] ?? [`no permissions known for ${call}`])
          assert.ok(declaration.permissions.includes(permission), `${call} needs ${permission}`)
  })

  it('is the same on every run', () => {
    const [first, second] = [graphOf(), graphOf()].map((graph) => JSON.stringify(graph))

    assert.equal(first, second)
  })

  it('sums prices: fee, nodes, disks, NAT', () => {
    const lines = graphOf().flatMap((d) => d.prices ?? [])

    assert.deepEqual(
      lines.map((l) => l.sku),
      [
        'compute/external-ip',
        'gke/cluster',
        'compute/e2-standard-4',
        'compute/pd-balanced',
        'compute/cloud-nat/vm',
      ],
    )
    assert.equal(totalMonthlyUsd(lines), '417.59')
  })

  it('keeps every name within the limits of the clouds', () => {
    const graph = graphOf({ name: `a${'b'.repeat(38)}c` })

    assert.match(byType(graph, 'iam:service-account').name, /^[a-z]([-a-z0-9]{4,28}[a-z0-9])$/)
    for (const { name, type } of graph)
      if (type.startsWith('compute:')) assert.match(name, /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/)
  })
})

describe('node pools', () => {
  it('turns a total into nodes per zone', () => {
    const pool = poolOf({ location: 'us-east1', pools: [{ name: 'main', nodeCount: 4 }] })

    assert.equal(pool['initialNodeCount'], 2)
    assert.deepEqual(pool['locations'], ['us-east1-b', 'us-east1-c'])
  })

  it('limits an autoscaled pool by totals', () => {
    const pool = poolOf({
      pools: [{ name: 'main', nodeCount: 3, autoscaling: { min: 1, max: 9 } }],
    })

    assert.deepEqual(pool['autoscaling'], {
      enabled: true,
      totalMinNodeCount: 1,
      totalMaxNodeCount: 9,
      locationPolicy: 'BALANCED',
    })
  })

  it('names no zones in a zonal cluster', () => {
    const pool = poolOf({ location: 'us-east1-c', pools: [{ name: 'main', nodeCount: 2 }] })

    assert.equal(pool['initialNodeCount'], 2)
    assert.equal(pool['locations'], undefined)
  })
})

describe('trees in other shapes', () => {
  it('has no node pools in Autopilot, and says so when asked for some', () => {
    const cluster = { gcp: { autopilot: true } }

    const graph = graphOf({ cluster, pools: [] })

    const body = byType(graph, 'container:cluster').desired['cluster'] as Record<string, unknown>
    assert.deepEqual(body['autopilot'], { enabled: true })
    assert.throws(() => graphOf({ cluster }), DomainError)
  })

  it('stands on a foreign network without touching it', () => {
    const network = {
      foreign: { id: 'corp', subnetIds: ['gke'], podRangeName: 'p', serviceRangeName: 's' },
    }
    const tree = clusterTree({ cluster: { network } })
    const resources = tree.resources.filter((r) => r.kind !== 'network' && r.kind !== 'subnet')

    const graph = blueprint({ root: tree.root, resources }, ACCOUNT)

    assert.ok(graph.every((d) => !d.type.startsWith('compute:')))
    const body = byType(graph, 'container:cluster').desired['cluster'] as Record<string, unknown>
    assert.equal(body['subnetwork'], 'projects/acme-prod/regions/europe-west1/subnetworks/gke')
  })

  it('stands on a managed network of another tree', () => {
    const tree = clusterTree()
    const resources = tree.resources.filter((r) => r.kind === 'cluster' || r.kind === 'node-pool')
    const foundation = {
      resources: tree.resources.filter((r) => r.kind === 'network' || r.kind === 'subnet'),
      outputs: { 'network:web/vpc': { path: 'projects/acme-prod/global/networks/shared' } },
    }

    const graph = blueprint({ root: tree.root, resources, foundation }, ACCOUNT)

    topologicalOrder(graph)
    const body = byType(graph, 'container:cluster').desired['cluster'] as Record<string, unknown>
    assert.equal(body['network'], 'projects/acme-prod/global/networks/shared')
  })

  it('leaves out what is being deleted together with what hangs on it', () => {
    const tree = clusterTree({ pools: [{ name: 'main' }, { name: 'batch' }] })
    const without = (ids: readonly string[]) =>
      blueprint(
        {
          root: tree.root,
          resources: tree.resources.map((r) =>
            ids.includes(r.id) ? { ...r, deletionRequestedAt: '2026-11-23T01:00:00Z' } : r,
          ),
        },
        ACCOUNT,
      ).map((d) => d.id)

    assert.ok(!without([resourceId(30)]).includes('node-pool:main/pool'))
    assert.ok(without([resourceId(30)]).includes('node-pool:batch/pool'))
    assert.deepEqual(without([resourceId(10), resourceId(11), resourceId(20)]), [])
    assert.deepEqual(without([resourceId(11), resourceId(20)]), [])
    assert.deepEqual(without([resourceId(10)]), [
      'network:web/vpc',
      'subnet:web-nodes/subnetwork',
      'network:web/router',
    ])
  })
})
