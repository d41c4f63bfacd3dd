import { textOf } from '../desired.ts'
import type { Observation, ObjectHandler, OwnerTags, ResolvedObject } from '@skyclust/application'
import type { JsonObject } from '@skyclust/domain'
import type { GcpClient } from '../client.ts'
import { ownerLabels, ownsByLabels } from '../naming.ts'
import { CLUSTER_TYPE } from './cluster.spec.ts'
import type { ClusterReader, GkeCluster, GkeOperation } from './gke.ts'
import { settleCluster } from './settlement.ts'

interface EmbeddedPool {
  readonly object: string
  readonly labels: Readonly<Record<string, string>>
  readonly nodePool: JsonObject
}

/** The pool with its owner on it: GKE hands these labels on to the nodes and disks. */
export function labelledPool(
  pool: JsonObject,
  owner: OwnerTags,
  labels: Readonly<Record<string, string>>,
): JsonObject {
  const config = (pool['config'] ?? {}) as JsonObject
  return { ...pool, config: { ...config, resourceLabels: { ...labels, ...ownerLabels(owner) } } }
}

/** GKE clusters: created with their first node pool, deleted with all of them. */
export function clusterHandler(client: GcpClient, reader: ClusterReader): ObjectHandler {
  return {
    type: CLUSTER_TYPE,
    async find(object, externalId, signal) {
      const path = externalId ?? pathOf(object)
      const cluster = await reader.get(path, signal)
      return cluster ? [observe(path, cluster, object)] : []
    },
    async create(object, { signal }) {
      const { owner, labels, desired } = object
      const pools = (desired['nodePools'] ?? []) as unknown as readonly EmbeddedPool[]
      const nodePools = pools.map((pool) =>
        labelledPool(pool.nodePool, { ...owner, object: pool.object }, pool.labels),
      )
      const operation = await client.send<GkeOperation>({
        api: 'container',
        kind: 'mutate',
        method: 'POST',
        path: `/v1/${textOf(desired, 'parent')}/clusters`,
        body: {
          cluster: {
            ...(desired['cluster'] as JsonObject),
            resourceLabels: { ...labels, ...ownerLabels(owner) },
            ...(nodePools.length > 0 ? { nodePools } : {}),
          },
        },
        signal,
      })
      return { externalId: pathOf(object), operationId: operation.name }
    },
    compare: () => [],
    async remove(_object, externalId, { signal }) {
      const operation = await client.send<GkeOperation>({
        api: 'container',
        kind: 'mutate',
        method: 'DELETE',
        path: `/v1/${externalId}`,
        signal,
      })
      return { operationId: operation.name }
    },
    async explainBlock(_object, externalId, signal) {
      const cluster = await reader.get(externalId, signal)
      const message = cluster?.conditions?.find((c) => c.message)?.message ?? cluster?.statusMessage
      return message ? [message] : []
    },
  }
}

function observe(path: string, cluster: GkeCluster, object: ResolvedObject): Observation {
  const certificate = cluster.masterAuth?.clusterCaCertificate
  return {
    externalId: path,
    owned: ownsByLabels(object.owner, cluster.resourceLabels),
    settled: settleCluster(cluster),
    outputs: {
      path,
      name: cluster.name,
      ...(cluster.endpoint === undefined ? {} : { endpoint: cluster.endpoint }),
      ...(cluster.currentMasterVersion === undefined
        ? {}
        : { version: cluster.currentMasterVersion }),
      ...(certificate === undefined ? {} : { caCertificate: certificate }),
    },
    fields: { status: cluster.status, id: cluster.id, nodeCount: cluster.currentNodeCount },
  }
}

function pathOf({ desired, declaration }: ResolvedObject): string {
  return `${textOf(desired, 'parent')}/clusters/${declaration.name}`
}
