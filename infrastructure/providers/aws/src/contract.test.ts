import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { blueprint } from './blueprint.ts'
import { drive } from './testing/drive.ts'
import { startSandbox } from './testing/sandbox.ts'
import { clusterTree } from './testing/tree.ts'

describe('an EKS cluster in the simulated AWS', () => {
  it('comes up by exactly the declared calls, is found again, and goes without a trace', async () => {
    await using sandbox = await startSandbox()
    const { sim } = sandbox.running
    const { zones } = await sandbox.session.catalog(AbortSignal.timeout(5000))
    const tree = clusterTree({}, {}, { zones, spec: { aws: { adminPrincipalArns: [] } } })
    const graph = blueprint(tree, sandbox.account)
    const walk = drive(graph, sandbox.session, (ms) => sim.clock.advance(ms))
    sim.clearCalls()

    await walk.create()

    const made = sim.calls().filter((call) => call.mutating && call.outcome === 'ok')
    assert.deepEqual(
      made.map((call) => call.operation).toSorted(),
      graph.flatMap((o) => o.calls.create ?? []).toSorted(),
    )
    const reads = sim.calls().filter((call) => !call.mutating).length
    assert.ok(reads > 0)
    for (const declaration of graph) {
      const object = walk.resolve(declaration)
      const handler = sandbox.session.handler(declaration.type)
      const [seen, ...more] = await handler.find(object, undefined, AbortSignal.timeout(5000))
      assert.ok(seen?.owned, declaration.id)
      assert.equal(seen.externalId, walk.externalIds.get(declaration.id))
      assert.deepEqual(more, [])
    }

    await walk.remove()

    assert.deepEqual(
      sim.inventory('aws').map((item) => `${item.type} ${item.id}`),
      [],
    )
  })
})
