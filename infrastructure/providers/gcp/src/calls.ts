/** Mutating calls by Google's method names, with the permissions each needs (iam permissions reference). */
export const CALLS = {
  insertNetwork: 'compute.networks.insert',
  deleteNetwork: 'compute.networks.delete',
  insertSubnetwork: 'compute.subnetworks.insert',
  deleteSubnetwork: 'compute.subnetworks.delete',
  insertRouter: 'compute.routers.insert',
  patchRouter: 'compute.routers.patch',
  deleteRouter: 'compute.routers.delete',
  deleteFirewall: 'compute.firewalls.delete',
  deleteForwardingRule: 'compute.forwardingRules.delete',
  deleteEndpointGroup: 'compute.networkEndpointGroups.delete',
  createServiceAccount: 'iam.serviceAccounts.create',
  deleteServiceAccount: 'iam.serviceAccounts.delete',
  setIamPolicy: 'cloudresourcemanager.projects.setIamPolicy',
  createCluster: 'container.clusters.create',
  deleteCluster: 'container.clusters.delete',
  createNodePool: 'container.nodePools.create',
  deleteNodePool: 'container.nodePools.delete',
  setNodePoolSize: 'container.nodePools.setSize',
  updateNodePool: 'container.nodePools.update',
  setNodePoolAutoscaling: 'container.nodePools.setAutoscaling',
} as const

/** Permissions a call stands for, where preflight is asked about a call by name. */
export const CALL_PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  [CALLS.insertNetwork]: ['compute.networks.create'],
  [CALLS.deleteNetwork]: ['compute.networks.delete'],
  [CALLS.insertSubnetwork]: ['compute.subnetworks.create', 'compute.networks.updatePolicy'],
  [CALLS.deleteSubnetwork]: ['compute.subnetworks.delete', 'compute.networks.updatePolicy'],
  [CALLS.insertRouter]: ['compute.routers.create', 'compute.networks.updatePolicy'],
  [CALLS.patchRouter]: ['compute.routers.update', 'compute.networks.updatePolicy'],
  [CALLS.deleteRouter]: ['compute.routers.delete', 'compute.networks.updatePolicy'],
  [CALLS.deleteFirewall]: ['compute.firewalls.delete', 'compute.networks.updatePolicy'],
  [CALLS.deleteForwardingRule]: ['compute.forwardingRules.delete'],
  [CALLS.deleteEndpointGroup]: ['compute.networkEndpointGroups.delete'],
  [CALLS.createServiceAccount]: ['iam.serviceAccounts.create'],
  [CALLS.deleteServiceAccount]: ['iam.serviceAccounts.delete'],
  [CALLS.setIamPolicy]: ['resourcemanager.projects.setIamPolicy'],
  [CALLS.createCluster]: ['container.clusters.create'],
  [CALLS.deleteCluster]: ['container.clusters.delete'],
  [CALLS.createNodePool]: ['container.clusters.update'],
  [CALLS.deleteNodePool]: ['container.clusters.update'],
  [CALLS.setNodePoolSize]: ['container.clusters.update'],
  [CALLS.updateNodePool]: ['container.clusters.update'],
  [CALLS.setNodePoolAutoscaling]: ['container.clusters.update'],
}

/** Permissions of the named calls, without repeats. */
export function permissionsOf(calls: readonly (string | undefined)[]): readonly string[] {
  return [
    ...new Set(
      calls.flatMap((call) => (call === undefined ? [] : (CALL_PERMISSIONS[call] ?? [call]))),
    ),
  ]
}
