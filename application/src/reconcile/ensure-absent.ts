import { dependenciesOf } from '@skyclust/domain'
import { CloudError } from '../ports/cloud-error.ts'
import type { Leftover, Observation, ResolvedObject } from '../ports/cloud-provider.ts'
import { asCloudError } from './errors.ts'
import { closeIntent, commit, mutate } from './journal.ts'
import {
  BUSY_TRIES_BEFORE_EXPLAINING,
  deletingState,
  goneState,
  troubledState,
  waitState,
} from './object-state.ts'
import { handlerOf, type Node, nowIso, resolveNode, type Walk } from './walk-context.ts'

/** Takes the next step towards the object being gone; what depends on it is gone already. */
export async function ensureAbsent(walk: Walk, node: Node): Promise<void> {
  const object = resolveNode(walk, node)
  // Without the outputs it needs it was never created.
  if (!object) return commit(walk, node, goneState(walk, node))
  try {
    if (node.intent?.action === 'create') return await resolveCreate(walk, node, object)
    if (node.intent) await closeIntent(walk, node, 'found', node.state)
    if (node.state.externalId === undefined) return await vanish(walk, node, object)
    if (node.state.state === 'deleting') return await watchRemoval(walk, node, object)
    const parent =
      node.declaration.removedWith === undefined
        ? undefined
        : walk.nodes.get(node.declaration.removedWith)
    if (parent && !parent.wanted) return await goneWithParent(walk, node, parent)
    return await remove(walk, node, object, node.state.externalId)
  } catch (thrown) {
    if (walk.signal.aborted) throw walk.signal.reason
    if (!(thrown instanceof CloudError)) throw thrown
    await commit(walk, node, {
      ...troubledState(walk, node, thrown),
      externalId: node.state.externalId,
    })
  }
}

/** A create whose answer was lost may still turn up: only a look after the grace period says that it will not. */
async function resolveCreate(walk: Walk, node: Node, object: ResolvedObject): Promise<void> {
  const { intent } = node
  if (!intent) return
  const found = await handlerOf(walk, node).find(object, undefined, walk.signal)
  const mine = found.find((o) => o.owned)
  if (mine) {
    await closeIntent(walk, node, 'found', {
      ...node.state,
      externalId: mine.externalId,
      state: 'pending',
      nextAttemptAt: undefined,
    })
    return removeDuplicates(walk, node, object, found)
  }
  const sinceMs = walk.ports.clock.now() - Date.parse(intent.sentAt)
  if (sinceMs < walk.graceMs)
    return commit(
      walk,
      node,
      waitState(
        walk,
        node,
        Math.min(walk.graceMs - sinceMs + 1, walk.graceMs / 4),
        'Making sure that an unanswered create left nothing behind.',
      ),
    )
  await closeIntent(walk, node, 'absent', goneState(walk, node))
}

/** Never seen by us. What came with a parent that stays has to be looked for; anything else was never made. */
async function vanish(walk: Walk, node: Node, object: ResolvedObject): Promise<void> {
  const parent =
    node.declaration.createdWith === undefined
      ? undefined
      : walk.nodes.get(node.declaration.createdWith)
  if (parent?.wanted && parent.state.state !== 'gone' && parent.state.externalId !== undefined) {
    const mine = (await handlerOf(walk, node).find(object, undefined, walk.signal)).find(
      (o) => o.owned,
    )
    if (mine)
      return commit(walk, node, {
        ...node.state,
        externalId: mine.externalId,
        state: 'pending',
        nextAttemptAt: undefined,
      })
  }
  return commit(walk, node, goneState(walk, node))
}

async function goneWithParent(walk: Walk, node: Node, parent: Node): Promise<void> {
  if (parent.state.state === 'gone') return commit(walk, node, goneState(walk, node))
}

async function remove(
  walk: Walk,
  node: Node,
  object: ResolvedObject,
  externalId: string,
): Promise<void> {
  const outcome = await startRemoval(walk, node, object, externalId)
  if (outcome === 'gone') return commit(walk, node, goneState(walk, node))
  if (outcome === 'accepted' && node.declaration.usualRemoveSeconds === undefined)
    return watchRemoval(walk, node, object)
}

/** Sends the one removing call. `accepted`: watch it go; `gone`: was not there; `later`: state says when and why. */
export async function startRemoval(
  walk: Walk,
  node: Node,
  object: ResolvedObject,
  externalId: string,
): Promise<'accepted' | 'gone' | 'later'> {
  const handler = handlerOf(walk, node)
  if (!handler.remove) return 'gone'
  const call = handler.remove.bind(handler)
  const result = await mutate(
    walk,
    node,
    'remove',
    (token) => call(object, externalId, { token, signal: walk.signal }),
    () => ({
      ...deletingState(walk, node, walk.ports.clock.now()),
      externalId,
      startedAt: nowIso(walk),
    }),
    (error) =>
      error.class === 'not-found'
        ? node.state
        : { ...troubledState(walk, node, error), externalId },
  )
  if (result.done) return 'accepted'
  if (result.error.class === 'not-found') return 'gone'
  if (result.error.class === 'busy') await clearTheWay(walk, node, object, externalId)
  return 'later'
}

/** The cloud refuses because something is in the way: take along what is the cluster's, name what is not. */
async function clearTheWay(
  walk: Walk,
  node: Node,
  object: ResolvedObject,
  externalId: string,
): Promise<void> {
  const handler = handlerOf(walk, node)
  const left = (await handler.leftovers?.(object, externalId, walk.signal)) ?? []
  for (const leftover of left) await removeLeftover(walk, node, leftover)
  if (left.length > 0)
    return commit(walk, node, { ...node.state, nextAttemptAt: nowIso(walk, 1000 / walk.pace) })
  if (node.state.attempts < BUSY_TRIES_BEFORE_EXPLAINING) return
  if (await cameBack(walk, node)) return
  const blockers = (await handler.explainBlock?.(object, externalId, walk.signal)) ?? []
  if (blockers.length === 0) return
  await commit(walk, node, {
    ...node.state,
    state: 'blocked',
    message: `${object.declaration.name} cannot be deleted while these exist: ${blockers.join('; ')}`,
    remedy: 'Remove them, or let whoever made them remove them; deletion then goes on by itself.',
  })
}

/**
 * A create that got no answer, was repeated and removed again may take effect only now: what stood on this object and is
 * gone is looked for once more.
 */
async function cameBack(walk: Walk, node: Node): Promise<boolean> {
  const dependents = [...walk.nodes.values()].filter(
    (other) =>
      other.state.state === 'gone' &&
      dependenciesOf(other.declaration).includes(node.declaration.id),
  )
  const gone = await Promise.all(dependents.map((other) => lookOnceMore(walk, other)))
  return gone.includes(false)
}

async function removeLeftover(walk: Walk, node: Node, leftover: Leftover): Promise<void> {
  const { state, declaration } = node
  const token = walk.ports.random.uuid()
  const at = nowIso(walk)
  await walk.ports.db.transaction(
    (stores) =>
      stores.journal.begin({
        token,
        workspaceId: state.workspaceId,
        rootId: state.rootId,
        resourceId: declaration.resourceId,
        objectId: declaration.id,
        action: 'remove',
        call: leftover.call,
        intentAt: at,
        sentAt: at,
        outcome: undefined,
        finishedAt: undefined,
        externalId: leftover.description,
        requestId: undefined,
        operationId: undefined,
        error: undefined,
      }),
    walk.lease,
  )
  const finish = (outcome: 'accepted' | 'refused', error?: string) =>
    walk.ports.db.transaction(
      (stores) =>
        stores.journal.finish(token, {
          outcome,
          finishedAt: nowIso(walk),
          externalId: leftover.description,
          requestId: undefined,
          operationId: undefined,
          error,
        }),
      walk.lease,
    )
  try {
    await leftover.remove(walk.signal)
    await finish('accepted')
  } catch (thrown) {
    walk.signal.throwIfAborted()
    // The next look finds it again if it is still there.
    await finish('refused', asCloudError(thrown).message)
  }
}

async function watchRemoval(walk: Walk, node: Node, object: ResolvedObject): Promise<void> {
  const { externalId, startedAt } = node.state
  const found = (await handlerOf(walk, node).find(object, externalId, walk.signal)).filter(
    (o) => o.owned || o.externalId === externalId,
  )
  const seen = found[0]
  if (!seen) return commit(walk, node, goneState(walk, node))
  const sentAt = Date.parse(startedAt ?? nowIso(walk))
  const stillThere = seen.settled.state === 'ready' || seen.settled.state === 'failed'
  if (stillThere && walk.ports.clock.now() - sentAt > walk.graceMs)
    return remove(walk, node, object, seen.externalId)
  await commit(walk, node, { ...deletingState(walk, node, sentAt), externalId: seen.externalId })
}

/** Before a tree is forgotten: anything of this object that the cloud still shows by tag or name is taken up again. */
export async function lookOnceMore(walk: Walk, node: Node): Promise<boolean> {
  const object = resolveNode(walk, node)
  if (!object) return true
  const mine = (await handlerOf(walk, node).find(object, undefined, walk.signal)).find(
    (o) => o.owned && o.settled.state !== 'deleting',
  )
  if (!mine) return true
  await commit(walk, node, {
    ...node.state,
    state: 'pending',
    externalId: mine.externalId,
    nextAttemptAt: undefined,
  })
  return false
}

/** Sends the failed or outdated object away; once it is gone the next walk makes it again. */
export async function replace(
  walk: Walk,
  node: Node,
  object: ResolvedObject,
  externalId: string,
  error: CloudError,
): Promise<void> {
  const replacements = node.state.replacements + 1
  const outcome = await startRemoval(walk, node, object, externalId)
  if (outcome === 'later') return
  await commit(walk, node, {
    ...node.state,
    state: 'deleting',
    replacements,
    message: `${error.message} — it is being replaced (try ${replacements}).`,
    ...(outcome === 'gone' ? { nextAttemptAt: undefined } : {}),
  })
}

/** Keeps the one that is recorded or oldest and removes the rest: an answered-by-timeout create may have happened twice. */
export async function removeDuplicates(
  walk: Walk,
  node: Node,
  object: ResolvedObject,
  found: readonly Observation[],
): Promise<void> {
  const extra = found.filter((o) => o.owned && o.externalId !== node.state.externalId)
  for (const duplicate of extra) {
    const handler = handlerOf(walk, node)
    await removeLeftover(walk, node, {
      description: duplicate.externalId,
      call: object.declaration.calls.remove ?? object.declaration.type,
      remove: async (signal) => {
        await handler.remove?.(object, duplicate.externalId, {
          token: walk.ports.random.uuid(),
          signal,
        })
      },
    })
  }
}
