import type { Bucket } from '../rates.ts'

/** How one ARM resource type is addressed. API versions: Network 2025-05-01 and AKS 2026-04-01 as their current SDKs. */
export interface ArmType {
  readonly apiVersion: string
  /** Path of the subscription-wide list below `/subscriptions/{id}`; undefined where there is none. */
  readonly list: string | undefined
  readonly getBucket: Bucket
  readonly listBucket: Bucket
  readonly putBucket: Bucket
  readonly deleteBucket: Bucket
  /** The provider honours If-None-Match: *, which makes a separate look before a create needless. */
  readonly createOnly: boolean
}

const GENERAL = {
  getBucket: 'arm-read',
  listBucket: 'arm-read',
  putBucket: 'arm-write',
  deleteBucket: 'arm-delete',
  createOnly: false,
} as const
const AKS = {
  apiVersion: '2026-04-01',
  getBucket: 'aks-get',
  listBucket: 'aks-list-subscription',
  putBucket: 'aks-put',
  deleteBucket: 'arm-delete',
  createOnly: true,
} as const

function network(type: string): ArmType {
  return { ...GENERAL, apiVersion: '2025-05-01', list: `/providers/Microsoft.Network/${type}` }
}

export const ARM_TYPES = {
  'Microsoft.Resources/resourceGroups': {
    ...GENERAL,
    apiVersion: '2021-04-01',
    list: '/resourceGroups',
  },
  'Microsoft.Network/virtualNetworks': network('virtualNetworks'),
  'Microsoft.Network/virtualNetworks/subnets': {
    ...network('virtualNetworks/subnets'),
    list: undefined,
  },
  'Microsoft.Network/networkSecurityGroups': network('networkSecurityGroups'),
  'Microsoft.Network/publicIPAddresses': network('publicIPAddresses'),
  'Microsoft.Network/natGateways': network('natGateways'),
  'Microsoft.ManagedIdentity/userAssignedIdentities': {
    ...GENERAL,
    apiVersion: '2023-01-31',
    list: '/providers/Microsoft.ManagedIdentity/userAssignedIdentities',
  },
  'Microsoft.Authorization/roleAssignments': {
    ...GENERAL,
    apiVersion: '2022-04-01',
    list: undefined,
  },
  'Microsoft.ContainerService/managedClusters': {
    ...AKS,
    list: '/providers/Microsoft.ContainerService/managedClusters',
  },
  'Microsoft.ContainerService/managedClusters/agentPools': { ...AKS, list: undefined },
} as const satisfies Record<string, ArmType>

export type ArmTypeName = keyof typeof ARM_TYPES
