import { computeUrl } from '../compute/urls.ts'
import { objectIn, text, type Json } from '../json-schema.ts'
import { lacksNodeRole } from '../iam/node-role.ts'
import { type GcpState, timestamp } from '../state.ts'
import { CLUSTER_CA_CERTIFICATE } from './ca-certificate.ts'
import { containerUrl } from './operations.ts'
import { type Cluster, type Condition, nodesIn, type NodePool, poolPath, poolsOf } from './rows.ts'

/** Instance groups exist once the pool's nodes do, one in each zone. */
export function instanceGroups(pool: NodePool): string[] {
  if (pool.status === 'PROVISIONING' || pool.status === 'ERROR') return []
  const cluster = pool.cluster.split('/').at(-1)
  const name = `gke-${cluster}-${pool.name}-${pool.hash}-grp`
  return pool.locations.map(
    (zone) => `projects/${pool.project}/zones/${zone}/instanceGroupManagers/${name}`,
  )
}

export function renderPool(state: GcpState, pool: NodePool): Json {
  const account = text(objectIn(pool.body, 'config'), 'serviceAccount')
  const conditions = [...pool.conditions, ...roleCondition(state, pool, account)]
  return {
    name: pool.name,
    ...pool.body,
    locations: pool.locations,
    instanceGroupUrls: instanceGroups(pool).map(computeUrl),
    selfLink: containerUrl(poolPath(pool.cluster, pool.name)),
    status: pool.status,
    ...(pool.statusMessage === undefined ? {} : { statusMessage: pool.statusMessage }),
    ...(conditions.length > 0 ? { conditions } : {}),
    etag: pool.hash,
  }
}

function roleCondition(state: GcpState, pool: NodePool, account: string): Condition[] {
  if (!lacksNodeRole(state, pool.project, account)) return []
  return [
    {
      code: 'NODE_SERVICE_ACCOUNT_MISSING_PERMISSIONS',
      canonicalCode: 'PERMISSION_DENIED',
      message: `The node service account ${account} lacks permissions; grant it roles/container.defaultNodeServiceAccount.`,
    },
  ]
}

export function renderCluster(state: GcpState, path: string, cluster: Cluster): Json {
  const pools = poolsOf(state, path)
  const rendered = pools.map((pool) => renderPool(state, pool))
  const up = cluster.status !== 'PROVISIONING'
  const { endpoint, ...body } = cluster.body
  return {
    name: cluster.name,
    ...body,
    ...(rendered.length > 0 ? { nodePools: rendered, nodeConfig: rendered[0]?.['config'] } : {}),
    masterAuth: { clusterCaCertificate: CLUSTER_CA_CERTIFICATE },
    ...(up ? { endpoint } : {}),
    currentNodeVersion: rendered[0]?.['version'] ?? body['currentMasterVersion'],
    currentNodeCount: up ? pools.reduce((sum, pool) => sum + nodesIn(pool), 0) : 0,
    instanceGroupUrls: pools.flatMap(instanceGroups).map(computeUrl),
    zone: cluster.location,
    location: cluster.location,
    selfLink: containerUrl(path),
    createTime: timestamp(cluster.createdAt),
    status: cluster.status,
    ...(cluster.statusMessage === undefined ? {} : { statusMessage: cluster.statusMessage }),
    ...(cluster.conditions.length > 0 ? { conditions: cluster.conditions } : {}),
    etag: `${cluster.hash}-${cluster.status}`,
  }
}
