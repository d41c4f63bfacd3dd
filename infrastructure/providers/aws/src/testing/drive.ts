import {
  CloudError,
  type CloudSession,
  type Observation,
  type Outputs,
  type ResolvedObject,
} from '@skyclust/application'
import {
  dependenciesOf,
  removalBlockers,
  resolveDesired,
  type ObjectDeclaration,
} from '@skyclust/domain'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'

/** For tests: walks a graph as the engine does, without database, journal or retries of its own beyond the plain ones. */
export interface Drive {
  readonly outputs: Map<string, Outputs>
  readonly externalIds: Map<string, string>
  resolve(declaration: ObjectDeclaration): ResolvedObject
  /** Creates everything in dependency order and waits until it is ready. */
  create(): Promise<void>
  /** Removes everything in reverse order and waits until it is gone. */
  remove(): Promise<void>
}

const STEP_MS = 20_000
const signal = AbortSignal.timeout(60_000)

export function drive(
  graph: readonly ObjectDeclaration[],
  session: CloudSession,
  advance: (ms: number) => void,
  workspace = 'wsp_test',
  resource = 'res_test',
): Drive {
  const outputs = new Map<string, Outputs>()
  const externalIds = new Map<string, string>()
  const tokens = new Map(graph.map((each) => [each.id, randomUUID()]))
  const resolve = (declaration: ObjectDeclaration): ResolvedObject => {
    const desired = resolveDesired(
      declaration.desired,
      ({ $ref, output }) => outputs.get($ref)?.[output],
    )
    assert.ok(desired, `${declaration.id}: an output is missing`)
    return {
      declaration,
      desired,
      owner: { workspace, resource, object: declaration.id },
      labels: { team: 'shop' },
    }
  }
  const missing = (done: ReadonlySet<string>) =>
    graph.flatMap(({ id }) => (done.has(id) ? [] : id)).join(', ')
  const look = async (declaration: ObjectDeclaration) =>
    session
      .handler(declaration.type)
      .find(resolve(declaration), externalIds.get(declaration.id), signal)
  const settle = (declaration: ObjectDeclaration, seen: Observation): boolean => {
    assert.ok(seen.owned, `${declaration.id} is ours`)
    if (seen.settled.state === 'failed') assert.fail(`${declaration.id}: ${seen.settled.message}`)
    outputs.set(declaration.id, { ...outputs.get(declaration.id), ...seen.outputs })
    if (seen.settled.state !== 'ready') return false
    assert.deepEqual(
      session.handler(declaration.type).compare(resolve(declaration), seen),
      [],
      declaration.id,
    )
    return true
  }
  const start = async (declaration: ObjectDeclaration): Promise<boolean> => {
    const handler = session.handler(declaration.type)
    assert.ok('create' in handler, declaration.id)
    try {
      const token = tokens.get(declaration.id) ?? ''
      const receipt = await handler.create?.(resolve(declaration), { token, signal })
      assert.ok(receipt)
      externalIds.set(declaration.id, receipt.externalId)
      return receipt.observation !== undefined && settle(declaration, receipt.observation)
    } catch (error) {
      if (error instanceof CloudError && error.class === 'not-yet-consistent') return false
      throw error
    }
  }
  return {
    outputs,
    externalIds,
    resolve,
    async create() {
      const ready = new Set<string>()
      for (let round = 0; ready.size < graph.length; round++) {
        assert.ok(round < 200, `not ready: ${missing(ready)}`)
        const free = graph.filter(
          (o) => !ready.has(o.id) && dependenciesOf(o).every((id) => ready.has(id)),
        )
        const done = await Promise.all(
          free.map(async (each) => {
            if (!externalIds.has(each.id)) return start(each)
            const [seen] = await look(each)
            return seen !== undefined && settle(each, seen)
          }),
        )
        for (const [index, each] of free.entries()) if (done[index]) ready.add(each.id)
        if (!done.includes(true)) advance(STEP_MS)
      }
    },
    async remove() {
      const gone = new Set<string>()
      const asked = new Set<string>()
      for (let round = 0; gone.size < graph.length; round++) {
        assert.ok(round < 200, `not gone: ${missing(gone)}`)
        let progress = false
        const step = async (each: ObjectDeclaration) => {
          if (each.removedWith !== undefined) return gone.has(each.removedWith)
          const handler = session.handler(each.type)
          assert.ok('remove' in handler, each.id)
          if (asked.has(each.id)) return (await look(each)).length === 0
          try {
            await handler.remove?.(resolve(each), externalIds.get(each.id) ?? '', {
              token: randomUUID(),
              signal,
            })
            asked.add(each.id)
            progress = true
            return false
          } catch (error) {
            if (!(error instanceof CloudError)) throw error
            if (error.class === 'not-found') return true
            if (error.class !== 'busy') throw error
            const object = resolve(each)
            const id = externalIds.get(each.id) ?? ''
            for (const left of (await handler.leftovers?.(object, id, signal)) ?? [])
              await left.remove(signal)
            return false
          }
        }
        const free = graph.filter(
          (o) => !gone.has(o.id) && removalBlockers(o, graph).every((id) => gone.has(id)),
        )
        const done = await Promise.all(free.map(step))
        for (const [index, each] of free.entries())
          if (done[index]) {
            gone.add(each.id)
            progress = true
          }
        if (!progress) advance(STEP_MS)
      }
    },
  }
}
