import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { afterEach, describe, it } from 'node:test'
import { clusterTree, type TreeOptions } from './testing/trees.ts'
import {
  create,
  mutations,
  newBuild,
  openSandbox,
  remove,
  resolved,
  type Sandbox,
  untilReady,
} from './testing/sandbox.ts'

let sandbox: Sandbox | undefined

async function start(
  location?: string,
  account?: Parameters<typeof openSandbox>[1],
): Promise<Sandbox> {
  sandbox = await openSandbox(location, account)
  return sandbox
}

afterEach(async () => {
  await sandbox?.close()
  sandbox = undefined
})

describe('a tree against the sandbox', () => {
  const shapes: Readonly<Record<string, TreeOptions>> = {
    'a regional cluster with two pools': {
      pools: [{ name: 'main' }, { name: 'batch', nodeCount: 2, spot: true }],
    },
    'a zonal cluster': { location: 'europe-west1-b', pools: [{ name: 'main', nodeCount: 1 }] },
    'an autoscaled pool': { pools: [{ name: 'main', autoscaling: { min: 1, max: 6 } }] },
    'an Autopilot cluster': { cluster: { gcp: { autopilot: true } }, pools: [] },
  }
  for (const [title, options] of Object.entries(shapes))
    it(`creates and removes ${title}, with exactly the calls of its plan`, async () => {
      const box = await start(options.location)
      const tree = clusterTree(options)
      const build = newBuild(tree, box.project)

      await create(box, tree, build)

      const planned = build.declarations.filter((d) => d.createdWith === undefined)
      assert.deepEqual(
        mutations(box),
        planned.map((d) => d.calls.create),
      )
      box.running.sim.clearCalls()

      await remove(box, tree, build)

      const removed = build.declarations.filter((d) => d.removedWith === undefined).toReversed()
      assert.deepEqual(
        mutations(box),
        removed.map((d) => d.calls.remove),
      )
      assert.deepEqual(box.running.sim.inventory('gcp', box.project), [])
    })
})

describe('changes', () => {
  it('resizes a pool across zones without fewer nodes in between, and sets limits', async () => {
    const box = await start()
    const pool = { name: 'main' }
    const tree = clusterTree({ pools: [{ ...pool, nodeCount: 3 }] })
    await create(box, tree, newBuild(tree, box.project))
    box.running.sim.clearCalls()

    const settle = async (to: Omit<NonNullable<TreeOptions['pools']>[number], 'name'>) => {
      const wanted = clusterTree({ pools: [{ ...pool, ...to }] })
      const next = newBuild(wanted, box.project)
      const known = await built(box, tree)
      for (const [id, outputs] of known.outputs) next.outputs.set(id, outputs)
      const declaration = next.declarations.find((d) => d.type === 'container:node-pool')
      assert.ok(declaration)
      const object = resolved(next, wanted, declaration)
      const handler = box.session.handler(declaration.type)
      for (;;) {
        const seen = await untilReady(box, object)
        const changes = handler.compare(object, seen)
        if (changes.length === 0) return seen.fields['nodeCount']
        await handler.update?.(object, seen, changes, { token: randomUUID(), signal: box.signal })
      }
    }

    assert.equal(await settle({ nodeCount: 4 }), 4)
    assert.equal(await settle({ nodeCount: 3 }), 3)
    await settle({ nodeCount: 3, autoscaling: { min: 3, max: 9 } })
    assert.deepEqual(mutations(box), [
      'container.nodePools.setSize',
      'container.nodePools.update',
      'container.nodePools.update',
      'container.nodePools.setSize',
      'container.nodePools.setAutoscaling',
    ])
  })
})

/** What is there, as a session that knows nothing finds it. */
async function built(box: Sandbox, tree: ReturnType<typeof clusterTree>) {
  const build = newBuild(tree, box.project)
  const session = await box.reopen()
  for (const declaration of build.declarations) {
    const object = resolved(build, tree, declaration)
    const [seen] = await session.handler(declaration.type).find(object, undefined, box.signal)
    assert.ok(seen?.owned, `${declaration.id} is found`)
    build.outputs.set(declaration.id, seen.outputs)
    build.externalIds.set(declaration.id, seen.externalId)
  }
  return build
}
