import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { topologicalOrder } from '@skyclust/domain'
import { blueprint } from './blueprint.ts'
import { driver, sandbox } from './testing/driver.ts'
import { clusterTree, poolSpec } from './testing/trees.ts'

describe('AKS in the sandbox', () => {
  it('comes up as declared with the planned calls, and goes away without a trace', async () => {
    await using box = await sandbox()
    const tree = clusterTree({ system: poolSpec(), 'batch-1': poolSpec({ spot: true }) })
    const graph = blueprint(tree, box.account)
    const walk = driver(box.sim, box.session, tree)

    await walk.create(graph)

    const mutations = () =>
      box.sim
        .calls()
        .filter((call) => call.mutating)
        .map((call) => call.operation)
    assert.deepEqual(
      mutations(),
      topologicalOrder(graph)
        .filter((object) => object.createdWith === undefined)
        .map((object) => object.calls.create),
    )
    box.sim.clearCalls()
    await walk.remove(graph)

    assert.deepEqual(box.sim.inventory('azure'), [])
    assert.deepEqual(
      mutations().toSorted(),
      graph
        .filter((object) => object.removedWith === undefined)
        .map((object) => object.calls.remove ?? '')
        .toSorted(),
    )
  })
})
