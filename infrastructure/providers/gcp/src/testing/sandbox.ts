import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import {
  accountGovernor,
  type CloudSession,
  type Clock,
  type Logger,
  type Outputs,
  type ResolvedObject,
} from '@skyclust/application'
import { type NewAccount, type RunningCloudsim, startCloudsim } from '@skyclust/cloudsim'
import {
  GcpSecret,
  type ObjectDeclaration,
  type ResourceTree,
  resolveDesired,
  topologicalOrder,
} from '@skyclust/domain'
import { blueprint } from '../blueprint.ts'
import { gcp } from '../index.ts'
import { RATE_LIMITS } from '../rates.ts'

const clock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await setTimeout(ms, undefined, signal ? { signal } : {})
  },
  timeout: (ms) => AbortSignal.timeout(ms),
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** A sandbox account of its own with an open session; time in the cloud stands still between steps. */
export interface Sandbox {
  readonly running: RunningCloudsim
  readonly session: CloudSession
  readonly project: string
  readonly signal: AbortSignal
  /** A second session of the same account, as after a restart. */
  reopen(location?: string): Promise<CloudSession>
  close(): Promise<void>
}

export async function openSandbox(
  location = 'europe-west1',
  account: NewAccount = {},
): Promise<Sandbox> {
  const running = await startCloudsim({ speed: 0.001 })
  const key = await running.sim.createAccount('gcp', account)
  assert.equal(key.cloud, 'gcp')
  const secret = GcpSecret.parse('serviceAccountKey' in key ? key.serviceAccountKey : undefined)
  const open = (at: string) =>
    gcp().open({
      secret: { provider: 'gcp', secret },
      endpoint: { url: running.urls.gcp, pace: 1000 },
      location: at,
      governor: accountGovernor(clock, RATE_LIMITS, 1000),
      clock,
      random: {
        next: Math.random,
        bytes: (length) => randomBytes(length),
        uuid: () => randomUUID(),
      },
      logger: silent,
    })
  return {
    running,
    session: await open(location),
    project: secret.project_id,
    signal: new AbortController().signal,
    reopen: (at = location) => open(at),
    async close() {
      await running.close()
    },
  }
}

/** What the engine would know of a tree that is being built. */
export interface Build {
  readonly declarations: readonly ObjectDeclaration[]
  readonly outputs: Map<string, Outputs>
  readonly externalIds: Map<string, string>
}

export function newBuild(tree: ResourceTree, project: string): Build {
  const declarations = topologicalOrder(blueprint(tree, { account: project, principal: 'me' }))
  return { declarations, outputs: new Map(), externalIds: new Map() }
}

export function resolved(
  build: Build,
  tree: ResourceTree,
  declaration: ObjectDeclaration,
): ResolvedObject {
  const desired = resolveDesired(declaration.desired, (r) => build.outputs.get(r.$ref)?.[r.output])
  assert.ok(desired, `the outputs that ${declaration.id} needs are known`)
  return {
    declaration,
    desired,
    owner: {
      workspace: tree.root.workspaceId,
      resource: tree.root.rootId,
      object: declaration.id,
    },
    labels: tree.resources.find((r) => r.id === declaration.resourceId)?.labels ?? {},
  }
}

const STEP_MS = 20_000
const MOST_STEPS = 100

/** Polls one object with the cloud's clock going on until it is ready. */
export async function untilReady(
  sandbox: Sandbox,
  object: ResolvedObject,
  session: CloudSession = sandbox.session,
) {
  const handler = session.handler(object.declaration.type)
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const [seen] = await handler.find(object, undefined, sandbox.signal)
    if (seen?.settled.state === 'failed') assert.fail(seen.settled.message)
    if (seen?.settled.state === 'ready') return seen
    sandbox.running.sim.clock.advance(STEP_MS)
  }
  return assert.fail(`${object.declaration.id} never became ready`)
}

/** Creates every object of the tree in order, one after the other. */
export async function create(sandbox: Sandbox, tree: ResourceTree, build: Build): Promise<void> {
  for (const declaration of build.declarations) {
    const object = resolved(build, tree, declaration)
    const handler = sandbox.session.handler(declaration.type)
    if (declaration.createdWith === undefined) {
      const receipt = await handler.create?.(object, {
        token: randomUUID(),
        signal: sandbox.signal,
      })
      assert.ok(receipt, `${declaration.id} can be created`)
    }
    const seen = await untilReady(sandbox, object)
    assert.ok(seen.owned, `${declaration.id} is ours`)
    assert.deepEqual(handler.compare(object, seen), [], `${declaration.id} is as desired`)
    build.outputs.set(declaration.id, seen.outputs)
    build.externalIds.set(declaration.id, seen.externalId)
  }
}

/** Removes everything in reverse order; what goes with its parent is left to it. */
export async function remove(sandbox: Sandbox, tree: ResourceTree, build: Build): Promise<void> {
  for (const declaration of build.declarations.toReversed()) {
    const externalId = build.externalIds.get(declaration.id)
    if (externalId === undefined || declaration.removedWith !== undefined) continue
    const object = resolved(build, tree, declaration)
    const handler = sandbox.session.handler(declaration.type)
    await handler.remove?.(object, externalId, { token: randomUUID(), signal: sandbox.signal })
    for (let step = 0; ; step += 1) {
      assert.ok(step < MOST_STEPS, `${declaration.id} never went away`)
      const found = await handler.find(object, externalId, sandbox.signal)
      if (found.length === 0) break
      sandbox.running.sim.clock.advance(STEP_MS)
    }
  }
}

/** Names of the mutating calls so far. */
export function mutations(sandbox: Sandbox): readonly string[] {
  return sandbox.running.sim
    .calls()
    .filter((call) => call.mutating)
    .map((call) => call.operation)
}
