import {
  type Condition,
  lookPlan,
  remainingSeconds,
  type ObjectId,
  type Resource,
  ResourceId,
  withCondition,
} from '@skyclust/domain'
import { CloudError } from '../ports/cloud-error.ts'
import type { CloudSession } from '../ports/cloud-provider.ts'
import { withUrgency } from '../rates/urgency.ts'
import type { Ports } from '../ports/ports.ts'
import type { Lease, RunResult } from '../ports/stores.ts'
import { ensureAbsent, lookOnceMore } from './ensure-absent.ts'
import { ensurePresent } from './ensure-present.ts'
import { asCloudError } from './errors.ts'
import { joinNodes, loadTree, type LoadedTree } from './load-walk.ts'
import { scheduleOf } from './schedule.ts'
import { resourceEvent, writeStatus } from './status.ts'
import { type Node, nowIso, type Walk } from './walk-context.ts'

/** A finished tree is looked at again this often (real seconds): the steady state that finds drift. */
const RESYNC_MS = 10 * 60_000
const SESSION_RETRY_MS = 30_000
const FINAL_LOOK_RETRY_MS = 1000

/**
 * One run of the reconciler for one ownership tree: looks at what is wanted and what is there *now*, takes every step that
 * can be taken, and says when to come again. Running it twice is harmless; dying anywhere in it loses nothing.
 */
export async function reconcileTree(
  ports: Ports,
  lease: Lease,
  signal: AbortSignal,
): Promise<RunResult> {
  const loaded = await loadTree(ports, ResourceId.parse(lease.key))
  if (!loaded) return { again: 'when-woken' }
  let session: CloudSession
  try {
    session = await ports.sessions.open(loaded.credential, loaded.root.location)
  } catch (thrown) {
    signal.throwIfAborted()
    await reportTrouble(ports, lease, loaded, asCloudError(thrown).message)
    return { again: 'after', ms: SESSION_RETRY_MS }
  }
  const walk = newWalk(ports, lease, signal, loaded, session)
  await recordNewObjects(walk, loaded)
  await writeStatus(walk)
  const msUntilNext = await walkTree(walk)
  await writeStatus(walk)
  if (await forgetWhatIsGone(walk)) return { again: 'when-woken' }
  if (msUntilNext !== undefined) return { again: 'after', ms: msUntilNext }
  return { again: 'after', ms: msUntilNextResync(ports.clock.now()) }
}

function slotOf(timeMs: number): number {
  return Math.floor(timeMs / RESYNC_MS)
}

/** All trees are looked at again at the same moments, so that one batched read serves many of them. */
function msUntilNextResync(now: number): number {
  return RESYNC_MS - (now % RESYNC_MS)
}

function newWalk(
  ports: Ports,
  lease: Lease,
  signal: AbortSignal,
  loaded: LoadedTree,
  session: CloudSession,
): Walk {
  const pace = ports.sessions.pace(loaded.credential)
  const nodes = joinNodes(loaded)
  const observed = [...nodes.values()]
    .map((n) => Date.parse(n.state.observedAt ?? ''))
    .filter((t) => !Number.isNaN(t))
  const allReady = [...nodes.values()].every((n) => n.wanted && n.state.state === 'ready')
  return {
    ports,
    lease,
    signal,
    provider: loaded.provider,
    session,
    tree: loaded.tree,
    resources: new Map(loaded.resources.map((r) => [r.id as string, r])),
    nodes,
    rhythms: lookPlan(loaded.declarations),
    remaining: remainingSeconds(loaded.declarations),
    pace,
    graceMs: Math.max(1000, (loaded.provider.graceSeconds * 1000) / pace),
    resync: allReady && slotOf(ports.clock.now()) > slotOf(Math.max(0, ...observed)),
  }
}

/** The timeline shows from the beginning what is still to come, and the price of it. */
async function recordNewObjects(walk: Walk, loaded: LoadedTree): Promise<void> {
  const known = new Set(loaded.states.map((s) => s.objectId))
  const added = [...walk.nodes.values()].filter((n) => !known.has(n.declaration.id))
  if (added.length === 0) return
  await walk.ports.db.transaction(
    (stores) => stores.objects.upsert(added.map((n) => n.state)),
    walk.lease,
  )
}

/** Works on everything that can be worked on, in parallel where the graph allows; ends when only waiting is left. */
async function walkTree(walk: Walk): Promise<number | undefined> {
  const running = new Map<ObjectId, Promise<void>>()
  const looked = new Set<ObjectId>()
  const schedule = scheduleOf(walk, running, looked)
  let failure: { readonly error: unknown } | undefined
  const start = (node: Node) => {
    const { id } = node.declaration
    if (node.state.state === 'ready') looked.add(id)
    const step = (
      node.wanted ? ensurePresent(urgentWalk(walk, node), node) : ensureAbsent(walk, node)
    )
      .catch((error: unknown) => {
        failure ??= { error }
      })
      .finally(() => running.delete(id))
    running.set(id, step)
  }
  for (;;) {
    if (!failure && !walk.signal.aborted)
      for (const node of walk.nodes.values())
        if (!running.has(node.declaration.id) && schedule.actionable(node)) start(node)
    if (running.size === 0) break
    await oneDoneOrAnotherDue(walk, running, schedule.msUntilNext())
  }
  walk.signal.throwIfAborted()
  if (failure) throw failure.error
  return schedule.msUntilNext()
}

/** A step may wait long for its rate token; what becomes due meanwhile does not wait for it. */
async function oneDoneOrAnotherDue(
  walk: Walk,
  running: ReadonlyMap<ObjectId, Promise<void>>,
  msUntilNext: number | undefined,
): Promise<void> {
  if (msUntilNext === undefined) return Promise.race(running.values())
  const enough = new AbortController()
  const due = walk.ports.clock.sleep(Math.max(20, msUntilNext), enough.signal).catch(() => {})
  await Promise.race([...running.values(), due])
  enough.abort()
}

/** The same walk, with calls that say what waiting for them costs. */
function urgentWalk(walk: Walk, node: Node): Walk {
  const seconds = walk.remaining.get(node.declaration.id)
  return seconds === undefined ? walk : { ...walk, signal: withUrgency(walk.signal, seconds) }
}

/** Drops resources whose every object is gone and which were asked to go. True when the whole tree has gone. */
async function forgetWhatIsGone(walk: Walk): Promise<boolean> {
  const doomed = [...walk.resources.values()].filter((r) => r.deletionRequestedAt !== undefined)
  const rootGoes = walk.tree.root.deletionRequestedAt !== undefined
  const finished: Resource[] = []
  for (const resource of rootGoes ? [...walk.resources.values()] : doomed) {
    const nodes = [...walk.nodes.values()].filter((n) => n.declaration.resourceId === resource.id)
    if (nodes.some((n) => n.state.state !== 'gone')) {
      if (rootGoes) return false
      continue
    }
    finished.push(resource)
  }
  if (finished.length === 0) return false
  const ids = new Set(finished.map((r) => r.id))
  const nodes = [...walk.nodes.values()].filter((n) => ids.has(n.declaration.resourceId))
  const clean = await Promise.all(nodes.map((n) => looksClean(walk, n)))
  if (clean.includes(false)) {
    await walk.ports.db.transaction(
      (stores) => stores.jobs.add(walk.lease.key, { delayMs: FINAL_LOOK_RETRY_MS }),
      walk.lease,
    )
    return false
  }
  await walk.ports.db.transaction(async (stores) => {
    if (rootGoes) await stores.objects.removeAll(walk.tree.root.id)
    else
      await stores.objects.remove(
        walk.tree.root.id,
        nodes.map((n) => n.declaration.id),
      )
    for (const resource of finished.toReversed()) await stores.resources.delete(resource.id)
    await stores.events.append(
      walk.tree.root.workspaceId,
      finished.map((r) => ({
        type: 'resource.deleted',
        resourceId: r.id,
        data: {
          rootId: r.rootId,
          kind: r.kind,
          name: r.name,
          labels: walk.tree.root.labels,
        },
      })),
    )
  }, walk.lease)
  return rootGoes
}

/** A look that fails proves nothing: the tree stays until one succeeds. */
async function looksClean(walk: Walk, node: Node): Promise<boolean> {
  try {
    return await lookOnceMore(walk, node)
  } catch (error) {
    walk.signal.throwIfAborted()
    if (error instanceof CloudError) return false
    throw error
  }
}

/** The credential cannot be opened: nothing can be done, and everybody should see why. */
async function reportTrouble(
  ports: Ports,
  lease: Lease,
  loaded: LoadedTree,
  message: string,
): Promise<void> {
  const at = nowIso({ ports })
  const blocked: Condition = {
    type: 'Blocked',
    status: 'True',
    reason: 'credential',
    message: `The credential «${loaded.credential.name}» cannot be used: ${message}`,
    lastTransitionTime: at,
    observedGeneration: loaded.root.generation,
  }
  const before = loaded.root.conditions.find((c) => c.type === 'Blocked')
  if (before?.status === 'True' && before.message === blocked.message) return
  await ports.db.transaction(async (stores) => {
    const newest = await stores.resources.get(loaded.root.workspaceId, loaded.root.id)
    if (!newest) return
    const next = { ...newest, conditions: withCondition(newest.conditions, blocked), updatedAt: at }
    await stores.resources.update(next)
    await stores.events.append(next.workspaceId, [
      { type: 'resource.changed', resourceId: next.id, data: resourceEvent(next, next) },
    ])
  }, lease)
}
