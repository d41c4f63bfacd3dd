import {
  type AuditTarget,
  conflict,
  DomainError,
  invalid,
  NodePoolSpec,
  notFound,
  type Plan,
  type Resource,
} from '@skyclust/domain'
import {
  assertApplicable,
  type Intention,
  planRemoval,
  planResources,
} from '../planning/plan-resources.ts'
import { assertVersion, requestDeletion } from '../planning/request-deletion.ts'
import { storedIntention } from '../planning/stored-intention.ts'
import { assertWithinLimits } from '../planning/workspace-limits.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { resourceEvent } from '../reconcile/status.ts'
import { wishView } from './audit-view.ts'
import { newNodePool } from './expand-cluster.ts'
import { findResource, findToChange, resourceDetail } from './get-resource.ts'
import type { NodePoolRequest, ResizeNodePoolRequest } from './requests.ts'
import type { ResourceDetail } from './views.ts'

/** What adding this pool would do, cost and need. */
export async function planNodePool(
  ports: Ports,
  actor: WorkspaceActor,
  cluster: string,
  request: NodePoolRequest,
): Promise<Plan> {
  const found = await changeableCluster(ports, actor, cluster)
  return (await prepareNodePool(ports, actor, found, request)).plan
}

/** Adds a node pool to a cluster. Refused as createCluster refuses. */
export async function addNodePool(
  ports: Ports,
  actor: WorkspaceActor,
  cluster: string,
  request: NodePoolRequest & { planDigest?: string | undefined },
): Promise<ResourceDetail> {
  const found = await changeableCluster(ports, actor, cluster)
  // It has no id yet; a refusal is on record by its name.
  ports.trail.note({ target: poolTarget(found, { id: '', name: request.name }) })
  const { root, pool, plan } = await prepareNodePool(ports, actor, found, request)
  assertApplicable(plan, request.planDigest)
  ports.trail.note({ target: poolTarget(found, pool), after: wishView([pool], pool) })
  await ports.db.transaction(async (stores) => {
    await assertWithinLimits(ports, stores, { root, changed: [pool] })
    await stores.resources.insert(pool)
    await stores.jobs.add(pool.rootId)
    await stores.events.append(actor.workspaceId, [
      { type: 'resource.created', resourceId: pool.id, data: resourceEvent(pool, root) },
    ])
  })
  return clusterNow(ports, actor, found)
}

async function prepareNodePool(
  ports: Ports,
  actor: WorkspaceActor,
  cluster: Resource,
  request: NodePoolRequest,
) {
  const intention = await storedIntention(ports, actor, cluster)
  if (poolsOf(intention.resources).some((p) => p.name === request.name))
    throw conflict(
      'name-taken',
      `The cluster «${cluster.name}» has a node pool called «${request.name}» already. Choose another name.`,
    )
  const at = new Date(ports.clock.now()).toISOString()
  const placement = {
    workspaceId: actor.workspaceId,
    credential: intention.credential,
    location: cluster.location,
    labels: cluster.labels,
    at,
  }
  const pool = newNodePool(ports, placement, request, cluster)
  const resources = [...intention.resources, pool]
  const plan = await planResources(ports, actor, { ...intention, resources })
  const { root } = intention
  return { root, pool, plan: pointingInto(plan, indexOfPool(resources, pool), '') }
}

/** What resizing would do and cost. */
export async function planNodePoolResize(
  ports: Ports,
  actor: WorkspaceActor,
  cluster: string,
  pool: string,
  request: ResizeNodePoolRequest,
): Promise<Plan> {
  const found = await changeableCluster(ports, actor, cluster)
  return planResize(ports, actor, await prepareResize(ports, actor, found, pool, request))
}

/** Changes the number of nodes or the autoscaling bounds of a pool. */
export async function resizeNodePool(
  ports: Ports,
  actor: WorkspaceActor,
  cluster: string,
  pool: string,
  request: ResizeNodePoolRequest & { readonly ifVersion?: number | undefined },
): Promise<ResourceDetail> {
  const found = await changeableCluster(ports, actor, cluster)
  ports.trail.note({ target: poolTarget(found, { id: pool, name: pool }) })
  const prepared = await prepareResize(ports, actor, found, pool, request)
  const { next, before, intention } = prepared
  ports.trail.note({
    target: poolTarget(found, before),
    before: wishView([before], before),
    after: wishView([next], next),
  })
  assertVersion(before, request.ifVersion)
  assertApplicable(await planResize(ports, actor, prepared), undefined)
  const { root } = intention
  await ports.db.transaction(async (stores) => {
    await assertWithinLimits(ports, stores, { root, changed: [next] })
    const written = await stores.resources.update(next)
    await stores.jobs.add(next.rootId)
    await stores.events.append(actor.workspaceId, [
      { type: 'resource.changed', resourceId: next.id, data: resourceEvent(written, root) },
    ])
  })
  return clusterNow(ports, actor, found)
}

async function prepareResize(
  ports: Ports,
  actor: WorkspaceActor,
  cluster: Resource,
  poolName: string,
  request: ResizeNodePoolRequest,
) {
  const intention = await storedIntention(ports, actor, cluster)
  const before = poolOf(intention.resources, poolName)
  const old = NodePoolSpec.parse(before.spec)
  const { autoscaling: oldBounds, ...rest } = old
  const bounds = request.autoscaling === undefined ? oldBounds : (request.autoscaling ?? undefined)
  const nodeCount =
    request.nodeCount ??
    Math.min(Math.max(old.nodeCount, bounds?.min ?? 0), bounds?.max ?? Number.MAX_SAFE_INTEGER)
  const parsed = NodePoolSpec.safeParse({
    ...rest,
    nodeCount,
    ...(bounds === undefined ? {} : { autoscaling: bounds }),
  })
  if (!parsed.success)
    throw invalid(
      'invalid-input',
      parsed.error.issues.map((i) => i.message).join(' '),
      parsed.error.issues.map((i) => ({ pointer: `/${i.path.join('/')}`, message: i.message })),
    )
  const next: Resource = {
    ...before,
    spec: parsed.data,
    generation: before.generation + 1,
    updatedAt: new Date(ports.clock.now()).toISOString(),
  }
  return { intention, before, next }
}

/** What deleting the pool will do. */
export async function planNodePoolDeletion(
  ports: Ports,
  actor: WorkspaceActor,
  cluster: string,
  pool: string,
): Promise<Plan> {
  const found = await findResource(ports, actor, 'cluster', cluster, 'cluster:update')
  const { intention, doomed } = await prepareDeletion(ports, actor, found, pool)
  return planRemoval(ports, intention, new Set([doomed.id]))
}

/** Asks for one pool to go. The last pool of a cluster stays: it runs the cluster's own pods. */
export async function deleteNodePool(
  ports: Ports,
  actor: WorkspaceActor,
  cluster: string,
  pool: string,
  options: { readonly ifVersion?: number | undefined } = {},
): Promise<ResourceDetail> {
  const found = await findToChange(ports, actor, 'cluster', cluster, 'cluster:update')
  ports.trail.note({ target: poolTarget(found, { id: pool, name: pool }) })
  const { doomed } = await prepareDeletion(ports, actor, found, pool)
  ports.trail.note({ target: poolTarget(found, doomed), before: wishView([doomed], doomed) })
  assertVersion(doomed, options.ifVersion)
  await requestDeletion(ports, doomed)
  return clusterNow(ports, actor, found)
}

async function prepareDeletion(
  ports: Ports,
  actor: WorkspaceActor,
  cluster: Resource,
  poolName: string,
) {
  const intention = await storedIntention(ports, actor, cluster)
  const doomed = poolOf(intention.resources, poolName)
  const others = poolsOf(intention.resources).filter(
    (p) => p.id !== doomed.id && p.deletionRequestedAt === undefined,
  )
  if (cluster.deletionRequestedAt === undefined && others.length === 0)
    throw conflict(
      'last-node-pool',
      `«${poolName}» is the last node pool of «${cluster.name}». Add another pool first, or delete the cluster.`,
    )
  const systemLeft = others.some((p) => NodePoolSpec.parse(p.spec).mode !== 'User')
  if (cluster.deletionRequestedAt === undefined && cluster.provider === 'azure' && !systemLeft)
    throw conflict(
      'last-system-pool',
      `«${poolName}» is the last system pool of «${cluster.name}»; AKS needs one. Add a pool with mode System first.`,
    )
  return { intention, doomed }
}

async function planResize(
  ports: Ports,
  actor: WorkspaceActor,
  { intention, next }: { readonly intention: Intention; readonly next: Resource },
): Promise<Plan> {
  const resources = intention.resources.map((r) => (r.id === next.id ? next : r))
  const plan = await planResources(ports, actor, { ...intention, resources })
  return pointingInto(plan, indexOfPool(resources, next), '/spec')
}

/** Where providers see the pool among those of its cluster. */
function indexOfPool(resources: readonly Resource[], pool: Resource): number {
  return poolsOf(resources)
    .filter((p) => p.deletionRequestedAt === undefined)
    .findIndex((p) => p.id === pool.id)
}

/** Providers point into the request for a whole cluster; here one pool is asked for, or a part of its spec. */
function pointingInto(plan: Plan, index: number, part: '' | '/spec'): Plan {
  const prefix = `/nodePools/${index}${part}/`
  const findings = plan.findings.map((finding) => {
    const { pointer, ...rest } = finding
    if (pointer === undefined || pointer === '/credentialId') return rest
    return pointer.startsWith(prefix)
      ? { ...rest, pointer: `/${pointer.slice(prefix.length)}` }
      : rest
  })
  return { ...plan, findings }
}

async function changeableCluster(
  ports: Ports,
  actor: WorkspaceActor,
  idOrName: string,
): Promise<Resource> {
  const cluster = await findToChange(ports, actor, 'cluster', idOrName, 'cluster:update')
  if (cluster.deletionRequestedAt !== undefined)
    throw new DomainError(
      'conflict',
      'being-deleted',
      `The cluster «${cluster.name}» is being deleted.`,
    )
  return cluster
}

/** Read anew: the reconciler may have written meanwhile. */
async function clusterNow(
  ports: Ports,
  actor: WorkspaceActor,
  { id }: Resource,
): Promise<ResourceDetail> {
  const cluster = await findResource(ports, actor, 'cluster', id, 'cluster:read')
  return resourceDetail(ports, actor, cluster)
}

/** Node pools are named within their cluster. */
function poolTarget(cluster: Resource, pool: Pick<AuditTarget, 'id' | 'name'>): AuditTarget {
  return { kind: 'node-pool', id: pool.id, name: `${cluster.name}/${pool.name}` }
}

function poolsOf(resources: readonly Resource[]): readonly Resource[] {
  return resources.filter((r) => r.kind === 'node-pool')
}

function poolOf(resources: readonly Resource[], idOrName: string): Resource {
  const found = poolsOf(resources).find((p) => p.id === idOrName || p.name === idOrName)
  if (!found) throw notFound('node pool', idOrName)
  return found
}
