import { numberOf, stringOf } from '../json.ts'
import type { AzureSim } from '../sim.ts'
import type { AccountRecord } from '../state.ts'
import { findVmSize } from './vm-sizes.ts'

const DEFAULT_CORES = 100
const DEFAULT_FAMILY_CORES = 100

/** vCPUs that a subscription may have in a region: `cores` for all, a family name for one family. */
export function vcpuLimit(account: AccountRecord, name: string): number {
  const family = name === 'cores' ? DEFAULT_CORES : name.includes('NC') ? 0 : DEFAULT_FAMILY_CORES
  return account.quotas[name] ?? family
}

/** vCPUs in use in a region by the nodes of AKS clusters. */
export function vcpusUsed(
  sim: AzureSim,
  account: AccountRecord,
  location: string,
  name: string,
): number {
  return sim.state
    .resources('Microsoft.ContainerService/managedClusters/agentPools')
    .values()
    .filter((pool) => pool.subscription === account.subscriptionId && pool.location === location)
    .reduce((sum, pool) => {
      const size = findVmSize(stringOf(pool.properties['vmSize']) ?? '')
      const counts = size !== undefined && (name === 'cores' || size.family === name)
      return counts ? sum + size.vcpus * (numberOf(pool.properties['count']) ?? 0) : sum
    }, 0)
}
