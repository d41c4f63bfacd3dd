/** The AWS managed policies that can be attached; those that clusters and nodes use, and the common job functions. */
const names: ReadonlySet<string> = new Set([
  'AdministratorAccess',
  'AmazonEBSCSIDriverPolicyV2',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonEC2FullAccess',
  'AmazonEKSBlockStoragePolicy',
  'AmazonEKSClusterPolicy',
  'AmazonEKSComputePolicy',
  'AmazonEKSLoadBalancingPolicy',
  'AmazonEKSNetworkingPolicy',
  'AmazonEKSServicePolicy',
  'AmazonEKSVPCResourceController',
  'AmazonEKSWorkerNodeMinimalPolicy',
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKS_CNI_Policy',
  'AmazonS3ReadOnlyAccess',
  'AmazonSSMManagedInstanceCore',
  'CloudWatchAgentServerPolicy',
  'IAMFullAccess',
  'PowerUserAccess',
  'ReadOnlyAccess',
  'service-role/AmazonEBSCSIDriverPolicy',
  'service-role/AmazonEFSCSIDriverPolicy',
])

export function isManagedPolicy(arn: string): boolean {
  const prefix = 'arn:aws:iam::aws:policy/'
  return arn.startsWith(prefix) && names.has(arn.slice(prefix.length))
}
