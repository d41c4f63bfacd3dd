import type { Cluster, Finding, NodePool, ObjectDeclaration } from '@skyclust/domain'
import type { GcpClient } from '../client.ts'
import type { GkeCluster } from '../kubernetes/gke.ts'
import type { Site } from '../location.ts'
import { labelValue, OWNER_KEYS, parseObject } from '../naming.ts'
import { error, ifThere } from './findings.ts'

/** The cluster's name is free or ours; a new standard cluster has a node pool. */
export async function clusterNameFindings(
  client: GcpClient,
  cluster: Cluster,
  pools: readonly NodePool[],
  site: Site,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const path = `/v1/projects/${client.project}/locations/${site.location}/clusters/${cluster.name}`
  const seen = await ifThere(
    client.send<GkeCluster>({ api: 'container', kind: 'read', path, signal }),
  )
  if (!seen) return pools.length > 0 || cluster.spec.gcp?.autopilot ? [] : [needsPool()]
  const labels = seen.resourceLabels ?? {}
  if (labels[OWNER_KEYS.resource] === labelValue(cluster.rootId)) return []
  return [
    error({
      code: 'name-taken',
      message: `There is already a GKE cluster «${cluster.name}» in ${site.location} of ${client.project}, and it is not this one.`,
      remedy: 'Choose another name, or another location.',
      pointer: '/name',
    }),
  ]
}

function needsPool(): Finding {
  return error({
    code: 'node-pool-required',
    message: 'GKE creates a standard cluster with a node pool; this one has none.',
    remedy: 'Add a node pool (it may have 0 nodes), or choose Autopilot.',
    pointer: '/nodePools',
  })
}

/** The node account's name is free or ours. */
export async function nodeAccountFindings(
  client: GcpClient,
  account: ObjectDeclaration,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const email = `${account.name}@${client.project}.iam.gserviceaccount.com`
  const path = `/v1/projects/${client.project}/serviceAccounts/${email}`
  const seen = await ifThere(
    client.send<{ description?: string }>({ api: 'iam', kind: 'read', path, signal }),
  )
  if (!seen || parseObject(seen.description)?.[OWNER_KEYS.resource] === cluster.rootId) return []
  return [
    error({
      code: 'name-taken',
      message: `The service account ${email} exists already and is not SkyClust's.`,
      remedy: 'Delete or rename it, or give the cluster another name.',
      objectId: account.id,
    }),
  ]
}
