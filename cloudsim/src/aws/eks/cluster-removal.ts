import type { Api } from '../api.ts'
import { inUse, invalidRequest } from './errors.ts'
import { releaseNetwork } from './network-of-cluster.ts'
import { accessEntries, addons, type Cluster, nodegroups, updates } from './rows.ts'
import { clusterStatus, hasUpdate } from './state.ts'

/** Refuses to delete a cluster that is protected, busy or has node groups. */
export function authorizeDelete(api: Api, cluster: Cluster): void {
  const details = { clusterName: cluster.id }
  if (cluster.deletionProtection)
    throw invalidRequest('Cannot delete cluster because deletion protection is enabled', details)
  if (clusterStatus(cluster, api.now) === 'CREATING')
    throw inUse(`Cannot delete because cluster ${cluster.id} is currently being created`, details)
  if (hasUpdate(cluster, api.now))
    throw inUse(
      `Cannot delete because cluster ${cluster.id} currently has an update in progress`,
      details,
    )
  const left = api
    .rows(nodegroups)
    .all()
    .filter(({ clusterName }) => clusterName === cluster.id)
  const [first] = left
  if (first)
    throw inUse('Cluster has nodegroups attached', { ...details, nodegroupName: first.name })
}

/** Everything EKS keeps for a cluster goes with it. */
export function removeWithCluster(api: Api, cluster: Cluster, goneAt: number): void {
  removeMembers(api.rows(addons), cluster.id, goneAt)
  removeMembers(api.rows(accessEntries), cluster.id, goneAt)
  removeMembers(api.rows(updates), cluster.id, goneAt)
  releaseNetwork(api, cluster.arn, goneAt)
}

interface Members {
  all(): readonly { readonly id: string; readonly clusterName: string }[]
  patch(id: string, patch: { readonly goneAt: number }): void
}

function removeMembers(rows: Members, cluster: string, goneAt: number): void {
  for (const { id, clusterName } of rows.all())
    if (clusterName === cluster) rows.patch(id, { goneAt })
}
