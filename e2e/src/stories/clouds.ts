import type { ProviderId } from '@skyclust/domain'

/** What stories ask of one cloud, and by which names the cloud knows it. */
export interface Cloud {
  readonly provider: ProviderId
  readonly location: string
  readonly machineType: string
  /** A permission that each part of a cluster needs. */
  readonly parts: Readonly<
    Record<'network' | 'identity' | 'cluster' | 'nodes', { readonly permission: string }>
  >
  /** The calls that make a control plane and a node pool, as the call log names them. */
  readonly makes: { readonly cluster: string; readonly nodes: string }
  /** How the cloud says that making nodes has failed: what passes by itself, and what somebody must mend. */
  readonly failures: Readonly<Record<'passing' | 'quota' | 'denied' | 'capacity', Failure>>
}

export interface Failure {
  readonly code: string
  readonly message: string
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
    makes: { cluster: 'eks:CreateCluster', nodes: 'eks:CreateNodegroup' },
    failures: {
      passing: { code: 'InternalFailure', message: 'We are having trouble at the moment.' },
      quota: { code: 'InstanceLimitExceeded', message: 'Your quota allows for 0 more vCPUs.' },
      denied: { code: 'AccessDenied', message: 'Amazon EKS cannot use the node role.' },
      capacity: {
        code: 'AsgInstanceLaunchFailures',
        message: 'We currently do not have sufficient m6i.large capacity in the zone.',
      },
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
    makes: { cluster: 'container.clusters.create', nodes: 'container.nodePools.create' },
    failures: {
      passing: { code: 'INTERNAL', message: 'Internal error.' },
      quota: { code: 'GCE_QUOTA_EXCEEDED', message: "Quota 'CPUS' exceeded. Limit: 24.0." },
      denied: { code: 'PERMISSION_DENIED', message: 'The service agent may not make instances.' },
      capacity: { code: 'GCE_STOCKOUT', message: 'The zone does not have enough resources.' },
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
    makes: {
      cluster: 'PUT Microsoft.ContainerService/managedClusters',
      nodes: 'PUT Microsoft.ContainerService/managedClusters/agentPools',
    },
    failures: {
      passing: { code: 'InternalOperationError', message: 'Internal server error.' },
      quota: {
        code: 'ErrCode_InsufficientVCPUQuota',
        message: 'Insufficient regional vcpu quota left.',
      },
      denied: { code: 'RequestDisallowedByPolicy', message: 'Disallowed by policy «no-vms».' },
      capacity: { code: 'AllocationFailed', message: 'Allocation failed: not enough capacity.' },
    },
  },
]
