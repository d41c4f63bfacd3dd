import type { ObjectId, Resource } from '@skyclust/domain'
import type { CloudError } from '../ports/cloud-error.ts'
import type { JournalAction, JournalEntry, JournalOutcome, ObjectState } from '../ports/stores.ts'
import { asCloudError, REACTIONS } from './errors.ts'
import { type Node, nowIso, type Walk } from './walk-context.ts'

/** What came of one mutating call. */
export type MutationResult<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly error: CloudError }

/**
 * Writes down what is about to be done, does it, and writes down what came of it. Each of the two writes is committed by
 * itself: a process that dies in between leaves an open intent, and the next walk looks before it does anything.
 * `settle` turns the answer into the new object state, which is committed together with the outcome.
 */
export async function mutate<
  T extends { externalId?: string; requestId?: string; operationId?: string },
>(
  walk: Walk,
  node: Node,
  action: JournalAction,
  call: (token: string) => Promise<T>,
  settle: (value: T) => ObjectState,
  fail: (error: CloudError) => ObjectState,
): Promise<MutationResult<T>> {
  const resent = node.intent?.action === action
  const intent = await openIntent(walk, node, action)
  try {
    const value = await call(intent.token)
    node.intent = undefined
    await commit(walk, node, settle(value), {
      token: intent.token,
      outcome: 'accepted',
      externalId: value.externalId,
      requestId: value.requestId,
      operationId: value.operationId,
    })
    return { done: true, value }
  } catch (thrown) {
    walk.signal.throwIfAborted()
    const error = asCloudError(thrown)
    const gone = action === 'remove' && error.class === 'not-found'
    if (REACTIONS[error.class] === 'look' || (resent && !gone)) {
      // The intent stays open: only a look at the cloud closes it. That this sending was refused says nothing about
      // an earlier one that got no answer.
      await commit(walk, node, fail(error))
    } else {
      node.intent = undefined
      await commit(walk, node, fail(error), {
        token: intent.token,
        outcome: gone ? 'accepted' : 'refused',
        requestId: error.requestId,
        error: gone ? undefined : `${error.code}: ${error.message}`,
      })
    }
    return { done: false, error }
  }
}

async function openIntent(walk: Walk, node: Node, action: JournalAction): Promise<JournalEntry> {
  const { declaration, state } = node
  const at = nowIso(walk)
  const again = node.intent
  if (again && again.action === action) {
    const resent = { ...again, sentAt: at }
    await walk.ports.db.transaction((stores) => stores.journal.resend(again.token, at), walk.lease)
    node.intent = resent
    return resent
  }
  const entry: JournalEntry = {
    token: walk.ports.random.uuid(),
    workspaceId: state.workspaceId,
    rootId: state.rootId,
    resourceId: declaration.resourceId,
    objectId: declaration.id,
    action,
    call: declaration.calls[action] ?? declaration.type,
    intentAt: at,
    sentAt: at,
    outcome: undefined,
    finishedAt: undefined,
    externalId: state.externalId,
    requestId: undefined,
    operationId: undefined,
    error: undefined,
  }
  const next: ObjectState = { ...state, startedAt: state.startedAt ?? at }
  await walk.ports.db.transaction(async (stores) => {
    await stores.journal.begin(entry)
    await stores.objects.upsert([next])
  }, walk.lease)
  node.intent = entry
  node.state = next
  return entry
}

interface Closing {
  readonly token: string
  readonly outcome: JournalOutcome
  readonly externalId?: string | undefined
  readonly requestId?: string | undefined
  readonly operationId?: string | undefined
  readonly error?: string | undefined
}

/** Commits an object's new state, the outcome of its intent if one is closed, and the event that says so. */
export async function commit(
  walk: Walk,
  node: Node,
  next: ObjectState,
  closing?: Closing,
): Promise<void> {
  const before = node.state
  const visible =
    before.state !== next.state ||
    before.message !== next.message ||
    before.externalId !== next.externalId
  await walk.ports.db.transaction(async (stores) => {
    if (closing)
      await stores.journal.finish(closing.token, {
        outcome: closing.outcome,
        finishedAt: nowIso(walk),
        externalId: closing.externalId,
        requestId: closing.requestId,
        operationId: closing.operationId,
        error: closing.error,
      })
    await stores.objects.upsert([next])
    if (visible)
      await stores.events.append(next.workspaceId, [
        {
          type: 'object.changed',
          resourceId: node.declaration.resourceId,
          data: objectEvent(next, walk.tree.root),
        },
      ])
  }, walk.lease)
  node.state = next
}

/** Closes an open intent after a look. */
export async function closeIntent(
  walk: Walk,
  node: Node,
  outcome: JournalOutcome,
  next: ObjectState,
  error?: string,
): Promise<void> {
  const { intent } = node
  if (!intent) return commit(walk, node, next)
  node.intent = undefined
  await commit(walk, node, next, {
    token: intent.token,
    outcome,
    externalId: next.externalId,
    error,
  })
}

/** What streams carry of an object: the fields of its timeline entry that change. */
function objectEvent(
  state: ObjectState,
  root: Pick<Resource, 'labels'>,
): Record<string, unknown> & { objectId: ObjectId } {
  return {
    rootId: state.rootId,
    labels: root.labels,
    objectId: state.objectId,
    step: state.declaration.step,
    state: state.state,
    externalId: state.externalId ?? null,
    message: state.message ?? null,
    remedy: state.remedy ?? null,
    attempts: state.attempts,
    nextAttemptAt: state.nextAttemptAt ?? null,
    startedAt: state.startedAt ?? null,
    readyAt: state.readyAt ?? null,
  }
}
