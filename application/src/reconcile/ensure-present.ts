import { dependenciesOf } from '@skyclust/domain'
import { CloudError } from '../ports/cloud-error.ts'
import type { ObjectState } from '../ports/stores.ts'
import type { Observation, ResolvedObject } from '../ports/cloud-provider.ts'
import { closeIntent, commit, mutate } from './journal.ts'
import {
  blockedState,
  deletingState,
  pendingState,
  readyState,
  REPLACEMENTS,
  troubledState,
  waitState,
} from './object-state.ts'
import { REACTIONS } from './errors.ts'
import { removeDuplicates, replace } from './ensure-absent.ts'
import {
  handlerOf,
  mergedOutputs,
  type Node,
  nowIso,
  resolveNode,
  type Walk,
} from './walk-context.ts'

/** Takes the next step towards the object being there as declared; its dependencies are ready. */
export async function ensurePresent(walk: Walk, node: Node): Promise<void> {
  const object = resolveNode(walk, node)
  if (!object) {
    // A dependency is ready without the output it declared: that is our bug, and it must be seen.
    const error = new CloudError(
      'bug',
      'output-missing',
      `an output that «${node.declaration.id}» needs is not known`,
    )
    return commit(walk, node, troubledState(walk, node, error))
  }
  try {
    if (node.intent) return await resolveIntent(walk, node, object)
    if (node.state.externalId !== undefined) return await observe(walk, node, object)
    if (node.declaration.createdWith !== undefined)
      return await expectWithParent(walk, node, object)
    return await create(walk, node, object)
  } catch (thrown) {
    if (walk.signal.aborted) throw walk.signal.reason
    if (!(thrown instanceof CloudError)) throw thrown
    await commit(walk, node, troubledState(walk, node, thrown))
  }
}

async function create(walk: Walk, node: Node, object: ResolvedObject): Promise<void> {
  const handler = handlerOf(walk, node)
  if (!handler.create)
    throw new CloudError(
      'bug',
      'not-creatable',
      `«${object.declaration.id}» cannot be created by itself`,
    )
  const call = handler.create.bind(handler)
  const result = await mutate(
    walk,
    node,
    'create',
    (token) => call(object, { token, signal: walk.signal }),
    (receipt) => {
      const seen = receipt.observation
      const started = {
        ...node,
        intent: undefined,
        state: { ...node.state, startedAt: nowIso(walk), readyAt: undefined },
      }
      if (seen?.settled.state === 'ready' && handler.compare(object, seen).length === 0)
        return readyState(walk, started, object, seen)
      const outputs = seen ? mergedOutputs(node.state.outputs, seen) : node.state.outputs
      return pendingState(walk, started, { externalId: receipt.externalId, outputs })
    },
    (error) => troubledState(walk, node, error),
  )
  // Whose is the name? One look tells; it needs no pause.
  if (!result.done && result.error.class === 'already-exists' && node.intent)
    await resolveIntent(walk, node, object, result.error)
}

/** A call was sent and its outcome is not known: look, and only then decide. */
async function resolveIntent(
  walk: Walk,
  node: Node,
  object: ResolvedObject,
  refused?: CloudError,
): Promise<void> {
  const { intent } = node
  if (!intent) return
  if (intent.action === 'remove') {
    // It was being replaced or removed when the answer was lost; wanted again or not, see what is left.
    await closeIntent(walk, node, 'found', node.state)
    return observe(walk, node, object)
  }
  if (intent.action === 'update') {
    await closeIntent(walk, node, 'found', node.state)
    return observe(walk, node, object)
  }
  const found = await handlerOf(walk, node).find(object, undefined, walk.signal)
  const mine = found.find((o) => o.owned)
  if (mine) {
    await closeIntent(walk, node, 'found', {
      ...node.state,
      externalId: mine.externalId,
      startedAt: node.state.startedAt ?? intent.sentAt,
    })
    await removeDuplicates(walk, node, object, found)
    return settle(walk, node, object, mine)
  }
  const foreign = found[0]
  if (foreign) {
    const error = new CloudError(
      'invalid',
      'name-taken',
      `«${object.declaration.name}» exists already and does not belong to SkyClust (${foreign.externalId}).`,
      { remedy: 'Choose another name, or remove or rename what holds this one.' },
    )
    return closeIntent(walk, node, 'refused', troubledState(walk, node, error), error.message)
  }
  const sinceMs = walk.ports.clock.now() - Date.parse(intent.sentAt)
  if (refused && sinceMs < walk.graceMs) {
    // The cloud says it exists and does not show it yet.
    return commit(walk, node, waitState(walk, node, walk.graceMs / 8, refused.message))
  }
  if (object.declaration.idempotency === 'none' && sinceMs < walk.graceMs) {
    const leftMs = walk.graceMs - sinceMs
    return commit(
      walk,
      node,
      waitState(
        walk,
        node,
        Math.min(leftMs + 1, walk.graceMs / 4),
        'The last call got no answer; making sure that it had no effect before it is repeated.',
      ),
    )
  }
  if (object.declaration.idempotency === 'none') await closeIntent(walk, node, 'absent', node.state)
  // Token and name make a repeat harmless: the same intent is sent again.
  return create(walk, node, object)
}

/** Something that the cloud makes together with its parent. */
async function expectWithParent(walk: Walk, node: Node, object: ResolvedObject): Promise<void> {
  const found = await handlerOf(walk, node).find(object, undefined, walk.signal)
  const mine = found.find((o) => o.owned)
  if (mine) {
    const next = {
      ...node.state,
      externalId: mine.externalId,
      startedAt: node.state.startedAt ?? nowIso(walk),
    }
    await commit(walk, node, next)
    return settle(walk, node, object, mine)
  }
  const parent =
    node.declaration.createdWith === undefined
      ? undefined
      : walk.nodes.get(node.declaration.createdWith)
  const sinceMs = walk.ports.clock.now() - Date.parse(parent?.state.readyAt ?? nowIso(walk))
  if (sinceMs < walk.graceMs)
    return commit(
      walk,
      node,
      waitState(walk, node, walk.graceMs / 8, 'Waiting for the cloud to show it.'),
    )
  return create(walk, node, object)
}

async function observe(walk: Walk, node: Node, object: ResolvedObject): Promise<void> {
  const found = await handlerOf(walk, node).find(object, node.state.externalId, walk.signal)
  const seen =
    found.find((o) => o.externalId === node.state.externalId) ?? found.find((o) => o.owned)
  if (seen) return settle(walk, node, object, seen)
  const sinceMs = walk.ports.clock.now() - Date.parse(node.state.startedAt ?? nowIso(walk))
  const replacing = node.state.state === 'deleting'
  if (replacing) {
    node.state = blank(node)
    return create(walk, node, object)
  }
  if (sinceMs < walk.graceMs)
    return commit(
      walk,
      node,
      waitState(walk, node, walk.graceMs / 8, 'Created; waiting for the cloud to show it.'),
    )
  return vanished(walk, node, object)
}

/** It is not there any more: made again while nothing stands on it, else a person decides. */
async function vanished(walk: Walk, node: Node, object: ResolvedObject): Promise<void> {
  if (standsUnderOthers(walk, node)) {
    const error = new CloudError(
      'invalid',
      'deleted-outside',
      `«${object.declaration.name}» (${node.state.externalId}) was deleted outside SkyClust, and other objects stand on it.`,
      {
        remedy: 'Restore it in the cloud, or delete this resource and create it again.',
      },
    )
    return commit(walk, node, troubledState(walk, node, error))
  }
  node.state = blank(node)
  return create(walk, node, object)
}

/** Nothing of it is in the cloud any more; only the counters stay. */
function blank(node: Node): ObjectState {
  return {
    ...node.state,
    externalId: undefined,
    state: 'waiting',
    startedAt: undefined,
    readyAt: undefined,
  }
}

/** Whether something that exists was built on this object and would not go with it. */
function standsUnderOthers(walk: Walk, node: Node): boolean {
  const { id } = node.declaration
  return [...walk.nodes.values()].some(
    (other) =>
      other.state.externalId !== undefined &&
      other.declaration.removedWith !== id &&
      dependenciesOf(other.declaration).includes(id),
  )
}

/** Acts on what was seen: wait, mend differences, replace what failed, or be content. */
async function settle(
  walk: Walk,
  node: Node,
  object: ResolvedObject,
  seen: Observation,
): Promise<void> {
  switch (seen.settled.state) {
    case 'pending':
      return commit(
        walk,
        node,
        pendingState(walk, node, {
          externalId: seen.externalId,
          outputs: mergedOutputs(node.state.outputs, seen),
          message: seen.settled.message,
        }),
      )
    case 'deleting':
      return commit(walk, node, {
        ...deletingState(walk, node),
        message: 'The old one is being deleted; a new one follows.',
      })
    case 'failed':
      return replaceOrBlock(
        walk,
        node,
        object,
        seen,
        new CloudError(
          seen.settled.class,
          seen.settled.code,
          seen.settled.message,
          seen.settled.remedy === undefined ? {} : { remedy: seen.settled.remedy },
        ),
      )
    case 'ready':
      return mend(walk, node, object, seen)
  }
}

async function mend(
  walk: Walk,
  node: Node,
  object: ResolvedObject,
  seen: Observation,
): Promise<void> {
  const handler = handlerOf(walk, node)
  const changes = handler.compare(object, seen)
  if (changes.length === 0) return commit(walk, node, readyState(walk, node, object, seen))
  const update = handler.update?.bind(handler)
  if (!update) {
    const fields = changes.map((c) => c.path).join(', ')
    const error = new CloudError(
      'invalid',
      'not-changeable',
      `${fields} of «${object.declaration.name}» differs and cannot be changed once it exists.`,
      {
        remedy: 'Delete it and create it again with the new settings.',
      },
    )
    return commit(walk, node, troubledState(walk, node, error))
  }
  await mutate(
    walk,
    node,
    'update',
    (token) => update(object, seen, changes, { token, signal: walk.signal }),
    (receipt) => {
      const now = receipt.observation
      if (now?.settled.state === 'ready' && handler.compare(object, now).length === 0)
        return readyState(walk, node, object, now)
      const started = {
        ...node,
        intent: undefined,
        state: { ...node.state, startedAt: nowIso(walk) },
      }
      return pendingState(walk, started, {
        externalId: receipt.externalId,
        outputs: now ? mergedOutputs(node.state.outputs, now) : node.state.outputs,
      })
    },
    (error) => troubledState(walk, node, error),
  )
}

/**
 * An object that came into being failed is removed and made again a few times, when that can help and nothing stands on it.
 * What was ready once may hold people's work: it is never replaced, and a person is told.
 */
async function replaceOrBlock(
  walk: Walk,
  node: Node,
  object: ResolvedObject,
  seen: Observation,
  error: CloudError,
): Promise<void> {
  const { state } = node
  const removalSentMs = walk.ports.clock.now() - Date.parse(state.startedAt ?? nowIso(walk))
  if (state.state === 'deleting' && removalSentMs < walk.graceMs)
    return commit(walk, node, deletingState(walk, node))
  const asked = state.state === 'blocked'
  const needsPerson = REACTIONS[error.class] === 'person' || state.replacements >= REPLACEMENTS
  const inUse = state.readyAt !== undefined || standsUnderOthers(walk, node)
  if ((needsPerson && !asked) || inUse)
    return commit(walk, node, {
      ...blockedState(walk, node, error),
      externalId: seen.externalId,
    })
  // Either a repeat can help, or a person has been asked and it is time (or they asked) to try once more.
  await replace(walk, node, object, seen.externalId, error)
}
