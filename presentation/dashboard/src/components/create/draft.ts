import type { CreateClusterRequest } from '@skyclust/api-client'
import type { Provider } from '../status.tsx'
import { labelsOf } from './labels.ts'

export type Preset = 'dev' | 'production'
export type NetworkKind = 'create' | 'managed' | 'foreign'

export interface PoolDraft {
  readonly key: number
  readonly name: string
  readonly machineType: string | undefined
  readonly nodeCount: number
  readonly autoscaling: { readonly min: number; readonly max: number } | undefined
  readonly diskGiB: number
  readonly spot: boolean
}

/** What has been entered; undefined = not touched, so that a default follows other choices. */
export interface Draft {
  readonly preset: Preset
  readonly provider: Provider | undefined
  readonly credentialId: string | undefined
  readonly region: string | undefined
  /** Google: one zone instead of the whole region; empty = regional. */
  readonly zone: string | undefined
  readonly name: string | undefined
  readonly version: string
  readonly networkKind: NetworkKind
  readonly cidr: string | undefined
  readonly allowCidrOverlap: boolean
  readonly networkId: string
  readonly foreign: {
    readonly id: string
    readonly subnetIds: string
    readonly podRangeName: string
    readonly serviceRangeName: string
  }
  readonly pools: readonly PoolDraft[] | undefined
  readonly supportType: 'STANDARD' | 'EXTENDED'
  readonly autopilot: boolean
  readonly releaseChannel: 'RAPID' | 'REGULAR' | 'STABLE'
  readonly tier: 'Free' | 'Standard' | 'Premium' | undefined
  /** `key=value`, one a line. */
  readonly labels: string | undefined
}

export const EMPTY_DRAFT: Draft = {
  preset: 'dev',
  provider: undefined,
  credentialId: undefined,
  region: undefined,
  zone: undefined,
  name: undefined,
  version: '',
  networkKind: 'create',
  cidr: undefined,
  allowCidrOverlap: false,
  networkId: '',
  foreign: { id: '', subnetIds: '', podRangeName: '', serviceRangeName: '' },
  pools: undefined,
  supportType: 'STANDARD',
  autopilot: false,
  releaseChannel: 'REGULAR',
  tier: undefined,
  labels: undefined,
}

/** A draft whose every default has been decided. */
export interface Resolved extends Draft {
  readonly provider: Provider
  readonly credentialId: string
  readonly region: string
  readonly zone: string
  readonly name: string
  readonly cidr: string
  readonly pools: readonly PoolDraft[]
  readonly tier: 'Free' | 'Standard' | 'Premium'
}

/** The request for the draft; undefined while something that it needs is missing. */
export function requestOf(draft: Resolved): CreateClusterRequest | undefined {
  const { provider, credentialId, name, version } = draft
  const location = draft.zone === '' ? draft.region : draft.zone
  const network = networkOf(draft)
  const pools = hasNodePools(draft) ? draft.pools : []
  if (credentialId === '' || location === '' || name === '' || !network) return undefined
  if (pools.some(({ machineType = '' }) => machineType === '')) return undefined
  return {
    name,
    provider,
    credentialId,
    location,
    ...(version === '' ? {} : { version }),
    network,
    nodePools: pools.map(poolOf),
    ...labelsOf(draft.labels),
    ...(draft.allowCidrOverlap ? { allowCidrOverlap: true } : {}),
    ...optionsOf(draft),
  }
}

/** Autopilot makes its own nodes. */
export function hasNodePools(draft: Draft & { readonly provider: Provider }): boolean {
  return !(draft.provider === 'gcp' && draft.autopilot)
}

function networkOf(draft: Resolved): CreateClusterRequest['network'] | undefined {
  switch (draft.networkKind) {
    case 'create':
      return draft.cidr === '' ? undefined : { create: { cidr: draft.cidr } }
    case 'managed':
      return draft.networkId === '' ? undefined : { networkId: draft.networkId }
    case 'foreign': {
      const { id, podRangeName, serviceRangeName } = draft.foreign
      const subnetIds = draft.foreign.subnetIds.split(/[\s,]+/).filter(Boolean)
      if (id === '' || subnetIds.length === 0) return undefined
      return {
        foreign: {
          id,
          subnetIds,
          ...(podRangeName === '' ? {} : { podRangeName }),
          ...(serviceRangeName === '' ? {} : { serviceRangeName }),
        },
      }
    }
  }
}

/** A pool as the API takes it. */
export function poolOf(pool: PoolDraft): CreateClusterRequest['nodePools'][number] {
  const { name, machineType = '', nodeCount, autoscaling, diskGiB, spot } = pool
  return {
    name,
    spec: {
      machineType,
      nodeCount,
      ...(autoscaling ? { autoscaling } : {}),
      diskGiB,
      ...(spot ? { spot } : {}),
    },
  }
}

function optionsOf(draft: Resolved): Pick<CreateClusterRequest, 'aws' | 'gcp' | 'azure'> {
  switch (draft.provider) {
    case 'aws':
      return { aws: { supportType: draft.supportType } }
    case 'gcp':
      return { gcp: { autopilot: draft.autopilot, releaseChannel: draft.releaseChannel } }
    case 'azure':
      return { azure: { tier: draft.tier } }
  }
}
