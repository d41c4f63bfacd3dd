import type { JsonObject } from '@skyclust/domain'
import { objectAt, objectsAt } from '../arm/document.ts'

const READ_ONLY_TOP = ['id', 'name', 'type', 'etag', 'eTag', 'systemData']
const READ_ONLY_CLUSTER = [
  'provisioningState',
  'powerState',
  'maxAgentPools',
  'currentKubernetesVersion',
  'fqdn',
  'privateFQDN',
  'azurePortalFQDN',
  'resourceUID',
  'status',
]
const READ_ONLY_POOL = [
  'provisioningState',
  'currentOrchestratorVersion',
  'nodeImageVersion',
  'eTag',
  'status',
]

/** A cluster's document as a PUT takes it: without what only AKS writes. */
export function writableCluster(document: JsonObject): JsonObject {
  const properties = objectAt(document, 'properties')
  const identities = objectAt(document, 'identity', 'userAssignedIdentities')
  return {
    ...omit(document, READ_ONLY_TOP),
    identity: {
      ...omit(objectAt(document, 'identity'), ['principalId', 'tenantId']),
      userAssignedIdentities: Object.fromEntries(Object.keys(identities).map((id) => [id, {}])),
    },
    properties: {
      ...omit(properties, READ_ONLY_CLUSTER),
      agentPoolProfiles: objectsAt(properties, 'agentPoolProfiles').map((pool) =>
        omit(pool, READ_ONLY_POOL),
      ),
    },
  }
}

/** An agent pool's properties as a PUT takes them. */
export function writablePool(document: JsonObject): JsonObject {
  return omit(objectAt(document, 'properties'), READ_ONLY_POOL)
}

function omit(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))
}
