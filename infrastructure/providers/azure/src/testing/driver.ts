import assert from 'node:assert/strict'
import {
  accountGovernor,
  type CloudSession,
  type Observation,
  type ResolvedObject,
} from '@skyclust/application'
import { type Cloudsim, startCloudsim } from '@skyclust/cloudsim'
import {
  type ObjectDeclaration,
  removalBlockers,
  resolveDesired,
  type ResourceTree,
  topologicalOrder,
} from '@skyclust/domain'
import { azure } from '../index.ts'

/** A sandbox with one subscription and an opened session, for contract tests. */
export async function sandbox(location = 'koreacentral') {
  const running = await startCloudsim()
  const credential = await running.sim.createAccount('azure')
  if (credential.cloud !== 'azure') throw new Error('no Azure account')
  const { cloud: _cloud, ...secret } = credential
  const clock = {
    now: () => Date.now(),
    // Waiting costs the cloud's time, not ours.
    sleep: (ms: number) => {
      running.sim.clock.advance(ms)
      return Promise.resolve()
    },
    timeout: (ms: number) => AbortSignal.timeout(ms),
  }
  const open = (more: Partial<typeof secret> = {}): Promise<CloudSession> =>
    azure().open({
      secret: { provider: 'azure', secret: { ...secret, ...more } },
      endpoint: { url: running.urls.azure, pace: 1 },
      location,
      governor: accountGovernor(clock, {}),
      clock,
      random: { next: () => 0.5, bytes: (n) => new Uint8Array(n), uuid: () => crypto.randomUUID() },
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    })
  return {
    sim: running.sim,
    url: running.urls.azure,
    account: { account: secret.subscriptionId, principal: secret.clientId },
    open,
    session: await open(),
    [Symbol.asyncDispose]: () => running.close(),
  }
}

export const signal: AbortSignal = new AbortController().signal
const options = { token: 'token', signal }

/** Walks a graph as the engine does, one object after the other, with the sandbox's clock pushed on. */
export function driver(sim: Cloudsim, session: CloudSession, tree: ResourceTree) {
  const outputs = new Map<string, Observation['outputs']>()

  const resolved = (declaration: ObjectDeclaration): ResolvedObject => {
    const desired = resolveDesired(declaration.desired, (reference) => {
      const value = outputs.get(reference.$ref)?.[reference.output]
      return value
    })
    assert.ok(desired, `references of ${declaration.id} are known`)
    return {
      declaration,
      desired,
      owner: { workspace: tree.root.workspaceId, resource: tree.root.id, object: declaration.id },
      labels: tree.root.labels,
    }
  }

  const settled = async (declaration: ObjectDeclaration): Promise<Observation | undefined> => {
    const handler = session.handler(declaration.type)
    for (let looks = 0; looks < 200; looks++) {
      const [seen] = await handler.find(resolved(declaration), undefined, signal)
      if (!seen || seen.settled.state === 'ready' || seen.settled.state === 'failed') return seen
      sim.clock.advance(10_000)
    }
    throw new Error(`${declaration.id} does not settle`)
  }

  const see = async (declaration: ObjectDeclaration): Promise<Observation> => {
    const seen = await settled(declaration)
    assert.ok(seen, `${declaration.id} is there`)
    outputs.set(declaration.id, seen.outputs)
    return seen
  }

  return {
    resolved,
    see,
    settled,
    async create(graph: readonly ObjectDeclaration[]) {
      for (const declaration of topologicalOrder(graph)) {
        const handler = session.handler(declaration.type)
        if (declaration.createdWith === undefined) {
          await handler.create?.(resolved(declaration), options)
        }
        const seen = await see(declaration)
        assert.deepEqual(seen.settled, { state: 'ready' }, declaration.id)
        assert.ok(seen.owned, `${declaration.id} is ours`)
        assert.deepEqual(handler.compare(resolved(declaration), seen), [], declaration.id)
      }
    },
    async update(declaration: ObjectDeclaration) {
      const handler = session.handler(declaration.type)
      const before = await see(declaration)
      const changes = handler.compare(resolved(declaration), before)
      await handler.update?.(resolved(declaration), before, changes, options)
      const after = await see(declaration)
      assert.deepEqual(handler.compare(resolved(declaration), after), [], declaration.id)
      return changes
    },
    async remove(graph: readonly ObjectDeclaration[]) {
      const left = new Set(graph)
      const byId = new Map(graph.map((d) => [d.id, d]))
      while (left.size > 0) {
        const free = [...left].filter((d) =>
          removalBlockers(d, graph).every((id) => !left.has(byId.get(id) ?? d)),
        )
        assert.ok(free.length > 0, 'something can be removed')
        for (const declaration of free) {
          const handler = session.handler(declaration.type)
          const parent = declaration.removedWith
          const [seen] = await handler.find(resolved(declaration), undefined, signal)
          if (seen && parent === undefined) {
            await handler.remove?.(resolved(declaration), seen.externalId, options)
          }
          if (parent === undefined)
            assert.equal(await settled(declaration), undefined, declaration.id)
          left.delete(declaration)
        }
      }
    },
  }
}
