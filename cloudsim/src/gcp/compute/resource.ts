import { GoogleError, invalid } from '../errors.ts'
import { type Json, type Message, text } from '../json-schema.ts'
import { type GcpRequest, requirePermission } from '../request.ts'
import { type ComputeCollection, type ComputeObject, type GcpState, timestamp } from '../state.ts'
import { repeatedOperation, renderOperation, startOperation } from './operations.ts'
import { checkProjectQuota } from './quotas.ts'
import { computeUrl, objectPath } from './urls.ts'

/** What one kind of Compute Engine object adds to the common behaviour. */
export interface ResourceKind {
  readonly collection: ComputeCollection
  /** As in `compute#network`. */
  readonly kind: string
  /** As in «The network resource …». */
  readonly noun: string
  readonly scope: 'global' | 'regions'
  readonly quota: string
  readonly schema: Message
  /** A permission on the network that inserting and deleting need as well. */
  readonly alsoNeeds?: string
  /** Checks a new object's fields and fills in defaults. */
  prepare(request: GcpRequest, body: Json): Json
  /** Checks a change and gives the new body; without it the object cannot be patched. */
  patch?(request: GcpRequest, row: ComputeObject, change: Json): Json
  /** Path of what still uses the object. */
  usedBy?(state: GcpState, row: ComputeObject, path: string): string | undefined
  /** Output-only fields. */
  render?(state: GcpState, row: ComputeObject, path: string): Json
  /** Runs when the object has been accepted. */
  afterInsert?(request: GcpRequest, row: ComputeObject, path: string): void
  /** Runs when a delete has been accepted; the object is gone at `goneAt`. */
  afterDelete?(state: GcpState, path: string, goneAt: number): void
}

const NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/
const SECONDS = { insert: [8, 30], patch: [5, 15], delete: [10, 40] } as const

export const pathOf = (collection: ComputeCollection, row: ComputeObject): string =>
  objectPath(row.project, row.scope, collection, row.name)

/** What exists of a kind in a project now, whether the caller can see it yet or not. */
export function existing(
  state: GcpState,
  collection: ComputeCollection,
  project: string,
): ComputeObject[] {
  return state
    .compute(collection)
    .values()
    .filter((row) => row.project === project)
}

export function isVisible(state: GcpState, row: ComputeObject): boolean {
  const now = state.now()
  return now >= row.readyAt && now >= row.createdAt + state.context.visibilityDelayMs()
}

function scopeOf(kind: ResourceKind, request: GcpRequest): string {
  return kind.scope === 'global' ? 'global' : `regions/${request.params['region']}`
}

const keyIn = (kind: ResourceKind, request: GcpRequest) =>
  objectPath(request.project, scopeOf(kind, request), kind.collection, request.params['name'] ?? '')

function notFound(path: string): GoogleError {
  return new GoogleError(404, 'notFound', `The resource '${path}' was not found`)
}

function notReady(path: string): GoogleError {
  return new GoogleError(400, 'resourceNotReady', `The resource '${path}' is not ready`)
}

/** The object a request body refers to; it must exist and be ready. */
export function dependency(
  state: GcpState,
  collection: ComputeCollection,
  path: string,
  field: string,
): ComputeObject {
  const row = state.compute(collection).get(path)
  if (!row) {
    throw new GoogleError(
      404,
      'notFound',
      `Invalid value for field '${field}': The referenced resource '${path}' was not found`,
    )
  }
  if (state.now() < row.readyAt || row.goneAt !== undefined) throw notReady(path)
  return row
}

export function renderObject(state: GcpState, kind: ResourceKind, row: ComputeObject): Json {
  const path = pathOf(kind.collection, row)
  return {
    kind: kind.kind,
    creationTimestamp: timestamp(row.createdAt),
    name: row.name,
    ...row.body,
    ...(kind.scope === 'regions'
      ? { region: computeUrl(`projects/${row.project}/${row.scope}`) }
      : {}),
    ...kind.render?.(state, row, path),
    selfLink: computeUrl(path),
  }
}

export function getObject(kind: ResourceKind, request: GcpRequest): Json {
  const path = keyIn(kind, request)
  const row = request.state.compute(kind.collection).get(path)
  if (!row || !isVisible(request.state, row)) throw notFound(path)
  return renderObject(request.state, kind, row)
}

export function visibleObjects(kind: ResourceKind, request: GcpRequest): ComputeObject[] {
  return existing(request.state, kind.collection, request.project)
    .filter((row) => isVisible(request.state, row))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

export function insertObject(kind: ResourceKind, request: GcpRequest): object {
  const { state, project, body } = request
  if (kind.alsoNeeds !== undefined) requirePermission(request.account, kind.alsoNeeds, 'compute')
  const repeated = repeatedOperation(request)
  if (repeated) return renderOperation(state, repeated)
  const name = text(body, 'name')
  if (name === '')
    throw new GoogleError(400, 'required', `Required field 'resource.name' not specified`)
  if (!NAME.test(name)) {
    throw invalid(
      `Invalid value for field 'resource.name': '${name}'. Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)'`,
    )
  }
  const scope = scopeOf(kind, request)
  const path = objectPath(project, scope, kind.collection, name)
  const table = state.compute(kind.collection)
  if (table.get(path))
    throw new GoogleError(409, 'alreadyExists', `The resource '${path}' already exists`)
  const prepared = kind.prepare(request, body)
  checkProjectQuota(state, project, kind.quota)
  const id = state.numericId()
  const seconds = SECONDS.insert
  const operation = startOperation(request, {
    scope,
    type: 'insert',
    target: path,
    targetId: id,
    seconds,
  })
  if (!operation.error) {
    const row: ComputeObject = {
      project,
      scope,
      name,
      createdAt: operation.insertAt,
      readyAt: operation.endAt,
      body: { id, ...prepared },
    }
    table.put(path, row)
    kind.afterInsert?.(request, row, path)
  }
  return renderOperation(state, operation)
}

/** Finds what a patch or delete acts on; it must not be in the middle of another change. */
function target(kind: ResourceKind, request: GcpRequest): readonly [string, ComputeObject] {
  const path = keyIn(kind, request)
  const row = request.state.compute(kind.collection).get(path)
  if (!row) throw notFound(path)
  if (request.state.now() < row.readyAt || row.goneAt !== undefined) throw notReady(path)
  return [path, row]
}

export function patchObject(
  kind: ResourceKind,
  request: GcpRequest,
  change: (row: ComputeObject) => Json,
  type = 'patch',
): object {
  const { state } = request
  const repeated = repeatedOperation(request)
  if (repeated) return renderOperation(state, repeated)
  const [path, row] = target(kind, request)
  const changed = change(row)
  const operation = startOperation(request, {
    scope: row.scope,
    type,
    target: path,
    targetId: text(row.body, 'id'),
    seconds: SECONDS.patch,
  })
  if (!operation.error)
    state.compute(kind.collection).put(path, { ...row, body: { ...row.body, ...changed } })
  return renderOperation(state, operation)
}

export function deleteObject(kind: ResourceKind, request: GcpRequest): object {
  const { state } = request
  if (kind.alsoNeeds !== undefined) requirePermission(request.account, kind.alsoNeeds, 'compute')
  const repeated = repeatedOperation(request)
  if (repeated) return renderOperation(state, repeated)
  const [path, row] = target(kind, request)
  const user = kind.usedBy?.(state, row, path)
  if (user !== undefined) {
    throw new GoogleError(
      400,
      'resourceInUseByAnotherResource',
      `The ${kind.noun} resource '${path}' is already being used by '${user}'`,
    )
  }
  const operation = startOperation(request, {
    scope: row.scope,
    type: 'delete',
    target: path,
    targetId: text(row.body, 'id'),
    seconds: SECONDS.delete,
  })
  if (!operation.error) {
    vanish(state, kind.collection, path, operation.endAt)
    kind.afterDelete?.(state, path, operation.endAt)
  }
  return renderOperation(state, operation)
}

/** Lets an object disappear at a virtual time. */
export function vanish(
  state: GcpState,
  collection: ComputeCollection,
  path: string,
  goneAt: number,
): void {
  const table = state.compute(collection)
  const row = table.get(path)
  if (!row) return
  table.put(path, { ...row, goneAt })
  state.schedule(goneAt, { do: 'purge', table: `gcp.${collection}`, key: path })
}
