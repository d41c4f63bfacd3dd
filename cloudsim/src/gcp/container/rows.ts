import type { Table } from '../../core/world.ts'
import type { Json } from '../json-schema.ts'
import type { GcpState } from '../state.ts'

export type ClusterStatus =
  | 'PROVISIONING'
  | 'RUNNING'
  | 'RECONCILING'
  | 'STOPPING'
  | 'ERROR'
  | 'DEGRADED'
export type NodePoolStatus =
  | 'PROVISIONING'
  | 'RUNNING'
  | 'RUNNING_WITH_ERROR'
  | 'RECONCILING'
  | 'STOPPING'
  | 'ERROR'

export interface Condition {
  readonly code: string
  readonly message: string
  readonly canonicalCode: string
}

export interface Cluster {
  readonly project: string
  readonly location: string
  readonly name: string
  /** Paths of the network and subnetwork. */
  readonly network: string
  readonly subnetwork: string
  readonly createdAt: number
  readonly hash: string
  readonly status: ClusterStatus
  readonly statusMessage?: string
  readonly conditions: readonly Condition[]
  /** Names of the secondary ranges that the cloud made for it. */
  readonly addedRanges: readonly string[]
  /** Key of the operation that is running on it. */
  readonly operation?: string
  readonly body: Json
}

export interface NodePool {
  /** Path of the cluster. */
  readonly cluster: string
  readonly project: string
  readonly location: string
  readonly name: string
  readonly hash: string
  readonly status: NodePoolStatus
  readonly statusMessage?: string
  readonly conditions: readonly Condition[]
  readonly locations: readonly string[]
  readonly nodesPerZone: number
  readonly privateNodes: boolean
  readonly body: Json
}

export interface ContainerOperation {
  readonly project: string
  readonly location: string
  readonly name: string
  readonly type: string
  /** Paths of what it acts on. */
  readonly cluster: string
  readonly pool?: string
  readonly startAt: number
  readonly runAt: number
  readonly endAt: number
  readonly finished: boolean
  readonly error?: { readonly code: string; readonly message: string }
  /** What the objects become when it ends well. */
  readonly clusterChange?: Json
  readonly poolChange?: Partial<Pick<NodePool, 'locations' | 'nodesPerZone' | 'body'>>
  readonly allPoolsLocations?: readonly string[]
  readonly statusBefore?: ClusterStatus
}

export const clusterTable = (state: GcpState): Table<Cluster> =>
  state.context.world.table('gcp.cluster')

export const poolTable = (state: GcpState): Table<NodePool> =>
  state.context.world.table('gcp.nodePool')

export const operationTable = (state: GcpState): Table<ContainerOperation> =>
  state.context.world.table('gcp.containerOperation')

export const clusterPath = (project: string, location: string, name: string): string =>
  `projects/${project}/locations/${location}/clusters/${name}`

export const poolPath = (cluster: string, name: string): string => `${cluster}/nodePools/${name}`

export const poolsOf = (state: GcpState, cluster: string): NodePool[] =>
  poolTable(state)
    .values()
    .filter((pool) => pool.cluster === cluster)

export const nodesIn = (pool: NodePool): number => pool.nodesPerZone * pool.locations.length
