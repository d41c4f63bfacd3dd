import { refuseUnknown } from '../arm/body.ts'
import { badRequest, childNotFound } from '../arm/errors.ts'
import { type ArmCall, type ArmOperation, empty, json, param } from '../arm/operation.ts'
import { paged } from '../arm/paging.ts'
import { parentId } from '../arm/resource-id.ts'
import { requireTracked, trackedOperations } from '../arm/tracked.ts'
import { arrayOf, type JsonObject, objectOf, stringOf } from '../json.ts'
import { type AzureSim, findResource, isVisible, newGuid, saveResource } from '../sim.ts'
import type { ResourceRecord } from '../state.ts'

export const IDENTITY_TYPE = 'Microsoft.ManagedIdentity/userAssignedIdentities'
const FEDERATED_TYPE = `${IDENTITY_TYPE}/federatedIdentityCredentials`
const accepted = new Set(['isolationScope', 'tenantId', 'principalId', 'clientId'])

export interface IdentityIds {
  readonly clientId: string
  readonly objectId: string
}

/** The directory ids of a managed identity. */
export function idsOfIdentity(record: ResourceRecord): IdentityIds {
  return {
    clientId: stringOf(record.properties['clientId']) ?? '',
    objectId: stringOf(record.properties['principalId']) ?? '',
  }
}

/** A new identity has a resource at once; its service principal reaches the whole directory within minutes. */
function newProperties(sim: AzureSim, tenantId: string): JsonObject {
  return { tenantId, principalId: newGuid(sim), clientId: newGuid(sim) }
}

const identityOperationsProper = trackedOperations({
  type: IDENTITY_TYPE,
  name: /^[a-zA-Z0-9][\w-]{2,127}$/,
  desired(call, _at, existing) {
    const body = objectOf(call.body['properties']) ?? {}
    refuseUnknown(body, accepted, 'UserAssignedIdentityProperties')
    return {
      properties: existing?.properties ?? newProperties(call.sim, call.account.tenantId),
      top: {},
    }
  },
  view: (_call, record) => ({
    id: record.id,
    name: record.name,
    type: record.type,
    location: record.location,
    tags: { ...record.tags },
    properties: { ...record.properties },
  }),
})

function credentialView(record: ResourceRecord): JsonObject {
  return {
    id: record.id,
    name: record.name,
    type: FEDERATED_TYPE,
    properties: { ...record.properties },
  }
}

function putCredential(call: ArmCall) {
  const identity = requireTracked(call, IDENTITY_TYPE)
  const name = param(call, 'credential')
  const body = objectOf(call.body['properties']) ?? {}
  refuseUnknown(
    body,
    new Set(['issuer', 'subject', 'audiences']),
    'FederatedIdentityCredentialProperties',
  )
  for (const key of ['issuer', 'subject'])
    if (stringOf(body[key]) === undefined)
      throw badRequest(
        'BadRequest',
        `The property '${key}' of a federated identity credential is required.`,
      )
  if (arrayOf(body['audiences']).length === 0)
    throw badRequest(
      'BadRequest',
      "The property 'audiences' of a federated identity credential is required.",
    )
  const id = `${identity.id}/federatedIdentityCredentials/${name}`
  const existing = findResource(call.sim, FEDERATED_TYPE, id)
  const record: ResourceRecord = {
    ...identity,
    id: existing?.id ?? id,
    name: existing?.name ?? name,
    type: FEDERATED_TYPE,
    tags: {},
    properties: body,
    etag: newGuid(call.sim),
    createdAt: existing?.createdAt ?? call.sim.context.clock.now(),
  }
  saveResource(call.sim, record)
  return json(existing ? 200 : 201, credentialView(record))
}

function credentialOf(call: ArmCall): ResourceRecord | undefined {
  const identity = requireTracked(call, IDENTITY_TYPE)
  return findResource(
    call.sim,
    FEDERATED_TYPE,
    `${identity.id}/federatedIdentityCredentials/${param(call, 'credential')}`,
  )
}

function credentialsOf(call: ArmCall): ResourceRecord[] {
  const identity = requireTracked(call, IDENTITY_TYPE)
  const records = call.sim.state.resources(FEDERATED_TYPE).values()
  return records.filter(
    (record) =>
      parentId(record.id).toLowerCase() === identity.id.toLowerCase() &&
      isVisible(call.sim, record.createdAt),
  )
}

const many = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${IDENTITY_TYPE}/{name}/federatedIdentityCredentials`
const common = { type: FEDERATED_TYPE, registration: true }

export const identityOperations: readonly ArmOperation[] = [
  ...identityOperationsProper,
  {
    ...common,
    method: 'PUT',
    path: `${many}/{credential}`,
    action: `${FEDERATED_TYPE}/write`,
    run: putCredential,
  },
  {
    ...common,
    method: 'GET',
    path: `${many}/{credential}`,
    action: `${FEDERATED_TYPE}/read`,
    run(call) {
      const record = credentialOf(call)
      if (!record) throw childNotFound(FEDERATED_TYPE, param(call, 'credential'))
      return json(200, credentialView(record))
    },
  },
  {
    ...common,
    method: 'DELETE',
    path: `${many}/{credential}`,
    action: `${FEDERATED_TYPE}/delete`,
    run(call) {
      const record = credentialOf(call)
      if (!record) return empty(204)
      call.sim.state.resources(FEDERATED_TYPE).delete(record.id.toLowerCase())
      return empty(200)
    },
  },
  {
    ...common,
    method: 'GET',
    path: many,
    action: `${FEDERATED_TYPE}/read`,
    run: (call) => paged(call, credentialsOf(call).map(credentialView)),
  },
]
