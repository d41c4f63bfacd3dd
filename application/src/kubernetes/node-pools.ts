import {
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
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { resourceEvent } from '../reconcile/status.ts'
import { newNodePool } from './expand-cluster.ts'
import { findResource, resourceDetail } from './get-resource.ts'
import type { NodePoolRequest, ResizeNodePoolRequest } from './requests.ts'
import type { ResourceDetail } from './views.ts'

/** What adding this pool would do, cost and need. */
export async function planNodePool(
  ports: Ports,
  actor: WorkspaceActor,
  cluster: string,
  request: NodePoolRequest,
): Promise<Plan> {
  return (await prepareNodePool(ports, actor, cluster, request)).plan
}

/** Adds a node pool to a cluster. Refused as createCluster refuses. */
export async function addNodePool(
  ports: Ports,
  actor: WorkspaceActor,
  cluster: string,
  request: NodePoolRequest & { planDigest?: string | undefined },
): Promise<ResourceDetail> {
  const { pool, plan } = await prepareNodePool(ports, actor, cluster, request)
  assertApplicable(plan, request.planDigest)
  await ports.db.transaction(async (stores) => {
    await stores.resources.insert(pool)
    await stores.jobs.add(pool.rootId)
    await stores.events.append(actor.workspaceId, [
      { type: 'resource.created', resourceId: pool.id, data: resourceEvent(pool) },
    ])
  })
  return resourceDetail(ports, actor, await findResource(ports, actor, 'cluster', cluster))
}

async function prepareNodePool(
  ports: Ports,
  actor: WorkspaceActor,
  idOrName: string,
  request: NodePoolRequest,
) {
  const cluster = await changeableCluster(ports, actor, idOrName)
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
  const plan = await planResources(ports, { ...intention, resources })
  return { pool, plan: pointingInto(plan, indexOfPool(resources, pool), '') }
}

/** What resizing would do and cost. */
export async function planNodePoolResize(
  ports: Ports,
  actor: WorkspaceActor,
  cluster: string,
  pool: string,
  request: ResizeNodePoolRequest,
): Promise<Plan> {
  return planResize(ports, await prepareResize(ports, actor, cluster, pool, request))
}

/** Changes the number of nodes or the autoscaling bounds of a pool. */
export async function resizeNodePool(
  ports: Ports,
  actor: WorkspaceActor,
  cluster: string,
  pool: string,
  request: ResizeNodePoolRequest & { readonly ifVersion?: number | undefined },
): Promise<ResourceDetail> {
  const prepared = await prepareResize(ports, actor, cluster, pool, request)
  const { next, before } = prepared
  assertVersion(before, request.ifVersion)
  assertApplicable(await planResize(ports, prepared), undefined)
  await ports.db.transaction(async (stores) => {
    const written = await stores.resources.update(next)
    await stores.jobs.add(next.rootId)
    await stores.events.append(actor.workspaceId, [
      { type: 'resource.changed', resourceId: next.id, data: resourceEvent(written) },
    ])
  })
  return resourceDetail(ports, actor, await findResource(ports, actor, 'cluster', cluster))
}

async function prepareResize(
  ports: Ports,
  actor: WorkspaceActor,
  idOrName: string,
  poolName: string,
  request: ResizeNodePoolRequest,
) {
  const cluster = await changeableCluster(ports, actor, idOrName)
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
  const { intention, doomed } = await prepareDeletion(ports, actor, cluster, pool)
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
  const { doomed } = await prepareDeletion(ports, actor, cluster, pool)
  assertVersion(doomed, options.ifVersion)
  await requestDeletion(ports, doomed)
  return resourceDetail(ports, actor, await findResource(ports, actor, 'cluster', cluster))
}

async function prepareDeletion(
  ports: Ports,
  actor: WorkspaceActor,
  idOrName: string,
  poolName: string,
) {
  const cluster = await findResource(ports, actor, 'cluster', idOrName)
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
  { intention, next }: { readonly intention: Intention; readonly next: Resource },
): Promise<Plan> {
  const resources = intention.resources.map((r) => (r.id === next.id ? next : r))
  const plan = await planResources(ports, { ...intention, resources })
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
  const cluster = await findResource(ports, actor, 'cluster', idOrName)
  if (cluster.deletionRequestedAt !== undefined)
    throw new DomainError(
      'conflict',
      'being-deleted',
      `The cluster «${cluster.name}» is being deleted.`,
    )
  return cluster
}

function poolsOf(resources: readonly Resource[]): readonly Resource[] {
  return resources.filter((r) => r.kind === 'node-pool')
}

function poolOf(resources: readonly Resource[], idOrName: string): Resource {
  const found = poolsOf(resources).find((p) => p.id === idOrName || p.name === idOrName)
  if (!found) throw notFound('node pool', idOrName)
  return found
}
