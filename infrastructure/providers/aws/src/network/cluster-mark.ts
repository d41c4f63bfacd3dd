const CLUSTER_TAG = 'kubernetes.io/cluster/'
const NAMING_TAGS = ['elbv2.k8s.aws/cluster', 'cluster.k8s.amazonaws.com/name'] as const

/**
 * The cluster whose mark something carries: the ownership tag of the cloud provider, the name tags of the load balancer
 * controller and the VPC CNI, or the description EKS gives its own interfaces.
 */
export function markedCluster(
  tags: Readonly<Record<string, string>>,
  description = '',
): string | undefined {
  for (const [key, value] of Object.entries(tags))
    if (key.startsWith(CLUSTER_TAG) && value === 'owned') return key.slice(CLUSTER_TAG.length)
  for (const key of NAMING_TAGS) if (tags[key]) return tags[key]
  return /^Amazon EKS (\S+)$/.exec(description)?.[1]
}

/** EKS made it for the control plane and takes it along with the cluster. */
export function isManagedByEks(tags: Readonly<Record<string, string>>): boolean {
  return tags['aws:eks:cluster-name'] !== undefined
}
