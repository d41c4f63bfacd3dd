import {
  notFound,
  phaseOf,
  type Resource,
  ResourceId,
  type ResourceKind,
  totalMonthlyUsd,
  type WorkspacePermission,
} from '@skyclust/domain'
import { dependenciesOf } from '@skyclust/domain'
import { assertResourceAccess, readableScope } from '../access/resource-access.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { JournalEntry, ObjectState, Page } from '../ports/stores.ts'
import { auditTarget } from './audit-view.ts'
import type { JournalView, ResourceDetail, ResourceView, StepView } from './views.ts'

const JOURNAL_SHOWN = 200

/**
 * Finds a resource of the workspace by id or name. Throws not-found also for what the actor may not read, and
 * `permission-denied` for what they may read, but not do this with.
 */
export async function findResource(
  ports: Pick<Ports, 'db'>,
  actor: WorkspaceActor,
  kind: ResourceKind,
  idOrName: string,
  permission: WorkspacePermission,
): Promise<Resource> {
  const found = await lookUp(ports, actor, kind, idOrName)
  await assertResourceAccess(ports, actor, found, permission, idOrName)
  return found
}

/** As findResource, for a change: the audit entry names what was asked for, also when it is refused. */
export async function findToChange(
  ports: Pick<Ports, 'db' | 'trail'>,
  actor: WorkspaceActor,
  kind: ResourceKind,
  idOrName: string,
  permission: WorkspacePermission,
): Promise<Resource> {
  ports.trail.note({ target: { kind, id: idOrName, name: idOrName } })
  const found = await lookUp(ports, actor, kind, idOrName)
  ports.trail.note({ target: auditTarget(found) })
  await assertResourceAccess(ports, actor, found, permission, idOrName)
  return found
}

async function lookUp(
  ports: Pick<Ports, 'db'>,
  actor: WorkspaceActor,
  kind: ResourceKind,
  idOrName: string,
): Promise<Resource> {
  const { resources } = ports.db.stores
  const id = ResourceId.safeParse(idOrName)
  const found = id.success
    ? await resources.get(actor.workspaceId, id.data)
    : await resources.findByName(actor.workspaceId, kind, idOrName)
  if (!found || found.kind !== kind) throw notFound(kind, idOrName)
  return found
}

export async function resourceDetail(
  ports: Pick<Ports, 'db'>,
  actor: WorkspaceActor,
  resource: Resource,
): Promise<ResourceDetail> {
  const { stores } = ports.db
  const [tree, objects, journal, sandbox] = await Promise.all([
    stores.resources.tree(resource.rootId),
    stores.objects.list(resource.rootId),
    stores.journal.list(resource.rootId, JOURNAL_SHOWN),
    sandboxCredentials(ports, actor),
  ])
  const members = tree.filter((r) => isWithin(tree, r, resource))
  const ids = new Set(members.map((r) => r.id))
  const mine = objects
    .filter((o) => ids.has(o.declaration.resourceId))
    .toSorted((a, b) => a.position - b.position)
  const lines = mine.filter((o) => o.state !== 'gone').flatMap((o) => o.declaration.prices ?? [])
  return {
    resource: resourceView(resource, sandbox),
    children: members.filter((r) => r.id !== resource.id).map((r) => resourceView(r, sandbox)),
    steps: mine.map((o) => stepView(o, tree)),
    journal: journal.filter((j) => ids.has(j.resourceId)).map(journalView),
    price: { monthlyUsd: totalMonthlyUsd(lines), lines: lines.map((line) => ({ ...line })) },
  }
}

/** Those the actor may read, newest first. */
export async function listResources(
  ports: Pick<Ports, 'db'>,
  actor: WorkspaceActor,
  kind: ResourceKind,
  query: ListQuery,
): Promise<Page<ResourceView>> {
  const { limit, cursor, provider, search } = query
  const labelled = readableScope(actor, kind)
  if (labelled?.length === 0) return { items: [], nextCursor: undefined }
  const [page, sandbox] = await Promise.all([
    ports.db.stores.resources.list(
      actor.workspaceId,
      {
        kind,
        ...(provider === undefined ? {} : { provider }),
        ...(search === undefined ? {} : { nameContains: search }),
        ...(labelled === undefined ? {} : { labelled }),
      },
      { limit, ...(cursor === undefined ? {} : { cursor }) },
    ),
    sandboxCredentials(ports, actor),
  ])
  return { items: page.items.map((r) => resourceView(r, sandbox)), nextCursor: page.nextCursor }
}

export interface ListQuery {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly provider?: Resource['provider'] | undefined
  readonly search?: string | undefined
}

async function sandboxCredentials(
  ports: Pick<Ports, 'db'>,
  actor: WorkspaceActor,
): Promise<ReadonlySet<string>> {
  const credentials = await ports.db.stores.credentials.list(actor.workspaceId)
  return new Set(credentials.filter((c) => c.sandbox).map((c) => c.id as string))
}

function isWithin(tree: readonly Resource[], resource: Resource, top: Resource): boolean {
  if (resource.id === top.id) return true
  const owner = tree.find((r) => r.id === resource.ownerId)
  return owner !== undefined && isWithin(tree, owner, top)
}

export function resourceView(resource: Resource, sandbox: ReadonlySet<string>): ResourceView {
  return {
    id: resource.id,
    kind: resource.kind,
    name: resource.name,
    labels: resource.labels,
    provider: resource.provider,
    credentialId: resource.credentialId,
    sandbox: sandbox.has(resource.credentialId),
    location: resource.location,
    spec: resource.spec as Record<string, unknown>,
    status: resource.status,
    phase: phaseOf(resource),
    conditions: [...resource.conditions],
    ownerId: resource.ownerId ?? null,
    rootId: resource.rootId,
    generation: resource.generation,
    observedGeneration: resource.observedGeneration,
    deletionRequestedAt: resource.deletionRequestedAt ?? null,
    version: resource.version,
    createdAt: resource.createdAt,
    updatedAt: resource.updatedAt,
  }
}

function stepView(state: ObjectState, tree: readonly Resource[]): StepView {
  const { declaration } = state
  const resource = tree.find((r) => r.id === declaration.resourceId)
  const usual =
    state.state === 'deleting' ? declaration.usualRemoveSeconds : declaration.usualSeconds
  return {
    objectId: state.objectId,
    resource: { kind: resource?.kind ?? 'cluster', name: resource?.name ?? '' },
    step: declaration.step,
    type: declaration.type,
    name: declaration.name,
    state: state.state,
    externalId: state.externalId ?? null,
    message: state.message ?? null,
    remedy: state.remedy ?? null,
    attempts: state.attempts,
    nextAttemptAt: state.nextAttemptAt ?? null,
    startedAt: state.startedAt ?? null,
    readyAt: state.readyAt ?? null,
    usualSeconds: usual ?? null,
    dependsOn: [...dependenciesOf(declaration)],
  }
}

function journalView(entry: JournalEntry): JournalView {
  return {
    objectId: entry.objectId,
    action: entry.action,
    call: entry.call,
    intentAt: entry.intentAt,
    finishedAt: entry.finishedAt ?? null,
    outcome: entry.outcome ?? null,
    externalId: entry.externalId ?? null,
    requestId: entry.requestId ?? null,
    error: entry.error ?? null,
  }
}
