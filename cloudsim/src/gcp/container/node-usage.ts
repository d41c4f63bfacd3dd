import { machineType } from '../catalog/machine-types.ts'
import { regionOf } from '../catalog/regions.ts'
import { numberIn, objectIn, text } from '../json-schema.ts'
import type { GcpState } from '../state.ts'
import { clusterTable, nodesIn, type NodePool, poolsOf, poolTable } from './rows.ts'

export type Usage = Readonly<Record<string, number>>
export type Nodes = Pick<NodePool, 'body' | 'privateNodes' | 'locations' | 'nodesPerZone'>

/** What the nodes of a pool count against, by quota metric. */
export function usageOfPool(pool: Nodes, nodes: number): Usage {
  const config = objectIn(pool.body, 'config')
  const type = machineType(text(config, 'machineType'))
  const vcpus = (type?.vcpus ?? 0) * nodes
  const disk = (numberIn(config, 'diskSizeGb') ?? 100) * nodes
  return {
    [type?.quota ?? 'CPUS']: vcpus,
    CPUS_ALL_REGIONS: vcpus,
    INSTANCES: nodes,
    INSTANCE_GROUPS: pool.locations.length,
    INSTANCE_GROUP_MANAGERS: pool.locations.length,
    IN_USE_ADDRESSES: pool.privateNodes ? 0 : nodes,
    [text(config, 'diskType') === 'pd-standard' ? 'DISKS_TOTAL_GB' : 'SSD_TOTAL_GB']: disk,
  }
}

export function sum(usages: readonly Usage[]): Usage {
  const total: Record<string, number> = {}
  for (const usage of usages)
    for (const [metric, amount] of Object.entries(usage))
      total[metric] = (total[metric] ?? 0) + amount
  return total
}

/** What all nodes of a project use, in one region or everywhere. */
export function nodeUsage(state: GcpState, project: string, region?: string): Usage {
  return sum(
    poolTable(state)
      .values()
      .filter((pool) => pool.project === project && pool.status !== 'ERROR')
      .filter((pool) => region === undefined || regionOf(pool.location) === region)
      .map((pool) => usageOfPool(pool, nodesIn(pool))),
  )
}

/** A cluster whose pods or services live in a secondary range that is missing from `names`. */
export function clusterMissingRange(
  state: GcpState,
  subnetwork: string,
  names: readonly string[],
): string | undefined {
  const used = ['clusterSecondaryRangeName', 'servicesSecondaryRangeName']
  return clusterTable(state)
    .entries()
    .filter(([, known]) => known.subnetwork === subnetwork)
    .find(([, known]) => {
      const policy = objectIn(known.body, 'ipAllocationPolicy')
      return used.some(
        (field) => text(policy, field) !== '' && !names.includes(text(policy, field)),
      )
    })?.[0]
}

/** Path of the node or cluster that keeps a subnetwork in use. */
export function clusterUsingSubnetwork(
  state: GcpState,
  project: string,
  subnetwork: string,
): string | undefined {
  const [path, cluster] =
    clusterTable(state)
      .entries()
      .find(([, known]) => known.project === project && known.subnetwork === subnetwork) ?? []
  if (path === undefined || !cluster) return undefined
  const pool = poolsOf(state, path)[0]
  return pool
    ? `projects/${project}/zones/${pool.locations[0]}/instances/gke-${cluster.name}-${pool.name}-${pool.hash}-0`
    : `projects/${project}/regions/${regionOf(cluster.location)}/addresses/gke-${cluster.name}-${cluster.hash}-pe`
}
