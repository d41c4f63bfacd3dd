import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Finding, ResourceTree } from '@skyclust/domain'
import { blueprint } from '../blueprint.ts'
import { driver, sandbox, signal } from '../testing/driver.ts'
import { clusterTree, poolSpec } from '../testing/trees.ts'

type Box = Awaited<ReturnType<typeof sandbox>>

function at(tree: ResourceTree, location: string): ResourceTree {
  const moved = <R extends ResourceTree['root']>(r: R): R => ({ ...r, location })
  return { ...tree, root: moved(tree.root), resources: tree.resources.map(moved) }
}

async function findings(box: Box, tree: ResourceTree): Promise<readonly Finding[]> {
  box.sim.clearCalls()
  const found = await box.session.check(tree, blueprint(tree, box.account), signal)
  assert.ok(
    box.sim.calls().every((call) => !call.mutating),
    'a check changes nothing',
  )
  return found
}

/** The finding of this code at this pointer; its remedy must be there. */
function expectFinding(found: readonly Finding[], code: string, pointer?: string): Finding {
  const hit = found.find((f) => f.code === code && (pointer === undefined || f.pointer === pointer))
  assert.ok(hit, `${code} ${pointer ?? ''} in ${JSON.stringify(found)}`)
  return hit
}

describe('preflight on Azure', () => {
  it('has nothing to say about a good plan', async () => {
    await using box = await sandbox()

    assert.deepEqual(await findings(box, clusterTree()), [])
  })

  it('finds wrong regions, versions and machine types, with near ones', async () => {
    await using box = await sandbox()

    const region = await findings(box, at(clusterTree(), 'koreawest'))
    const version = await findings(box, clusterTree(undefined, { version: '1.19' }))
    const longTerm = await findings(box, clusterTree(undefined, { version: '1.32' }))
    const size = await findings(
      box,
      clusterTree({ system: poolSpec({ machineType: 'Standard_D4s_v55' }) }),
    )

    assert.match(expectFinding(region, 'unknown-region', '/location').remedy ?? '', /koreacentral/)
    assert.match(expectFinding(version, 'unknown-version', '/version').remedy ?? '', /1\.34/)
    assert.match(expectFinding(longTerm, 'unknown-version', '/version').remedy ?? '', /Premium/)
    assert.match(
      expectFinding(size, 'unknown-machine-type', '/nodePools/0/spec/machineType').remedy ?? '',
      /Standard_D4s_v5/,
    )
  })

  it('finds System pools that AKS would refuse, and poor spreads', async () => {
    await using box = await sandbox()

    const small = await findings(
      box,
      clusterTree({ system: poolSpec({ machineType: 'Standard_D2s_v5' }) }),
    )
    const burst = await findings(
      box,
      clusterTree({ system: poolSpec({ machineType: 'Standard_B4ms' }) }),
    )
    const none = await findings(box, clusterTree({ system: poolSpec({ nodeCount: 0 }) }))
    const one = await findings(box, clusterTree({ system: poolSpec({ nodeCount: 1 }) }))
    const noZones = await findings(
      box,
      at(clusterTree({ system: poolSpec({ machineType: 'Standard_D4s_v3' }) }), 'westus'),
    )

    assert.equal(expectFinding(small, 'system-pool-size').severity, 'error')
    assert.equal(expectFinding(burst, 'system-pool-size').severity, 'error')
    assert.equal(expectFinding(none, 'system-pool-count').severity, 'error')
    assert.equal(expectFinding(one, 'system-pool-count').severity, 'warning')
    expectFinding(one, 'nodes-uneven', '/nodePools/0/spec/nodeCount')
    const disk = await findings(box, clusterTree({ system: poolSpec({ diskGiB: 20 }) }))
    expectFinding(disk, 'disk-size', '/nodePools/0/spec/diskGiB')
    assert.equal(expectFinding(noZones, 'too-few-zones').severity, 'warning')
  })

  it('finds ranges that overlap, are forbidden or too small', async () => {
    await using box = await sandbox()

    const pods = await findings(box, clusterTree(undefined, { podCidr: '10.20.128.0/17' }))
    const both = await findings(
      box,
      clusterTree(undefined, { podCidr: '10.64.0.0/16', serviceCidr: '10.64.0.0/20' }),
    )
    const kept = await findings(box, clusterTree(undefined, { serviceCidr: '172.31.0.0/20' }))
    const tight = await findings(box, clusterTree(undefined, { podCidr: '10.64.0.0/23' }))

    expectFinding(pods, 'cidr-overlap', '/podCidr')
    expectFinding(both, 'cidr-overlap', '/podCidr')
    expectFinding(kept, 'cidr-forbidden', '/serviceCidr')
    expectFinding(tight, 'cidr-too-small', '/podCidr')
  })

  it('finds unregistered providers, and twins and overlaps in the account', async () => {
    await using box = await sandbox()
    const first = clusterTree()
    await driver(box.sim, box.session, first).create(blueprint(first, box.account))
    const second = clusterTree()
    const other = 'res_zzzzzzzzzzzzzzzzzzzz' as typeof second.root.id
    const root = { ...second.root, id: other, rootId: other }
    const tree = {
      root,
      resources: second.resources.map((r) =>
        r.kind === 'cluster'
          ? root
          : { ...r, rootId: other, ownerId: r.ownerId === second.root.id ? other : r.ownerId },
      ),
    }

    const twin = await findings(box, tree)

    assert.equal(expectFinding(twin, 'name-taken', '/name').severity, 'warning')
    assert.equal(expectFinding(twin, 'cidr-overlap', '/network/create/cidr').severity, 'warning')
    assert.deepEqual(await findings(box, first), [], 'what is ours is not in its own way')
    box.sim.clouds.azure.drift(
      'Microsoft.Resources/providers',
      `/subscriptions/${box.account.account}/providers/Microsoft.ContainerService`,
      { registrationState: 'NotRegistered' },
    )
    const disabled = expectFinding(await findings(box, first), 'api-disabled')
    assert.match(
      disabled.remedy ?? '',
      /az provider register --namespace Microsoft.ContainerService/,
    )
  })

  it('judges a foreign network before it is used, and uses it', async () => {
    await using box = await sandbox()
    const base = clusterTree()
    const walk = driver(box.sim, box.session, base)
    const ground = blueprint(base, box.account).filter((o) =>
      /^(network|subnet)|resource-group/.test(o.id),
    )
    await walk.create(ground)
    const subnet = box.sim.inventory('azure').find((i) => i.type.endsWith('/subnets'))
    const vnet = box.sim.inventory('azure').find((i) => i.type.endsWith('/virtualNetworks'))
    assert.ok(subnet && vnet)
    const foreign = (
      subnetId: string,
      more: Record<string, unknown> = {},
      location = 'koreacentral',
    ) => {
      const tree = clusterTree(undefined, {
        network: { foreign: { id: vnet.id, subnetIds: [subnetId] } },
        ...more,
      })
      const other = 'res_yyyyyyyyyyyyyyyyyyyy' as typeof tree.root.id
      const root = { ...tree.root, id: other, rootId: other, name: 'guest' }
      const pools = tree.resources.filter((r) => r.kind === 'node-pool')
      const resources = [root, ...pools.map((p) => ({ ...p, rootId: other, ownerId: other }))]
      return at({ root, resources }, location)
    }

    assert.deepEqual(await findings(box, foreign(subnet.id)), [])
    expectFinding(
      await findings(box, foreign(`${vnet.id}/subnets/nope`)),
      'network-unfit',
      '/network/foreign/subnetIds/0',
    )
    expectFinding(
      await findings(box, foreign(subnet.id, {}, 'japaneast')),
      'network-unfit',
      '/network/foreign/id',
    )
    expectFinding(
      await findings(box, foreign(subnet.id, { serviceCidr: '10.20.0.0/20' })),
      'cidr-overlap',
      '/serviceCidr',
    )

    const tree = foreign(subnet.id)
    const guest = driver(box.sim, box.session, tree)
    await guest.create(blueprint(tree, box.account))
    await guest.remove(blueprint(tree, box.account))
    assert.ok(box.sim.inventory('azure').every((i) => i.tags['skyclust-resource'] !== tree.root.id))
  })
})
