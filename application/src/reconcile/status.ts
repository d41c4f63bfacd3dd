import {
  canonicalJson,
  type Condition,
  type Json,
  type JsonObject,
  phaseOf,
  type Resource,
  withCondition,
} from '@skyclust/domain'
import { isOutdated, type Node, nowIso, type Walk } from './walk-context.ts'

/** Computes the status of every resource of the tree from its objects; nothing else ever writes it. */
export async function writeStatus(walk: Walk): Promise<void> {
  const changed: Resource[] = []
  for (const resource of walk.resources.values()) {
    const nodes = nodesOf(walk, resource)
    const next = withStatus(walk, resource, nodes)
    if (fingerprint(next) !== fingerprint(resource)) changed.push(next)
  }
  if (changed.length === 0) return
  await walk.ports.db.transaction(async (stores) => {
    for (const resource of changed) {
      // Specs may have been edited meanwhile; status is written over the newest version of the row.
      const newest = await stores.resources.get(resource.workspaceId, resource.id)
      if (!newest) continue
      const { status, conditions, observedGeneration } = resource
      const written = await stores.resources.update({
        ...newest,
        status,
        conditions,
        observedGeneration,
        updatedAt: nowIso(walk),
      })
      ;(walk.resources as Map<string, Resource>).set(resource.id, {
        ...resource,
        version: written.version,
      })
    }
    await stores.events.append(
      walk.tree.root.workspaceId,
      changed.map((resource) => ({
        type: 'resource.changed',
        resourceId: resource.id,
        data: resourceEvent(resource, walk.tree.root),
      })),
    )
  }, walk.lease)
}

/** A root stands for everything it brought into being: a cluster whose nodes do not come up is not ready. */
function nodesOf(walk: Walk, resource: Resource): readonly Node[] {
  const all = [...walk.nodes.values()]
  if (resource.id === resource.rootId) return all
  return all.filter((n) => n.declaration.resourceId === resource.id)
}

/** What streams carry of a resource: what a list row shows, and the root's labels, by which readers are told or not. */
export function resourceEvent(
  resource: Resource,
  root: Pick<Resource, 'labels'>,
): Record<string, unknown> {
  return {
    rootId: resource.rootId,
    kind: resource.kind,
    name: resource.name,
    labels: root.labels,
    provider: resource.provider,
    phase: phaseOf(resource),
    conditions: resource.conditions,
    status: resource.status,
  }
}

function fingerprint(resource: Resource): string {
  const { status, observedGeneration } = resource
  const conditions = resource.conditions.map(({ type, status: value, reason, message }) => ({
    type,
    value,
    reason,
    message,
  }))
  return canonicalJson({
    status: status as JsonObject,
    observedGeneration,
    conditions: conditions as unknown as Json,
  })
}

function withStatus(walk: Walk, resource: Resource, nodes: readonly Node[]): Resource {
  const wanted = nodes.filter((n) => n.wanted)
  const alive = nodes.filter((n) => n.state.state !== 'gone')
  const deleting = resource.deletionRequestedAt !== undefined
  const blocked = nodes.filter((n) => n.state.state === 'blocked')
  // What was made ready for an older wish is not what is asked for now.
  const current = wanted.filter((n) => n.state.state === 'ready' && !isOutdated(walk, n))
  const ready =
    !deleting &&
    current.length === wanted.length &&
    nodes.every((n) => n.wanted || n.state.state === 'gone')
  const at = nowIso(walk)
  const { generation } = resource
  const condition = (
    type: Condition['type'],
    status: boolean,
    reason: string,
    message: string,
  ): Condition => ({
    type,
    status: status ? 'True' : 'False',
    reason,
    message,
    lastTransitionTime: at,
    observedGeneration: generation,
  })
  const done = current.length
  const first = blocked[0]
  let conditions: readonly Condition[] = resource.conditions
  for (const next of [
    condition(
      'Ready',
      ready,
      ready ? 'AllObjectsReady' : deleting ? 'Deleting' : 'ObjectsNotReady',
      ready ? `${done} of ${wanted.length} cloud objects are ready.` : '',
    ),
    condition(
      'Progressing',
      !ready && blocked.length === 0,
      deleting ? 'Deleting' : 'Reconciling',
      progressMessage(nodes),
    ),
    condition(
      'Blocked',
      first !== undefined,
      first ? (first.state.errorClass ?? 'NeedsAttention') : 'NotBlocked',
      first ? [first.state.message, first.state.remedy].filter(Boolean).join(' ') : '',
    ),
    condition(
      'Deleting',
      deleting,
      deleting ? 'DeletionRequested' : 'NotDeleting',
      deleting ? `${alive.length} cloud objects are left.` : '',
    ),
  ])
    conditions = withCondition(conditions, next)
  const readyAt = resource.status['readyAt'] ?? (ready ? at : undefined)
  const status = {
    ...resource.status,
    ...(readyAt === undefined ? {} : { readyAt }),
    objects: { total: wanted.length, ready: done, left: alive.length },
    outputs: Object.assign(
      {},
      ...nodes.filter((n) => publishes(resource, n)).map((n) => n.state.outputs),
    ) as JsonObject,
  }
  return {
    ...resource,
    status,
    conditions,
    observedGeneration: ready ? generation : resource.observedGeneration,
  }
}

/** The object that stands for the resource itself: the one named like its kind's main role (`…/cluster`, `…/subnet`). */
function publishes(resource: Resource, node: Node): boolean {
  return node.declaration.id === `${resource.kind}:${resource.name}/${resource.kind}`
}

function progressMessage(nodes: readonly Node[]): string {
  const busy = nodes.filter((n) => ['pending', 'retrying', 'deleting'].includes(n.state.state))
  return busy
    .map(
      (n) =>
        `${n.state.declaration.step}: ${n.state.declaration.name}${n.state.message === undefined ? '' : ` (${n.state.message})`}`,
    )
    .slice(0, 3)
    .join('; ')
}
