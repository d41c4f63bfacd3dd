import { textOf } from '../desired.ts'
import type { CallOptions, Observation, ObjectHandler, ResolvedObject } from '@skyclust/application'
import type { FieldChange, JsonObject } from '@skyclust/domain'
import type { GcpClient } from '../client.ts'
import { ownsByLabels } from '../naming.ts'
import { labelledPool } from './cluster.client.ts'
import type { ClusterReader, GkeNodePool, GkeOperation } from './gke.ts'
import { type PoolSize, sizeChanges } from './node-pool-changes.ts'
import { NODE_POOL_TYPE } from './node-pool.spec.ts'
import { settleNodePool } from './settlement.ts'

/** Node pools of GKE clusters, read with their cluster. */
export function nodePoolHandler(client: GcpClient, reader: ClusterReader): ObjectHandler {
  const mutate = async (
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body: object | undefined,
    signal: AbortSignal,
  ) => {
    const request = {
      api: 'container',
      kind: 'mutate',
      method,
      path: `/v1/${path}`,
      signal,
    } as const
    return client.send<GkeOperation>(body === undefined ? request : { ...request, body })
  }
  return {
    type: NODE_POOL_TYPE,
    async find(object, externalId, signal) {
      const path = externalId ?? pathOf(object)
      const [clusterPath = '', name = ''] = path.split('/nodePools/')
      const cluster = await reader.get(clusterPath, signal)
      const pool = cluster?.nodePools?.find((p) => p.name === name)
      return pool ? [observe(path, pool, object)] : []
    },
    async create(object, { signal }) {
      const nodePool = labelledPool(
        object.desired['nodePool'] as JsonObject,
        object.owner,
        object.labels,
      )
      const collection = `${textOf(object.desired, 'cluster')}/nodePools`
      const operation = await mutate('POST', collection, { nodePool }, signal)
      return { externalId: pathOf(object), operationId: operation.name }
    },
    compare: (object, observed) =>
      sizeChanges(object.desired['nodePool'] as JsonObject, observed.fields),
    async update(object, observed, changes, { signal }: CallOptions) {
      const path = observed.externalId
      const pool = object.desired['nodePool'] as JsonObject
      const next = nextChange(changes)
      const operation =
        next === 'autoscaling'
          ? await mutate(
              'POST',
              `${path}:setAutoscaling`,
              { autoscaling: pool['autoscaling'] },
              signal,
            )
          : next === 'locations'
            ? await mutate('PUT', path, { locations: pool['locations'] }, signal)
            : await mutate(
                'POST',
                `${path}:setSize`,
                { nodeCount: pool['initialNodeCount'] },
                signal,
              )
      return { externalId: path, operationId: operation.name }
    },
    async remove(_object, externalId, { signal }) {
      const operation = await mutate('DELETE', externalId, undefined, signal)
      return { operationId: operation.name }
    },
  }
}

/** One call at a time, and never fewer nodes in between than before and after: grow first, then leave zones. */
function nextChange(changes: readonly FieldChange[]): 'autoscaling' | 'locations' | 'nodeCount' {
  const of = (path: string) => changes.find((change) => change.path === path)
  if (of('autoscaling')) return 'autoscaling'
  const size = of('nodesPerZone')
  if (!of('locations')) return 'nodeCount'
  return size && Number(size.desired) > Number(size.observed) ? 'nodeCount' : 'locations'
}

function observe(path: string, pool: GkeNodePool, object: ResolvedObject): Observation {
  const perZone = pool.initialNodeCount ?? 0
  const wanted = object.desired['nodePool'] as JsonObject
  const fields = {
    status: pool.status,
    version: pool.version,
    nodesPerZone: perZone,
    locations: [...(pool.locations ?? [])],
    nodeCount: perZone * Math.max(1, pool.locations?.length ?? 1),
    autoscaling: {
      enabled: pool.autoscaling?.enabled === true,
      totalMinNodeCount: pool.autoscaling?.totalMinNodeCount ?? 0,
      totalMaxNodeCount: pool.autoscaling?.totalMaxNodeCount ?? 0,
    },
  } satisfies PoolSize & JsonObject
  return {
    externalId: path,
    owned: ownsByLabels(object.owner, pool.config?.resourceLabels),
    settled: settleNodePool(pool, sizeChanges(wanted, fields).length > 0),
    outputs: { name: pool.name, ...(pool.version === undefined ? {} : { version: pool.version }) },
    fields,
  }
}

function pathOf({ desired, declaration }: ResolvedObject): string {
  return `${textOf(desired, 'cluster')}/nodePools/${declaration.name}`
}
