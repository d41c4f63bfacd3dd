import { badRequest } from '../arm/errors.ts'
import type { ArmCall } from '../arm/operation.ts'
import { vcpuLimit, vcpusUsed } from '../compute/quota.ts'
import { numberOf } from '../json.ts'
import type { ResourceRecord } from '../state.ts'
import type { CheckedPool } from './pool-rules.ts'
import { CLUSTER_TYPE } from './records.ts'

const DEFAULT_CLUSTERS = 100

export function requireClusterQuota(call: ArmCall, location: string): void {
  const limit = call.account.quotas['ManagedClusters'] ?? DEFAULT_CLUSTERS
  const used = call.sim.state
    .resources(CLUSTER_TYPE)
    .values()
    .filter(
      (cluster) =>
        cluster.subscription === call.account.subscriptionId && cluster.location === location,
    ).length
  if (used < limit) return
  throw badRequest(
    'ManagedClusterCountExceedsQuotaLimit',
    `The number of managed clusters in subscription ${call.account.subscriptionId} and region ${location} would exceed the quota limit of ${limit}; ${used} exist. See https://aka.ms/aks/quotas-skus-regions.`,
  )
}

/** Refuses pools whose nodes need more vCPUs than the region or the VM family has left. */
export function requireVcpuQuota(
  call: ArmCall,
  location: string,
  pools: readonly CheckedPool[],
  existing: readonly ResourceRecord[],
): void {
  const demands = new Map<string, number>()
  for (const pool of pools) {
    const before = existing.find((record) => record.name === pool.name)
    const more =
      (numberOf(pool.properties['count']) ?? 0) - (numberOf(before?.properties['count']) ?? 0)
    if (more <= 0) continue
    for (const name of ['cores', pool.size.family])
      demands.set(name, (demands.get(name) ?? 0) + more * pool.size.vcpus)
  }
  for (const [name, requested] of demands) {
    const left = vcpuLimit(call.account, name) - vcpusUsed(call.sim, call.account, location, name)
    if (requested <= left) continue
    throw badRequest(
      'ErrCode_InsufficientVCPUQuota',
      name === 'cores'
        ? `Insufficient regional vcpu quota left for location ${location}. left regional vcpu quota ${Math.max(0, left)}, requested quota ${requested}. If you want to increase the quota, please follow this instruction: https://learn.microsoft.com/en-us/azure/quotas/view-quotas.`
        : `Insufficient vcpu quota requested ${requested}, remaining ${Math.max(0, left)} for family ${name} for region ${location}. If you want to increase the quota, please follow this instruction: https://learn.microsoft.com/en-us/azure/quotas/view-quotas.`,
    )
  }
}
