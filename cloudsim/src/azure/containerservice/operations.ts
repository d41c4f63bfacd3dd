import { finish } from '../arm/async.ts'
import { ArmError } from '../arm/errors.ts'
import { type ArmCall, type ArmOperation, empty, json } from '../arm/operation.ts'
import { type JsonObject, stringOf } from '../json.ts'
import { deletePool, getPool, listPools, putPool } from './agent-pools.ts'
import { deleteCluster, getCluster, listClusters, patchCluster, putCluster } from './clusters.ts'
import { listUserCredential } from './credentials.ts'
import { CLUSTER_TYPE, POOL_TYPE, poolsOf, requireCluster, runningOperation } from './records.ts'
import { upgradesOf, versionOperations } from './versions.ts'

const inGroup = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${CLUSTER_TYPE}`
const one = `${inGroup}/{name}`
const pools = `${one}/agentPools`
const cluster = { type: CLUSTER_TYPE, registration: true }
const pool = { type: POOL_TYPE, registration: true }

function abort(call: ArmCall) {
  const running = runningOperation(call.sim, requireCluster(call))
  if (!running)
    throw new ArmError(
      409,
      'OperationNotAllowed',
      'There is no ongoing operation to abort on the managed cluster.',
    )
  finish(call.sim, running, 'Canceled')
  return empty(204)
}

function profileOf(name: string | undefined, version: string): JsonObject {
  return {
    ...(name === undefined ? {} : { name }),
    kubernetesVersion: version,
    osType: 'Linux',
    upgrades: upgradesOf(version).map((kubernetesVersion) => ({ kubernetesVersion })),
  }
}

function upgradeProfile(call: ArmCall) {
  const record = requireCluster(call)
  return json(200, {
    id: `${record.id}/upgradeProfiles/default`,
    name: 'default',
    type: `${CLUSTER_TYPE}/upgradeProfiles`,
    properties: {
      controlPlaneProfile: profileOf(
        undefined,
        stringOf(record.properties['currentKubernetesVersion']) ?? '',
      ),
      agentPoolProfiles: poolsOf(call.sim, record).map((entry) =>
        profileOf(entry.name, stringOf(entry.properties['currentOrchestratorVersion']) ?? ''),
      ),
    },
  })
}

export const containerServiceOperations: readonly ArmOperation[] = [
  ...versionOperations,
  {
    ...cluster,
    method: 'PUT',
    path: one,
    action: `${CLUSTER_TYPE}/write`,
    bucket: 'aks-put',
    run: putCluster,
  },
  { ...cluster, method: 'PATCH', path: one, action: `${CLUSTER_TYPE}/write`, run: patchCluster },
  {
    ...cluster,
    method: 'GET',
    path: one,
    action: `${CLUSTER_TYPE}/read`,
    bucket: 'aks-get',
    run: getCluster,
  },
  { ...cluster, method: 'DELETE', path: one, action: `${CLUSTER_TYPE}/delete`, run: deleteCluster },
  {
    ...cluster,
    method: 'GET',
    path: inGroup,
    action: `${CLUSTER_TYPE}/read`,
    bucket: 'aks-list-group',
    run: listClusters,
  },
  {
    ...cluster,
    method: 'GET',
    path: `/subscriptions/{subscription}/providers/${CLUSTER_TYPE}`,
    action: `${CLUSTER_TYPE}/read`,
    bucket: 'aks-list-subscription',
    run: listClusters,
  },
  {
    ...cluster,
    type: `${CLUSTER_TYPE}/listClusterUserCredential`,
    method: 'POST',
    path: `${one}/listClusterUserCredential`,
    action: `${CLUSTER_TYPE}/listClusterUserCredential/action`,
    run: listUserCredential,
  },
  {
    ...cluster,
    type: `${CLUSTER_TYPE}/abort`,
    method: 'POST',
    path: `${one}/abort`,
    action: `${CLUSTER_TYPE}/abort/action`,
    run: abort,
  },
  {
    ...cluster,
    type: `${CLUSTER_TYPE}/upgradeProfiles`,
    method: 'GET',
    path: `${one}/upgradeProfiles/default`,
    action: `${CLUSTER_TYPE}/upgradeProfiles/read`,
    run: upgradeProfile,
  },
  {
    ...pool,
    method: 'PUT',
    path: `${pools}/{pool}`,
    action: `${POOL_TYPE}/write`,
    bucket: 'aks-put',
    run: putPool,
  },
  {
    ...pool,
    method: 'GET',
    path: `${pools}/{pool}`,
    action: `${POOL_TYPE}/read`,
    bucket: 'aks-get',
    run: getPool,
  },
  {
    ...pool,
    method: 'DELETE',
    path: `${pools}/{pool}`,
    action: `${POOL_TYPE}/delete`,
    run: deletePool,
  },
  {
    ...pool,
    method: 'GET',
    path: pools,
    action: `${POOL_TYPE}/read`,
    bucket: 'aks-get',
    run: listPools,
  },
]
