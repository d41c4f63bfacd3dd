import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { createCluster, deleteCluster, planCluster, resizeNodePool } from '@skyclust/application'
import { type CallHooks, DroppedConnection } from '@skyclust/cloudsim'
import { type Product, requestOf, startProduct } from './testing/product.ts'

let current: Product | undefined

async function start(hooks: CallHooks = {}): Promise<Product> {
  current = await startProduct(hooks)
  return current
}

afterEach(async () => {
  await current?.running.close()
  current = undefined
})

describe('the product on the sandbox', () => {
  it('plans, creates, resizes and deletes a cluster with the calls of its plan', async () => {
    const product = await start()
    const { sim, ports, actor, database } = product
    const request = requestOf(product.credential)
    const mutations = () =>
      sim
        .calls()
        .filter((c) => c.mutating)
        .map((c) => c.operation)
    const allReady = () =>
      Promise.resolve([...database.state.tables.objects.values()].every((o) => o.state === 'ready'))

    const plan = await planCluster(ports, actor, request)
    assert.deepEqual(
      plan.findings.filter((f) => f.severity === 'error'),
      [],
    )
    assert.deepEqual(mutations(), [])
    const { resource } = await createCluster(ports, actor, request)
    await product.runUntil(resource.id, allReady)

    assert.deepEqual(mutations().toSorted(), plan.steps.flatMap((s) => s.call ?? []).toSorted())
    sim.clearCalls()

    await resizeNodePool(ports, actor, 'web', 'main', { nodeCount: 6 })
    await product.runUntil(resource.id, async () => (await allReady()) && mutations().length > 0)
    assert.deepEqual(mutations(), ['container.nodePools.setSize'])

    await deleteCluster(ports, actor, 'web')
    await product.runUntil(resource.id, () =>
      Promise.resolve(database.state.tables.objects.size === 0),
    )
    assert.deepEqual(sim.inventory('gcp', product.project), [])
  })

  it('comes through lost answers, throttling, failed operations and late visibility', async () => {
    const product = await start()
    const { sim, ports, actor, database } = product
    const { resource } = await createCluster(ports, actor, requestOf(product.credential))
    sim.setVisibilityDelayMs(20_000)
    const trouble = (operation: string, fault: Parameters<typeof sim.faults.add>[0]['fault']) =>
      sim.faults.add({ cloud: 'gcp', operation, remaining: 1, fault })
    trouble('compute.networks.insert', { kind: 'drop', when: 'after' })
    trouble('compute.subnetworks.insert', { kind: 'internal-error', when: 'after' })
    trouble('compute.routers.insert', {
      kind: 'fail-operation',
      code: 'INTERNAL_ERROR',
      message: 'Internal error. Please try again.',
    })
    trouble('iam.serviceAccounts.create', { kind: 'drop', when: 'after' })
    trouble('cloudresourcemanager.projects.setIamPolicy', { kind: 'drop', when: 'after' })
    trouble('container.clusters.create', { kind: 'drop', when: 'after' })
    trouble('container.nodePools.create', { kind: 'throttle' })
    trouble('container.clusters.delete', { kind: 'drop', when: 'after' })
    trouble('compute.networks.delete', { kind: 'internal-error', when: 'before' })
    trouble('compute.routers.delete', {
      kind: 'fail-operation',
      code: 'INTERNAL_ERROR',
      message: 'Internal error. Please try again.',
    })

    await product.runUntil(resource.id, () =>
      Promise.resolve(
        [...database.state.tables.objects.values()].every((o) => o.state === 'ready'),
      ),
    )
    const kinds = sim.inventory('gcp', product.project).map((item) => item.type)
    await deleteCluster(ports, actor, 'web')
    await product.runUntil(resource.id, () =>
      Promise.resolve(database.state.tables.objects.size === 0),
    )

    for (const kind of ['network', 'subnetwork', 'router', 'serviceAccount', 'cluster'])
      assert.equal(kinds.filter((k) => k === kind).length, 1, `one ${kind}`)
    assert.deepEqual(sim.inventory('gcp', product.project), [])
  })

  // Every third call each, to be quick; all of them pass.
  for (const [when, first] of [
    ['before', 1],
    ['after', 2],
  ] as const)
    it(`loses nothing when it dies ${when} a mutating call`, async () => {
      let countdown = 0
      let died = false
      const die: CallHooks['before'] = (call) => {
        if (!call.mutating || --countdown !== 0) return
        died = true
        throw new DroppedConnection('the process died')
      }
      for (let k = first; ; k += 3) {
        const product = await start({ [when]: die })
        const { sim, ports, actor, database } = product
        died = false
        const settled = (done: () => boolean) => () => {
          if (died) product.restart()
          return Promise.resolve(done())
        }
        const { resource } = await createCluster(ports, actor, requestOf(product.credential))
        countdown = k
        await product.runUntil(
          resource.id,
          settled(() =>
            [...database.state.tables.objects.values()].every((o) => o.state === 'ready'),
          ),
        )
        const kinds = sim.inventory('gcp', product.project).map((item) => item.type)
        await deleteCluster(ports, actor, 'web')
        await product.runUntil(
          resource.id,
          settled(() => database.state.tables.objects.size === 0),
        )

        for (const kind of ['network', 'subnetwork', 'router', 'serviceAccount', 'cluster'])
          assert.equal(kinds.filter((seen) => seen === kind).length, 1, `one ${kind}, call ${k}`)
        assert.deepEqual(sim.inventory('gcp', product.project), [], `nothing left, call ${k}`)
        await product.running.close()
        if (!died) break
      }
    })
})
