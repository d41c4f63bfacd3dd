import { GoogleError } from '../errors.ts'
import { nodeUsage } from '../container/node-usage.ts'
import type { GcpState } from '../state.ts'

/** Quotas of a project with a billing account, in the metrics of Compute Engine; overridable per account. */
const PROJECT_QUOTAS: Readonly<Record<string, number>> = {
  NETWORKS: 15,
  SUBNETWORKS: 275,
  FIREWALLS: 200,
  ROUTERS: 20,
  ROUTES: 250,
  STATIC_ADDRESSES: 21,
  FORWARDING_RULES: 45,
  CPUS_ALL_REGIONS: 600,
}

const REGION_QUOTAS: Readonly<Record<string, number>> = {
  CPUS: 300,
  N2_CPUS: 100,
  N2D_CPUS: 100,
  C2_CPUS: 50,
  C3_CPUS: 100,
  T2A_CPUS: 50,
  INSTANCES: 1000,
  INSTANCE_GROUPS: 500,
  INSTANCE_GROUP_MANAGERS: 500,
  IN_USE_ADDRESSES: 250,
  STATIC_ADDRESSES: 50,
  SSD_TOTAL_GB: 20_000,
  DISKS_TOTAL_GB: 40_000,
}

export interface QuotaState {
  readonly metric: string
  readonly limit: number
  readonly usage: number
}

const limitOf = (
  state: GcpState,
  project: string,
  metric: string,
  defaults: Readonly<Record<string, number>>,
) => state.accounts.get(project)?.options.quotas?.[metric] ?? defaults[metric] ?? 0

const COUNTED = {
  NETWORKS: 'networks',
  SUBNETWORKS: 'subnetworks',
  FIREWALLS: 'firewalls',
  ROUTERS: 'routers',
  ROUTES: 'routes',
  STATIC_ADDRESSES: 'addresses',
  FORWARDING_RULES: 'forwardingRules',
} as const

function count(state: GcpState, project: string, metric: string, scope?: string): number {
  const collection = Object.entries(COUNTED).find(([known]) => known === metric)?.[1]
  if (!collection) return 0
  return state
    .compute(collection)
    .values()
    .filter((row) => row.project === project && (scope === undefined || row.scope === scope)).length
}

export function projectQuotas(state: GcpState, project: string): QuotaState[] {
  const nodes = nodeUsage(state, project)
  return Object.keys(PROJECT_QUOTAS).map((metric) => ({
    metric,
    limit: limitOf(state, project, metric, PROJECT_QUOTAS),
    usage: metric === 'CPUS_ALL_REGIONS' ? (nodes[metric] ?? 0) : count(state, project, metric),
  }))
}

export function regionQuotas(state: GcpState, project: string, region: string): QuotaState[] {
  const nodes = nodeUsage(state, project, region)
  return Object.keys(REGION_QUOTAS).map((metric) => ({
    metric,
    limit: limitOf(state, project, metric, REGION_QUOTAS),
    usage: nodes[metric] ?? count(state, project, metric, `regions/${region}`),
  }))
}

/** Refuses an insert that would exceed the project's quota of a metric. */
export function checkProjectQuota(state: GcpState, project: string, metric: string): void {
  const quota = projectQuotas(state, project).find((known) => known.metric === metric)
  if (!quota || quota.usage + 1 <= quota.limit) return
  throw new GoogleError(
    403,
    'quotaExceeded',
    `Quota '${metric}' exceeded.  Limit: ${quota.limit.toFixed(1)} globally.`,
    { domain: 'usageLimits', status: 'PERMISSION_DENIED' },
  )
}
