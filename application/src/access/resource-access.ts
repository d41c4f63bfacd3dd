import {
  DomainError,
  type LabelSelector,
  type LabelSet,
  notFound,
  type Resource,
  type ResourceKind,
  selectorText,
  type WorkspacePermission,
} from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'

/** What a grant on resources says of these kinds; node pools belong to their cluster, subnets to their network. */
const READ = {
  cluster: 'cluster:read',
  'node-pool': 'cluster:read',
  network: 'network:read',
  subnet: 'network:read',
} as const satisfies Record<ResourceKind, WorkspacePermission>

/**
 * Refuses what the actor's grants do not cover. Who may not even read the resource is told what is told of one that does
 * not exist; who may read it is told which labels the permission is bound to (`permission-denied`).
 */
export async function assertResourceAccess(
  ports: Pick<Ports, 'db'>,
  actor: WorkspaceActor,
  resource: Resource,
  permission: WorkspacePermission,
  asked: string,
): Promise<void> {
  const read = READ[resource.kind]
  if (actor.access.scope(read) === 'all' && actor.access.scope(permission) === 'all') return
  const labels = await governingLabels(ports, resource)
  if (!actor.access.allows(read, labels)) throw notFound(resource.kind, asked)
  if (!actor.access.allows(permission, labels))
    throw denied(actor, permission, `«${resource.name}»`)
}

/** Refuses to make something outside the labels to which the actor's permission is bound, and says which they are. */
export function assertMayCreate(
  actor: WorkspaceActor,
  permission: 'cluster:create' | 'network:create',
  labels: LabelSet,
): void {
  if (!actor.access.allows(permission, labels))
    throw denied(actor, permission, 'something with these labels')
}

/** Whether the actor may know of the resource at all; for messages that would name it. */
export async function mayRead(
  ports: Pick<Ports, 'db'>,
  actor: WorkspaceActor,
  resource: Resource,
): Promise<boolean> {
  const read = READ[resource.kind]
  if (actor.access.scope(read) === 'all') return true
  return actor.access.allows(read, await governingLabels(ports, resource))
}

/** Names for a message: of what the actor may read; of the others only how many there are. */
export async function namesFor(
  ports: Pick<Ports, 'db'>,
  actor: WorkspaceActor,
  resources: readonly Resource[],
): Promise<{ readonly names: readonly string[]; readonly text: string }> {
  const names: string[] = []
  for (const resource of resources)
    if (await mayRead(ports, actor, resource)) names.push(resource.name)
  const hidden = resources.length - names.length
  const rest = hidden === 0 ? [] : [`${hidden} you may not see`]
  return { names, text: [...names, ...rest].join(', ') }
}

/** The selectors a list of this kind is bound to; undefined = none, empty = nothing may be seen. */
export function readableScope(
  actor: WorkspaceActor,
  kind: ResourceKind,
): readonly LabelSelector[] | undefined {
  const scope = actor.access.scope(READ[kind])
  return scope === 'all' ? undefined : scope
}

/** The labels of the tree's root: what belongs to a cluster is judged as the cluster is. */
async function governingLabels(ports: Pick<Ports, 'db'>, resource: Resource): Promise<LabelSet> {
  if (resource.rootId === resource.id) return resource.labels
  const root = await ports.db.stores.resources.get(resource.workspaceId, resource.rootId)
  return (root ?? resource).labels
}

function denied(actor: WorkspaceActor, permission: WorkspacePermission, what: string): DomainError {
  const scope = actor.access.scope(permission)
  const selectors = scope === 'all' ? [] : scope
  const needed = selectors.map((s) => `«${selectorText(s)}»`).join(' or ')
  const remedy =
    needed === ''
      ? 'Ask somebody who manages the members of the workspace.'
      : `It is granted on resources with the labels ${needed}.`
  return new DomainError(
    'forbidden',
    'permission-denied',
    `You do not have ${permission} on ${what}. ${remedy}`,
    { details: { permission, role: actor.role, requiredLabels: selectors } },
  )
}
