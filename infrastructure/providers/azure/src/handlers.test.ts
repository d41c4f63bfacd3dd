import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudError } from '@skyclust/application'
import type { ObjectDeclaration } from '@skyclust/domain'
import { textAt } from './arm/document.ts'
import { blueprint } from './blueprint.ts'
import { driver, sandbox, signal } from './testing/driver.ts'
import { clusterTree, poolSpec } from './testing/trees.ts'

const options = { token: 'token', signal }

function object(graph: readonly ObjectDeclaration[], id: string): ObjectDeclaration {
  const found = graph.find((declaration) => declaration.id === id)
  assert.ok(found, `${id} is declared`)
  return found
}

async function refusal(run: () => Promise<unknown> | undefined): Promise<CloudError> {
  try {
    await run()
  } catch (error) {
    assert.ok(error instanceof CloudError, String(error))
    return error
  }
  throw new Error('nothing was refused')
}

/** A sandbox with the objects of a tree up to and including the named ones. */
async function started(ids: readonly string[] | 'all', pools = { system: poolSpec() }) {
  const box = await sandbox()
  const tree = clusterTree(pools)
  const graph = blueprint(tree, box.account)
  const walk = driver(box.sim, box.session, tree)
  await walk.create(ids === 'all' ? graph : graph.filter((d) => ids.includes(d.id)))
  return { box, tree, graph, walk, [Symbol.asyncDispose]: () => box[Symbol.asyncDispose]() }
}

describe('handlers of Azure objects', () => {
  it('mend what was changed by hand, by one PUT each', async () => {
    await using world = await started('all')
    const { box, graph, walk } = world
    for (const item of box.sim.inventory('azure').filter((i) => i.tags['team'] !== undefined)) {
      const { team: _team, ...tags } = item.tags
      if (!item.type.endsWith('agentPools') && !item.name?.startsWith('MC_'))
        box.sim.clouds.azure.drift(item.type, item.id, { tags })
    }
    const vnet = box.sim.inventory('azure').find((i) => i.type.endsWith('/virtualNetworks'))
    assert.ok(vnet)
    box.sim.clouds.azure.drift(`${vnet.type}/subnets`, `${vnet.id}/subnets/shop-nodes`, {
      properties: { defaultOutboundAccess: true },
    })
    box.sim.clearCalls()

    const mended: string[] = []
    for (const declaration of graph)
      if (declaration.calls.update !== undefined && declaration.createdWith === undefined) {
        await walk.update(declaration)
        mended.push(declaration.calls.update)
      }

    const calls = box.sim.calls().filter((call) => call.mutating)
    assert.deepEqual(
      calls.map((call) => call.operation),
      mended,
    )
  })

  it('resize, relabel and autoscale a pool', async () => {
    await using world = await started('all')
    const { box, session } = { ...world, session: world.box.session }
    const tree = clusterTree({
      system: poolSpec({
        nodeCount: 4,
        autoscaling: { min: 2, max: 5 },
        nodeLabels: { tier: 'front' },
        taints: [{ key: 'CriticalAddonsOnly', value: 'true', effect: 'NoSchedule' }],
      }),
    })
    const graph = blueprint(tree, box.account)
    const walk = driver(box.sim, session, tree)

    const changes = await walk.update(object(graph, 'node-pool:system/agent-pool'))

    assert.deepEqual(changes.map((change) => change.path).toSorted(), [
      'properties.enableAutoScaling',
      'properties.maxCount',
      'properties.minCount',
      'properties.nodeLabels',
      'properties.nodeTaints',
    ])
    // With autoscaling the count is not ours; without it, it is.
    const fixed = blueprint(clusterTree({ system: poolSpec({ nodeCount: 5 }) }), box.account)
    await driver(box.sim, session, tree).update(object(fixed, 'node-pool:system/agent-pool'))
    const seen = await walk.see(object(fixed, 'node-pool:system/agent-pool'))
    assert.equal(seen.outputs['nodeCount'], 5)
  })

  it('change tier and version of a cluster and never go back to an older one', async () => {
    await using world = await started('all')
    const { box, tree } = world
    const newer = (spec: Record<string, unknown>) =>
      object(blueprint(clusterTree(undefined, spec), box.account), 'cluster:shop/cluster')
    const walk = driver(box.sim, box.session, tree)

    const changes = await walk.update(newer({ version: '1.35', azure: { tier: 'Standard' } }))

    assert.deepEqual(
      changes.map((change) => change.path),
      ['sku.tier', 'properties.kubernetesVersion'],
    )
    const seen = await walk.see(newer({}))
    assert.match(textAt(seen.outputs, 'version') ?? '', /^1\.35\./)
    assert.match(textAt(seen.outputs, 'endpoint') ?? '', /^https:\/\/.+:443$/)
    const handler = box.session.handler('Microsoft.ContainerService/managedClusters')
    const older = handler.compare(walk.resolved(newer({ version: '1.34' })), seen)
    assert.ok(!older.some((change) => change.path.includes('Version')))
  })

  it('remove one pool and leave the cluster', async () => {
    const pools = { system: poolSpec(), batch: poolSpec({ nodeCount: 1 }) }
    await using world = await started('all', pools)
    const { box, graph, walk } = world
    const batch = object(graph, 'node-pool:batch/agent-pool')
    const handler = box.session.handler(batch.type)
    const seen = await walk.see(batch)

    await handler.remove?.(walk.resolved(batch), seen.externalId, options)

    assert.equal(await walk.settled(batch), undefined)
    await walk.see(object(graph, 'node-pool:system/agent-pool'))
  })

  it('never overwrite what exists: their own is found, somebody else’s is left alone', async () => {
    await using world = await started('all')
    const { box, graph, walk } = world

    for (const declaration of graph) {
      const handler = box.session.handler(declaration.type)
      const error = await refusal(() => handler.create?.(walk.resolved(declaration), options))
      assert.equal(error.class, 'already-exists', declaration.id)
    }
    const group = object(graph, 'cluster:shop/resource-group')
    const [mine] = await box.session
      .handler(group.type)
      .find(walk.resolved(group), undefined, signal)
    assert.ok(mine?.owned)
    box.sim.clouds.azure.drift(group.type, mine.externalId, { tags: { owner: 'somebody' } })
    const [theirs] = await box.session
      .handler(group.type)
      .find(walk.resolved(group), undefined, signal)
    assert.equal(theirs?.owned, false)
  })

  it('keep a resource group that holds foreign things, and name them', async () => {
    await using world = await started(['cluster:shop/resource-group', 'network:shop/nat-ip'])
    const { box, graph, walk } = world
    const group = object(graph, 'cluster:shop/resource-group')
    const ip = box.sim.inventory('azure').find((i) => i.type.endsWith('publicIPAddresses'))
    assert.ok(ip)
    box.sim.clouds.azure.drift(ip.type, ip.id, { tags: {} })
    const handler = box.session.handler(group.type)
    const { externalId } = await walk.see(group)

    const error = await refusal(() => handler.remove?.(walk.resolved(group), externalId, options))

    assert.equal(error.class, 'busy')
    assert.match(error.message, /publicIPAddresses «shop-aaaaaa-nat-ip»/)
    const reasons = await handler.explainBlock?.(walk.resolved(group), externalId, signal)
    assert.equal(reasons?.length, 1)
  })

  it('keep a network with a subnet that somebody else made in it', async () => {
    await using world = await started(['cluster:shop/resource-group', 'network:shop/vnet'])
    const { box, graph, walk } = world
    const vnet = object(graph, 'network:shop/vnet')
    const handler = box.session.handler(vnet.type)
    const { externalId } = await walk.see(vnet)
    const subnets = box.session.handler('Microsoft.Network/virtualNetworks/subnets')
    const theirs = {
      ...vnet,
      id: 'theirs',
      desired: {
        id: `${externalId}/subnets/theirs`,
        network: externalId,
        body: { properties: { addressPrefix: '10.20.99.0/24' } },
      },
    }
    await subnets.create?.(walk.resolved(theirs), options)

    const error = await refusal(() => handler.remove?.(walk.resolved(vnet), externalId, options))

    assert.equal(error.class, 'busy')
    assert.match(error.message, /«theirs»/)
  })

  it('say what keeps a subnet and a network in use', async () => {
    await using world = await started('all')
    const { box, graph, walk } = world

    for (const id of ['subnet:shop-nodes/subnet', 'network:shop/vnet']) {
      const declaration = object(graph, id)
      const handler = box.session.handler(declaration.type)
      const { externalId } = await walk.see(declaration)
      const error = await refusal(() =>
        handler.remove?.(walk.resolved(declaration), externalId, options),
      )
      const reasons = await handler.explainBlock?.(walk.resolved(declaration), externalId, signal)
      assert.equal(error.class, 'busy')
      assert.match(reasons?.join() ?? '', /scale set «aks-system.*made by AKS/)
    }
  })

  it('tell a failed pool with the cloud’s own reason, and mend one that failed later', async () => {
    await using world = await started('all')
    const { box, tree } = world
    const graph = blueprint(clusterTree({ system: poolSpec(), more: poolSpec() }), box.account)
    const walk = driver(box.sim, box.session, tree)
    const pool = object(graph, 'node-pool:more/agent-pool')
    box.sim.faults.add({
      cloud: 'azure',
      operation: 'PUT Microsoft.ContainerService/managedClusters/agentPools',
      remaining: 1,
      fault: { kind: 'fail-operation', code: 'ZonalAllocationFailed', message: 'No room.' },
    })

    const handler = box.session.handler(pool.type)
    await handler.create?.(walk.resolved(pool), options)
    const seen = await walk.settled(pool)

    assert.equal(seen?.settled.state, 'failed')
    assert.ok(seen.settled.state === 'failed')
    assert.equal(seen.settled.class, 'capacity')
    assert.equal(seen.settled.message, 'No room.')

    const cluster = object(graph, 'cluster:shop/cluster')
    const clusterId = (await walk.see(cluster)).externalId
    box.sim.clouds.azure.drift(cluster.type, clusterId, {
      state: 'Failed',
      tags: {
        team: 'web',
        'skyclust-resource': tree.root.id,
        'skyclust-object': cluster.id,
        'skyclust-updated': 'true',
      },
    })
    const changes = await walk.update(cluster)
    assert.deepEqual(
      changes.map((change) => change.path),
      ['properties.provisioningState'],
    )
  })

  it('wait for the role of the fresh identity to spread', async () => {
    await using world = await started([])
    const { box, graph, walk } = world
    const cluster = object(graph, 'cluster:shop/cluster')
    await walk.create(graph.filter((d) => d.step !== 'control-plane' && d.step !== 'nodes'))
    box.sim.setVisibilityDelayMs(10 * 60_000)
    const handler = box.session.handler(cluster.type)

    const error = await refusal(() => handler.create?.(walk.resolved(cluster), options))

    assert.equal(error.class, 'not-yet-consistent')
  })

  it('classify throttling, lost answers and server errors', async () => {
    await using world = await started([])
    const { box, graph, walk } = world
    const group = object(graph, 'cluster:shop/resource-group')
    const handler = box.session.handler(group.type)
    const operation = 'PUT Microsoft.Resources/resourceGroups'
    const fault = (kind: 'throttle' | 'internal-error' | 'drop', when: 'before' | 'after') =>
      box.sim.faults.add({ cloud: 'azure', operation, remaining: 1, fault: { kind, when } })

    fault('throttle', 'before')
    const throttled = await refusal(() => handler.create?.(walk.resolved(group), options))
    fault('internal-error', 'before')
    const internal = await refusal(() => handler.create?.(walk.resolved(group), options))
    fault('drop', 'after')
    const lost = await refusal(() => handler.create?.(walk.resolved(group), options))
    const [seen] = await handler.find(walk.resolved(group), undefined, signal)

    assert.equal(throttled.class, 'throttled')
    assert.equal(internal.class, 'unknown-outcome')
    assert.equal(lost.class, 'unknown-outcome')
    assert.ok(seen?.owned)
    assert.equal(box.sim.calls().filter((call) => call.operation === operation).length, 3)
  })

  it('share reads: many looks at once are one list', async () => {
    await using world = await started('all')
    const { box, graph, walk } = world
    const vnet = object(graph, 'network:shop/vnet')
    const subnet = object(graph, 'subnet:shop-nodes/subnet')
    const others = Array.from({ length: 20 }, (_, i) => ({
      ...walk.resolved(vnet),
      desired: { ...vnet.desired, id: `${textAt(vnet.desired, 'id') ?? ''}${i % 2}` },
    }))
    box.sim.clearCalls()

    const seen = await Promise.all([
      box.session.handler(vnet.type).find(walk.resolved(vnet), undefined, signal),
      box.session.handler(subnet.type).find(walk.resolved(subnet), undefined, signal),
      ...others.map((other) => box.session.handler(vnet.type).find(other, undefined, signal)),
    ])

    assert.deepEqual(seen.map((found) => found.length).slice(0, 3), [1, 1, 0])
    // One list, and a GET for each of the two that it did not show.
    assert.equal(box.sim.calls().length, 3)
  })
})
