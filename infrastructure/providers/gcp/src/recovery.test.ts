import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { afterEach, describe, it } from 'node:test'
import { CloudError, type CloudErrorClass } from '@skyclust/application'
import {
  type Build,
  create,
  newBuild,
  openSandbox,
  remove,
  resolved,
  type Sandbox,
  untilReady,
} from './testing/sandbox.ts'
import { clusterTree } from './testing/trees.ts'

let sandbox: Sandbox | undefined

async function start(): Promise<Sandbox> {
  sandbox = await openSandbox()
  return sandbox
}

afterEach(async () => {
  await sandbox?.close()
  sandbox = undefined
})

const tree = clusterTree()

function objectOf(build: Build, type: string) {
  const declaration = build.declarations.find((d) => d.type === type)
  assert.ok(declaration)
  return resolved(build, tree, declaration)
}

const call = (box: Sandbox) => ({ token: randomUUID(), signal: box.signal })

async function classOf(promise: Promise<unknown> | undefined): Promise<CloudErrorClass> {
  try {
    await promise
  } catch (error) {
    assert.ok(error instanceof CloudError, String(error))
    return error.class
  }
  return assert.fail('it went well')
}

async function twoNetworks(box: Sandbox) {
  const one = objectOf(newBuild(tree, box.project), 'compute:network')
  const other = { ...one, desired: { ...one.desired, name: 'other' } }
  const objects = [one, other]
  const receipts = await Promise.all(
    objects.map(async (o) => box.session.handler('compute:network').create?.(o, call(box))),
  )
  return { objects, paths: receipts.map((r) => r?.externalId) }
}

describe('operations of compute', () => {
  it('tells once why an insert failed; then the name is free again', async () => {
    const box = await start()
    const network = objectOf(newBuild(tree, box.project), 'compute:network')
    const handler = box.session.handler('compute:network')
    const fault = {
      kind: 'fail-operation',
      code: 'QUOTA_EXCEEDED',
      message: 'no more networks',
    } as const
    box.running.sim.faults.add({
      cloud: 'gcp',
      operation: 'compute.networks.insert',
      remaining: 1,
      fault,
    })

    await handler.create?.(network, call(box))
    box.running.sim.clock.advance(60_000)
    const [seen] = await handler.find(network, undefined, box.signal)

    assert.equal(seen?.settled.state, 'failed')
    assert.equal(seen.settled.class, 'quota')
    assert.equal(seen.settled.message, 'no more networks')
    assert.deepEqual(await handler.find(network, undefined, box.signal), [])
    await handler.create?.(network, call(box))
    await untilReady(box, network)
  })

  it('sees what a predecessor began', async () => {
    const box = await start()
    const network = objectOf(newBuild(tree, box.project), 'compute:network')
    await box.session.handler('compute:network').create?.(network, call(box))

    const restarted = await box.reopen()

    const [seen] = await restarted.handler('compute:network').find(network, undefined, box.signal)
    assert.equal(seen?.settled.state, 'pending')
    await untilReady(box, network, restarted)
  })

  it('repeats a create with the same token without a second network', async () => {
    const box = await start()
    const network = objectOf(newBuild(tree, box.project), 'compute:network')
    const handler = box.session.handler('compute:network')
    const fault = { kind: 'drop', when: 'after' } as const
    box.running.sim.faults.add({
      cloud: 'gcp',
      operation: 'compute.networks.insert',
      remaining: 1,
      fault,
    })
    const options = call(box)

    assert.equal(await classOf(handler.create?.(network, options)), 'unknown-outcome')
    await handler.create?.(network, options)

    await untilReady(box, network)
    assert.equal(await classOf(handler.create?.(network, call(box))), 'already-exists')
    assert.equal(box.running.sim.inventory('gcp').length, 1)
  })

  it('does not take what has the name and another owner', async () => {
    const box = await start()
    const network = objectOf(newBuild(tree, box.project), 'compute:network')
    const other = { ...network, owner: { ...network.owner, resource: 'res_other' } }
    await box.session.handler('compute:network').create?.(other, call(box))
    await untilReady(box, other)

    const [seen] = await box.session.handler('compute:network').find(network, undefined, box.signal)

    assert.equal(seen?.owned, false)
  })
})

describe('reads', () => {
  it('are shared between objects that are looked at together', async () => {
    const box = await start()
    const { objects, paths } = await twoNetworks(box)
    const handler = box.session.handler('compute:network')
    const look = () => Promise.all(objects.map((o, i) => handler.find(o, paths[i], box.signal)))

    box.running.sim.clearCalls()
    const pending = await look()
    box.running.sim.clock.advance(60_000)
    const ready = await look()

    assert.deepEqual(
      pending.flat().map((o) => o.settled.state),
      ['pending', 'pending'],
    )
    assert.deepEqual(
      ready.flat().map((o) => o.settled.state),
      ['ready', 'ready'],
    )
    assert.deepEqual(
      box.running.sim.calls().map((c) => c.operation),
      ['compute.globalOperations.list', 'compute.globalOperations.list', 'compute.networks.list'],
    )
  })
})

describe('faults', () => {
  const cases = [
    { fault: { kind: 'throttle' }, wanted: 'throttled' },
    { fault: { kind: 'internal-error' }, wanted: 'unknown-outcome' },
    { fault: { kind: 'drop' }, wanted: 'unknown-outcome' },
  ] as const
  for (const { fault, wanted } of cases)
    it(`takes ${fault.kind} for ${wanted}, after one call`, async () => {
      const box = await start()
      const account = objectOf(newBuild(tree, box.project), 'iam:service-account')
      box.running.sim.faults.add({
        cloud: 'gcp',
        operation: 'iam.serviceAccounts.create',
        remaining: 5,
        fault,
      })

      const found = await classOf(
        box.session.handler('iam:service-account').create?.(account, call(box)),
      )

      assert.equal(found, wanted)
      assert.equal(box.running.sim.calls().filter((c) => c.mutating).length, 1)
    })

  it('reads again after one server error', async () => {
    const box = await start()
    box.running.sim.faults.add({
      cloud: 'gcp',
      operation: 'compute.regions.list',
      remaining: 1,
      fault: { kind: 'internal-error' },
    })

    const locations = await box.session.locations(box.signal)

    assert.ok(locations.some((l) => l.name === 'europe-west1'))
  })

  it('says why a cluster failed', async () => {
    const box = await start()
    const message = 'Instance creation failed: ZONE_RESOURCE_POOL_EXHAUSTED'
    const fault = { kind: 'fail-operation', code: 'GCE_STOCKOUT', message } as const
    box.running.sim.faults.add({
      cloud: 'gcp',
      operation: 'container.clusters.create',
      remaining: 1,
      fault,
    })
    const build = newBuild(tree, box.project)

    await assert.rejects(create(box, tree, build), { message })

    const [seen] = await box.session
      .handler('container:cluster')
      .find(objectOf(build, 'container:cluster'), undefined, box.signal)
    assert.equal(seen?.settled.state, 'failed')
    assert.equal(seen.settled.class, 'capacity')
  })
})

describe('a cluster', () => {
  it('has one operation at a time', async () => {
    const box = await start()
    const build = newBuild(tree, box.project)
    await create(box, tree, build)
    const pool = objectOf(build, 'container:node-pool')
    const handler = box.session.handler('container:node-pool')
    const path = build.externalIds.get(pool.declaration.id) ?? ''

    await handler.remove?.(pool, path, call(box))

    assert.equal(await classOf(handler.remove?.(pool, path, call(box))), 'busy')
  })

  it('leaves a network that can be deleted once the rules of the dead cluster are gone', async () => {
    const box = await start()
    const build = newBuild(tree, box.project)
    await create(box, tree, build)
    const network = objectOf(build, 'compute:network')
    const path = build.externalIds.get(network.declaration.id) ?? ''
    const rule = (name: string, targetTags: readonly string[]) =>
      box.running.sim.clouds.gcp.drift(
        'firewall',
        `projects/${box.project}/global/firewalls/${name}`,
        { network: path, targetTags, allowed: [{ IPProtocol: 'tcp' }] },
      )
    rule('k8s-fw-a1b2c3', ['gke-web-0123abcd-node'])
    rule('bastion', ['ssh'])
    await assert.rejects(remove(box, tree, build), /being used/)
    const handler = box.session.handler('compute:network')

    const left = (await handler.leftovers?.(network, path, box.signal)) ?? []

    assert.deepEqual(
      left.map((l) => l.description),
      ['firewall rule k8s-fw-a1b2c3'],
    )
    for (const leftover of left) await leftover.remove(box.signal)
    box.running.sim.clock.advance(60_000)
    assert.deepEqual(await handler.explainBlock?.(network, path, box.signal), [
      'firewall rule bastion',
    ])
  })
})

describe('the project policy', () => {
  it('keeps the entries of others, and takes only ours out', async () => {
    const box = await start()
    const build = newBuild(tree, box.project)
    const account = objectOf(build, 'iam:service-account')
    const receipt = await box.session.handler('iam:service-account').create?.(account, call(box))
    build.outputs.set(account.declaration.id, receipt?.observation?.outputs ?? {})
    const binding = objectOf(build, 'cloudresourcemanager:binding')
    const handler = box.session.handler('cloudresourcemanager:binding')
    const other = { ...binding, desired: { ...binding.desired, member: 'user:ops@example.com' } }
    await Promise.all([handler.create?.(binding, call(box)), handler.create?.(other, call(box))])

    const [mine] = await handler.find(binding, undefined, box.signal)
    assert.ok(mine)
    await handler.remove?.(binding, mine.externalId, call(box))

    assert.deepEqual(await handler.find(binding, undefined, box.signal), [])
    assert.equal((await handler.find(other, undefined, box.signal)).length, 1)
    assert.equal(await classOf(handler.remove?.(binding, mine.externalId, call(box))), 'not-found')
  })
})
