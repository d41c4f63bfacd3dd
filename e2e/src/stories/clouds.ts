import type { ProviderId } from '@skyclust/domain'

/** What stories ask of one cloud, and by which names the cloud knows it. */
export interface Cloud {
  readonly provider: ProviderId
  readonly location: string
  readonly machineType: string
  /** A call of each part of a cluster, by the name in the call log, with the permission it needs. */
  readonly parts: Readonly<
    Record<'network' | 'identity' | 'cluster' | 'nodes', { readonly permission: string }>
  >
}

export const CLOUDS: readonly Cloud[] = [
  {
    provider: 'aws',
    location: 'ap-northeast-2',
    machineType: 'm6i.large',
    parts: {
      network: { permission: 'ec2:CreateVpc' },
      identity: { permission: 'iam:CreateRole' },
      cluster: { permission: 'eks:CreateCluster' },
      nodes: { permission: 'eks:CreateNodegroup' },
    },
  },
  {
    provider: 'gcp',
    location: 'asia-northeast3',
    machineType: 'e2-standard-4',
    parts: {
      network: { permission: 'compute.networks.create' },
      identity: { permission: 'iam.serviceAccounts.create' },
      cluster: { permission: 'container.clusters.create' },
      nodes: { permission: 'container.clusters.update' },
    },
  },
  {
    provider: 'azure',
    location: 'koreacentral',
    machineType: 'Standard_D4s_v5',
    parts: {
      network: { permission: 'Microsoft.Network/virtualNetworks/write' },
      identity: { permission: 'Microsoft.ManagedIdentity/userAssignedIdentities/write' },
      cluster: { permission: 'Microsoft.ContainerService/managedClusters/write' },
      nodes: { permission: 'Microsoft.ContainerService/managedClusters/agentPools/write' },
    },
  },
]
