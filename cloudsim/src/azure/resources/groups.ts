import { beginOperation } from '../arm/async.ts'
import { checkPreconditions } from '../arm/body.ts'
import { ArmError, badRequest } from '../arm/errors.ts'
import { type ArmCall, type ArmOperation, empty, json, param } from '../arm/operation.ts'
import { retryAfter } from '../arm/retry-after.ts'
import { paged } from '../arm/paging.ts'
import { groupId, lastName } from '../arm/resource-id.ts'
import { type JsonObject, stringOf, tagsOf } from '../json.ts'
import { type AzureSim, drawMs, findResource, isVisible, newGuid, saveResource } from '../sim.ts'
import type { ResourceRecord } from '../state.ts'
import { requireLocation } from './locations.ts'

const GROUP_TYPE = 'Microsoft.Resources/resourceGroups'
const list = '/subscriptions/{subscription}/resourceGroups'
const one = `${list}/{group}`
const action = (verb: string) => `Microsoft.Resources/subscriptions/resourceGroups/${verb}`

function groupView(record: ResourceRecord): JsonObject {
  return {
    id: record.id,
    name: record.name,
    type: GROUP_TYPE,
    location: record.location,
    ...(record.managedBy === undefined ? {} : { managedBy: record.managedBy }),
    tags: { ...record.tags },
    properties: { provisioningState: record.state },
  }
}

/** A new resource group; `managedBy` names the cluster whose node resource group it is. */
export function newGroup(
  sim: AzureSim,
  subscription: string,
  name: string,
  about: {
    readonly location: string
    readonly tags: Record<string, string>
    readonly managedBy?: string
  },
): ResourceRecord {
  const record: ResourceRecord = {
    id: groupId(subscription, name),
    name,
    type: GROUP_TYPE,
    subscription,
    group: name,
    location: about.location,
    tags: about.tags,
    top: {},
    properties: {},
    etag: newGuid(sim),
    createdAt: sim.context.clock.now(),
    state: 'Succeeded',
    ...(about.managedBy === undefined ? {} : { managedBy: about.managedBy }),
  }
  saveResource(sim, record)
  return record
}

function findGroup(call: ArmCall): ResourceRecord | undefined {
  return findResource(
    call.sim,
    GROUP_TYPE,
    groupId(call.account.subscriptionId, param(call, 'group')),
  )
}

function requireGroup(call: ArmCall): ResourceRecord {
  const record = findGroup(call)
  if (record) return record
  throw new ArmError(
    404,
    'ResourceGroupNotFound',
    `Resource group '${param(call, 'group')}' could not be found.`,
  )
}

function putGroup(call: ArmCall) {
  const name = param(call, 'group')
  if (!/^[-\w._()\p{L}\p{N}]{1,90}$/u.test(name) || name.endsWith('.'))
    throw badRequest(
      'InvalidResourceGroupName',
      `Resource group name '${name}' is invalid. It may have up to 90 letters, digits, underscores, parentheses, hyphens and periods, and may not end with a period.`,
    )
  const location = requireLocation(stringOf(call.body['location']), GROUP_TYPE)
  const existing = findGroup(call)
  checkPreconditions(call.request, existing)
  if (!existing) {
    const created = newGroup(call.sim, call.account.subscriptionId, name, {
      location,
      tags: tagsOf(call.body['tags']),
    })
    return json(201, groupView(created))
  }
  if (existing.location !== location)
    throw new ArmError(
      409,
      'InvalidResourceGroupLocation',
      `Invalid resource group location '${location}'. The Resource group already exists in location '${existing.location}'.`,
    )
  if (existing.state === 'Deleting')
    throw new ArmError(
      409,
      'ResourceGroupBeingDeleted',
      `The resource group '${name}' is in deprovisioning state and cannot perform this operation.`,
    )
  const updated = { ...existing, tags: tagsOf(call.body['tags']), etag: newGuid(call.sim) }
  saveResource(call.sim, updated)
  return json(200, groupView(updated))
}

function deleteGroup(call: ArmCall) {
  const existing = requireGroup(call)
  const running =
    existing.operation === undefined ? undefined : call.sim.state.operations.get(existing.operation)
  if (
    existing.managedBy !== undefined &&
    findResource(call.sim, 'Microsoft.ContainerService/managedClusters', existing.managedBy)
  )
    throw new ArmError(
      409,
      'ResourceGroupDeletionBlocked',
      `Deletion of resource group '${existing.name}' failed as it is managed by '${existing.managedBy}'. Delete the managing resource instead.`,
    )
  const operation =
    running ??
    beginOperation(call, {
      kind: 'delete',
      targets: [existing],
      durationMs: groupDeletionMs(call, existing),
      title: 'delete resource group',
      location: existing.location,
    })
  return empty(202, {
    location: `${call.request.baseUrl}/subscriptions/${call.account.subscriptionId}/operationresults/${operation.id}?api-version=${call.apiVersion}`,
    ...retryAfter(call.sim, 15),
  })
}

/** A group takes as long as the slowest thing in it: minutes when there is a cluster. */
function groupDeletionMs(call: ArmCall, group: ResourceRecord): number {
  const clusters = call.sim.state
    .resources('Microsoft.ContainerService/managedClusters')
    .values()
    .some((cluster) => cluster.id.toLowerCase().startsWith(`${group.id.toLowerCase()}/`))
  return drawMs(call.sim, [20, 60]) + (clusters ? drawMs(call.sim, [180, 360]) : 0)
}

function filteredByTag(
  call: ArmCall,
  records: readonly ResourceRecord[],
): readonly ResourceRecord[] {
  const filter = /tagName eq '([^']*)'(?: and tagValue eq '([^']*)')?/.exec(
    call.query.get('$filter') ?? '',
  )
  const [, name, value] = filter ?? []
  if (name === undefined) return records
  return records.filter(
    (record) => name in record.tags && (value === undefined || record.tags[name] === value),
  )
}

/** The resource groups of a subscription, also by tag. */
function listGroups(call: ArmCall) {
  const mine = call.sim.state
    .resources(GROUP_TYPE)
    .values()
    .filter(
      (record) =>
        record.subscription === call.account.subscriptionId &&
        isVisible(call.sim, record.createdAt),
    )
  return paged(call, filteredByTag(call, mine).map(groupView))
}

/** Everything in a group that has a location: what `az resource list -g` shows. */
function listContents(call: ArmCall) {
  const { sim } = call
  const below = `${requireGroup(call).id.toLowerCase()}/`
  const found = sim.state
    .resourceTypes()
    .flatMap((type) => sim.state.resources(type).values())
    .filter(
      (record) => record.id.toLowerCase().startsWith(below) && record.type.split('/').length === 2,
    )
    .filter((record) => isVisible(sim, record.createdAt))
  const type = /resourceType eq '([^']*)'/.exec(call.query.get('$filter') ?? '')?.[1]
  const wanted =
    type === undefined
      ? found
      : found.filter((record) => record.type.toLowerCase() === type.toLowerCase())
  return paged(
    call,
    filteredByTag(call, wanted).map((record) => ({
      id: record.id,
      name: record.name,
      type: record.type,
      location: record.location,
      tags: { ...record.tags },
      ...record.top,
      ...(call.query.get('$expand')?.includes('provisioningState')
        ? { provisioningState: record.state }
        : {}),
    })),
  )
}

/** 202 until the group is gone, then 200: the Location protocol of group deletion. */
function operationResult(call: ArmCall) {
  const operation = call.sim.state.operations.get(param(call, 'operation'))
  if (!operation || operation.subscription !== call.account.subscriptionId)
    throw new ArmError(
      404,
      'OperationNotFound',
      `The operation '${lastName(call.path)}' was not found.`,
    )
  if (!operation.outcome)
    return empty(202, {
      location: `${call.request.baseUrl}${call.path}?${call.request.rawQuery}`,
      ...retryAfter(call.sim, 15),
    })
  if (operation.failure) throw new ArmError(409, operation.failure.code, operation.failure.message)
  return empty(200)
}

export const groupOperations: readonly ArmOperation[] = [
  { method: 'PUT', path: one, type: GROUP_TYPE, action: action('write'), run: putGroup },
  {
    method: 'PATCH',
    path: one,
    type: GROUP_TYPE,
    action: action('write'),
    run(call) {
      const existing = requireGroup(call)
      const tags = call.body['tags'] === undefined ? existing.tags : tagsOf(call.body['tags'])
      const updated = { ...existing, tags, etag: newGuid(call.sim) }
      saveResource(call.sim, updated)
      return json(200, groupView(updated))
    },
  },
  {
    method: 'GET',
    path: one,
    type: GROUP_TYPE,
    action: action('read'),
    run: (call) => json(200, groupView(requireGroup(call))),
  },
  {
    method: 'HEAD',
    path: one,
    type: GROUP_TYPE,
    action: action('read'),
    run: (call) => empty(findGroup(call) ? 204 : 404),
  },
  { method: 'GET', path: list, type: GROUP_TYPE, action: action('read'), run: listGroups },
  { method: 'DELETE', path: one, type: GROUP_TYPE, action: action('delete'), run: deleteGroup },
  {
    method: 'GET',
    path: `${one}/resources`,
    type: `${GROUP_TYPE}/resources`,
    action: action('resources/read'),
    run: listContents,
  },
  {
    method: 'GET',
    path: '/subscriptions/{subscription}/operationresults/{operation}',
    type: 'operationResults',
    action: undefined,
    bucket: 'operation-status',
    run: operationResult,
  },
]
