import type { Catalog, Credential, Location, Resource } from '@skyclust/api-client'
import { freeCidr } from '@/lib/cidr.ts'
import type { Provider } from '../status.tsx'
import type { Draft, PoolDraft, Preset, Resolved } from './draft.ts'

const USUAL_REGION = {
  aws: 'ap-northeast-2',
  gcp: 'asia-northeast3',
  azure: 'koreacentral',
} as const

/** What the cheapest sensible node has; AKS asks for four vCPUs and no B series in its first pool. */
const NODE_SIZE = {
  dev: { aws: [2, 4], gcp: [2, 4], azure: [4, 8] },
  production: { aws: [4, 16], gcp: [4, 16], azure: [4, 16] },
} as const satisfies Record<Preset, Record<Provider, readonly [vcpu: number, memoryGiB: number]>>

export interface Surroundings {
  readonly credentials: readonly Credential[]
  readonly locations: readonly Location[]
  readonly catalog: Catalog | undefined
  readonly networks: readonly Resource[]
  readonly clusters: readonly Resource[]
}

/** The cloud account in use: the one chosen, else the first that fits. */
export function credentialOf(
  draft: Draft,
  credentials: readonly Credential[],
): Credential | undefined {
  const fitting = credentials.filter(
    ({ provider }) => draft.provider === undefined || provider === draft.provider,
  )
  return fitting.find(({ id }) => id === draft.credentialId) ?? fitting[0]
}

/** Google lists zones beside regions: `asia-northeast3-a`. */
export function isZone(name: string): boolean {
  return /\d-[a-z]$/.test(name)
}

export function regionOf(draft: Draft, provider: Provider, locations: readonly Location[]): string {
  const regions = locations.map(({ name }) => name).filter((name) => !isZone(name))
  const wanted = draft.region ?? USUAL_REGION[provider]
  return regions.find((name) => name === wanted) ?? regions[0] ?? ''
}

/** Decides everything that was not touched. */
export function resolveDraft(draft: Draft, around: Surroundings): Resolved {
  const credential = credentialOf(draft, around.credentials)
  const provider = draft.provider ?? credential?.provider ?? 'aws'
  const region = regionOf(draft, provider, around.locations)
  const { preset } = draft
  const zones = around.locations
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`${region}-`))
  const isZonal = provider === 'gcp' && !draft.autopilot
  const usualZone = preset === 'dev' ? (zones[0] ?? '') : ''
  const chosenZone = draft.zone === undefined || draft.zone === '' || zones.includes(draft.zone)
  const type = usualMachineType(around.catalog, provider, preset)
  const pools = draft.pools ?? [usualPool(provider, preset)]
  return {
    ...draft,
    provider,
    credentialId: credential?.id ?? '',
    region,
    zone: isZonal ? (chosenZone ? (draft.zone ?? usualZone) : usualZone) : '',
    name: draft.name ?? freeName(preset === 'dev' ? 'dev' : 'prod', around.clusters),
    cidr: draft.cidr ?? freeCidr(around.networks.map(({ spec }) => String(spec['cidr']))),
    pools: pools.map((pool) => ({ ...pool, machineType: pool.machineType ?? type })),
    tier: draft.tier ?? (preset === 'dev' ? 'Free' : 'Standard'),
  }
}

/** Azure and production spread over three zones. */
function usualPool(provider: Provider, preset: Preset): PoolDraft {
  const nodeCount = preset === 'production' || provider === 'azure' ? 3 : 2
  return {
    key: 0,
    name: 'default',
    machineType: undefined,
    nodeCount,
    autoscaling: preset === 'production' ? { min: 3, max: 6 } : undefined,
    diskGiB: 50,
    spot: false,
  }
}

/** The cheapest x86 machine that fits the preset. */
export function usualMachineType(
  catalog: Catalog | undefined,
  provider: Provider,
  preset: Preset,
): string | undefined {
  const [vcpu, memoryGiB] = NODE_SIZE[preset][provider]
  return catalog?.machineTypes
    .filter(
      (type) =>
        type.architecture === 'x86_64' &&
        type.vcpu >= vcpu &&
        type.memoryGiB >= memoryGiB &&
        type.usdPerHour !== undefined &&
        !(provider === 'azure' && /_B\d/.test(type.name)),
    )
    .toSorted((a, b) => Number(a.usdPerHour) - Number(b.usdPerHour))[0]?.name
}

function freeName(wanted: string, clusters: readonly Resource[]): string {
  const taken = new Set(clusters.map(({ name }) => name))
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`
    if (!taken.has(name)) return name
  }
}
