import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Clock, reconcileTree } from '@skyclust/application'
import { CredentialId, WorkspaceId, type Credential } from '@skyclust/domain'
import { enginePorts, MemoryDatabase } from '@skyclust/testkit'
import { randomBytes, randomUUID } from 'node:crypto'
import { blueprint } from './blueprint.ts'
import { aws } from './index.ts'
import { startSandbox, type Sandbox } from './testing/sandbox.ts'
import { clusterTree } from './testing/tree.ts'

const zones = ['us-east-1a', 'us-east-1b', 'us-east-1d']
const tree = clusterTree({}, {}, { zones, spec: { aws: { adminPrincipalArns: [] } } })
const rootId = tree.root.id

function missing(): never {
  throw new Error('not part of this test')
}

/** The product's engine over the adapter, with the simulated cloud's time as everybody's. */
function engine(sandbox: Sandbox) {
  const { sim } = sandbox.running
  const clock: Clock = {
    now: () => sim.clock.now(),
    sleep: (ms) => Promise.resolve(sim.clock.advance(ms)),
    // The time a cloud may take to answer is real.
    timeout: (ms) => AbortSignal.timeout(ms),
  }
  const database = new MemoryDatabase()
  const db = database.connect(() => clock.now())
  const credential: Credential = {
    id: CredentialId.parse(tree.root.credentialId),
    workspaceId: WorkspaceId.parse(tree.root.workspaceId),
    name: 'sandbox',
    provider: 'aws',
    sandbox: true,
    ...sandbox.account,
    masked: '…',
    verifiedAt: undefined,
    createdAt: tree.root.createdAt,
    version: 1,
  }
  const { tables } = database.state
  tables.credentials.set(credential.id, { credential, sealed: undefined })
  for (const resource of tree.resources) tables.resources.set(resource.id, resource)
  const session = sandbox.openWith(clock)
  const ports = enginePorts({
    db,
    clock,
    providers: new Map([['aws', aws()]]),
    sessions: { open: () => session, verify: missing, forget: missing, pace: () => 1 },
    random: { next: Math.random, bytes: (n) => randomBytes(n), uuid: () => randomUUID() },
    logger: {
      debug() {},
      info() {},
      warn() {},
      error: (fields) => assert.fail(JSON.stringify(fields)),
    },
  })
  let fence = 0
  const run = async (until: () => boolean): Promise<void> => {
    for (let round = 0; !until(); round++) {
      assert.ok(round < 400, JSON.stringify([...tables.objects.values()].map(brief)))
      fence += 1
      const lease = { key: rootId, fence: String(fence), owner: 'me' }
      tables.work.set(rootId, { key: rootId, dueAt: undefined, owner: 'me', fence })
      const result = await reconcileTree(ports, lease, AbortSignal.timeout(60_000))
      if (result.again === 'after' && !until()) sim.clock.advance(result.ms)
    }
  }
  return {
    create: async () => {
      const count = blueprint(tree, sandbox.account).length
      await run(() => {
        const objects = [...tables.objects.values()]
        return objects.length === count && objects.every((o) => o.state === 'ready')
      })
    },
    remove: async () => {
      const deletionRequestedAt = new Date(sim.clock.now()).toISOString()
      for (const resource of tree.resources)
        tables.resources.set(resource.id, { ...resource, deletionRequestedAt })
      await run(() => tables.resources.get(rootId) === undefined)
    },
  }
}

function brief(object: { objectId: string; state: string; message: string | undefined }) {
  return [object.objectId, object.state, object.message]
}

describe('the engine over the AWS adapter', () => {
  it('makes a cluster by the planned calls in the time AWS takes, and deletes it', async () => {
    await using sandbox = await startSandbox({ slow: true })
    const { sim } = sandbox.running
    const { create, remove } = engine(sandbox)
    sim.clearCalls()
    const startedAt = sim.clock.now()

    await create()

    // Control plane at most 960 s, node group at most 180 s, and a little for the network and the looks.
    assert.ok(sim.clock.now() - startedAt < 1_300_000)
    const made = sim.calls().filter((call) => call.mutating && call.outcome === 'ok')
    assert.deepEqual(
      made.map((call) => call.operation).toSorted(),
      blueprint(tree, sandbox.account)
        .flatMap((o) => o.calls.create ?? [])
        .toSorted(),
    )

    await remove()

    assert.deepEqual(sim.inventory('aws'), [])
  })

  it('ends with one of everything when answers are lost and objects show late, and deletes it', async () => {
    await using sandbox = await startSandbox({ slow: true })
    const { sim } = sandbox.running
    const { create, remove } = engine(sandbox)
    sim.setVisibilityDelayMs(20_000)
    for (const operation of ['ec2:*', 'iam:*', 'eks:*'])
      for (const kind of ['drop', 'internal-error'] as const)
        for (const when of ['before', 'after'] as const)
          sim.faults.add({ cloud: 'aws', operation, remaining: 4, fault: { kind, when } })

    await create()

    const counts: Record<string, number> = {}
    for (const { type } of sim.inventory('aws')) counts[type] = (counts[type] ?? 0) + 1
    const { vpc, subnet, address, 'iam-role': roles, 'route-table': tables } = counts
    assert.deepEqual([vpc, subnet, address, roles, tables], [1, 6, 1, 2, 2])
    assert.deepEqual([counts['internet-gateway'], counts['nat-gateway']], [1, 1])

    await remove()

    assert.deepEqual(sim.inventory('aws'), [])
  })
})
