import type { SimResponse } from '../../core/cloud.ts'
import { requireLocation } from '../resources/locations.ts'
import { type JsonObject, sameJson, stringOf, tagsOf } from '../json.ts'
import { drawMs, findResource, isVisible, newGuid, saveResource } from '../sim.ts'
import type { ResourceRecord } from '../state.ts'
import { beginOperation, operationOf, pollHeaders, removeResource } from './async.ts'
import { checkPreconditions } from './body.ts'
import { ArmError, badRequest, resourceNotFound } from './errors.ts'
import { type ArmCall, type ArmOperation, empty, json, param } from './operation.ts'
import { paged } from './paging.ts'
import { groupId } from './resource-id.ts'
import { retryAfter } from './retry-after.ts'

type Seconds = readonly [number, number]

/** What differs between the kinds of top-level objects that live in a resource group. */
export interface TrackedKind {
  readonly type: string
  readonly name: RegExp
  /** Virtual seconds that the provider works; absent means that it answers when it is done. */
  readonly seconds?: Seconds
  /** Checks a PUT and gives what is kept of it. */
  desired(
    call: ArmCall,
    at: { readonly id: string; readonly location: string },
    existing?: ResourceRecord,
  ): Desired
  /** Objects that change together with this one, e.g. the subnets in a VNet's body. Called after all checks. */
  children?(call: ArmCall, record: ResourceRecord): readonly ResourceRecord[]
  /** Throws when something still depends on the object. */
  refuseDelete?(call: ArmCall, record: ResourceRecord): void
  view(call: ArmCall, record: ResourceRecord): JsonObject
}

export interface Desired {
  readonly properties: JsonObject
  readonly top: JsonObject
}

/** The id of a resource in the request's group, group and name spelled as the caller does. */
export function trackedId(call: ArmCall, type: string): string {
  return `${groupId(call.account.subscriptionId, param(call, 'group'))}/providers/${type}/${param(call, 'name')}`
}

/** The document around the properties that all tracked resources share. */
export function trackedView(record: ResourceRecord, properties: JsonObject): JsonObject {
  return {
    id: record.id,
    name: record.name,
    type: record.type,
    etag: `W/"${record.etag}"`,
    location: record.location,
    tags: { ...record.tags },
    ...record.top,
    properties: { provisioningState: record.state, ...properties },
  }
}

export function requireTracked(call: ArmCall, type: string): ResourceRecord {
  const record = findResource(call.sim, type, trackedId(call, type))
  if (record) return record
  throw resourceNotFound(type, param(call, 'name'), param(call, 'group'))
}

/** Refuses while another operation holds the object, as the network provider does. */
export function busy(call: ArmCall, record: ResourceRecord): ArmError {
  const running = operationOf(call.sim, record)
  const uri = running
    ? pollHeaders(call, running, 'Microsoft.Network', 10)['azure-asyncoperation']
    : ''
  return new ArmError(
    429,
    'AnotherOperationInProgress',
    `Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: ${uri}.`,
    { headers: retryAfter(call.sim, 10) },
  )
}

function put(kind: TrackedKind, call: ArmCall): SimResponse {
  const { sim } = call
  const name = param(call, 'name')
  if (!kind.name.test(name))
    throw badRequest(
      'InvalidResourceName',
      `Resource name ${name} is invalid. The name must match ${kind.name.source}.`,
    )
  const location = requireLocation(stringOf(call.body['location']), kind.type)
  const existing = findResource(sim, kind.type, trackedId(call, kind.type))
  checkPreconditions(call.request, existing)
  if (existing?.state === 'Deleting') throw busy(call, existing)
  if (existing && existing.location !== location) throw moved(existing, location)
  const id = existing?.id ?? trackedId(call, kind.type)
  const desired = kind.desired(call, { id, location }, existing)
  const tags = tagsOf(call.body['tags'])
  const record: ResourceRecord = {
    id,
    name: existing?.name ?? name,
    type: kind.type,
    subscription: call.account.subscriptionId,
    group: existing?.group ?? param(call, 'group'),
    location,
    tags,
    ...desired,
    etag: newGuid(sim),
    createdAt: existing?.createdAt ?? sim.context.clock.now(),
    state: 'Succeeded',
  }
  const children = kind.children?.(call, record) ?? []
  const same =
    existing &&
    children.length === 0 &&
    sameJson(
      [existing.properties, existing.top, existing.tags],
      [record.properties, record.top, tags],
    )
  if (same && existing.state !== 'Failed') return answer(kind, call, existing, 200)
  saveResource(sim, record)
  if (kind.seconds)
    beginOperation(call, {
      kind: existing ? 'update' : 'create',
      targets: [record, ...children],
      durationMs: drawMs(sim, kind.seconds),
      title: `${existing ? 'update' : 'create'} ${kind.type}`,
      location,
    })
  return answer(kind, call, findResource(sim, kind.type, id) ?? record, existing ? 200 : 201)
}

function moved(existing: ResourceRecord, location: string): ArmError {
  return new ArmError(
    409,
    'InvalidResourceLocation',
    `The resource '${existing.name}' already exists in location '${existing.location}' in resource group '${existing.group}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
  )
}

function answer(
  kind: TrackedKind,
  call: ArmCall,
  record: ResourceRecord,
  status: number,
): SimResponse {
  const running = operationOf(call.sim, record)
  const namespace = kind.type.split('/')[0] ?? ''
  return json(
    status,
    kind.view(call, record),
    running ? pollHeaders(call, running, namespace, 10) : {},
  )
}

function remove(kind: TrackedKind, call: ArmCall): SimResponse {
  const { sim } = call
  const existing = findResource(sim, kind.type, trackedId(call, kind.type))
  checkPreconditions(call.request, existing)
  if (!existing) return empty(204)
  const namespace = kind.type.split('/')[0] ?? ''
  const running = operationOf(sim, existing)
  if (existing.state === 'Deleting' && running)
    return empty(202, pollHeaders(call, running, namespace, 10))
  kind.refuseDelete?.(call, existing)
  if (!kind.seconds) {
    removeResource(sim, existing)
    return empty(200)
  }
  const operation = beginOperation(call, {
    kind: 'delete',
    targets: [existing],
    durationMs: drawMs(sim, kind.seconds),
    title: `delete ${kind.type}`,
    location: existing.location,
  })
  return empty(202, pollHeaders(call, operation, namespace, 10))
}

function list(kind: TrackedKind, call: ArmCall): SimResponse {
  const group = call.params['group']?.toLowerCase()
  const records = call.sim.state
    .resources(kind.type)
    .values()
    .filter((record) => record.subscription === call.account.subscriptionId)
    .filter((record) => group === undefined || record.group.toLowerCase() === group)
    .filter((record) => isVisible(call.sim, record.createdAt))
  return paged(
    call,
    records.map((record) => kind.view(call, record)),
  )
}

function patchTags(kind: TrackedKind, call: ArmCall): SimResponse {
  const existing = requireTracked(call, kind.type)
  checkPreconditions(call.request, existing)
  if (existing.state === 'Deleting') throw busy(call, existing)
  const updated = { ...existing, tags: tagsOf(call.body['tags']), etag: newGuid(call.sim) }
  saveResource(call.sim, updated)
  return json(200, kind.view(call, updated))
}

/** PUT, PATCH of tags, GET, DELETE and both LISTs of a kind. */
export function trackedOperations(kind: TrackedKind): readonly ArmOperation[] {
  const one = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${kind.type}/{name}`
  const inGroup = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${kind.type}`
  const all = `/subscriptions/{subscription}/providers/${kind.type}`
  const common = { type: kind.type, registration: true }
  const read = `${kind.type}/read`
  return [
    {
      ...common,
      method: 'PUT',
      path: one,
      action: `${kind.type}/write`,
      run: (call) => put(kind, call),
    },
    {
      ...common,
      method: 'PATCH',
      path: one,
      action: `${kind.type}/write`,
      run: (call) => patchTags(kind, call),
    },
    { ...common, method: 'GET', path: one, action: read, run: (call) => getOne(kind, call) },
    {
      ...common,
      method: 'DELETE',
      path: one,
      action: `${kind.type}/delete`,
      run: (call) => remove(kind, call),
    },
    { ...common, method: 'GET', path: inGroup, action: read, run: (call) => list(kind, call) },
    { ...common, method: 'GET', path: all, action: read, run: (call) => list(kind, call) },
  ]
}

function getOne(kind: TrackedKind, call: ArmCall): SimResponse {
  const record = requireTracked(call, kind.type)
  return json(200, kind.view(call, record), { etag: `W/"${record.etag}"` })
}
