import type { Cluster, ObjectDeclaration } from '@skyclust/domain'
import { CALLS, permissionsOf } from '../calls.ts'
import type { Site } from '../location.ts'
import { accountIdOf } from '../naming.ts'

export const SERVICE_ACCOUNT_TYPE = 'iam:service-account'
export const PROJECT_BINDING_TYPE = 'cloudresourcemanager:binding'

/** What nodes need: logs, metrics, and images of the project's registries (GKE docs, least-privilege service accounts). */
const NODE_ROLE = 'roles/container.defaultNodeServiceAccount'

export const serviceAccountObjectId = (cluster: Cluster): string =>
  `cluster:${cluster.name}/node-account`
export const bindingObjectId = (cluster: Cluster): string => `cluster:${cluster.name}/node-role`

/** The nodes' own service account: the Compute Engine default one is often an Editor, or switched off. */
export function serviceAccountDeclaration(cluster: Cluster, site: Site): ObjectDeclaration {
  const calls = { create: CALLS.createServiceAccount, remove: CALLS.deleteServiceAccount }
  const accountId = accountIdOf(cluster.name, cluster.rootId)
  return {
    id: serviceAccountObjectId(cluster),
    resourceId: cluster.id,
    type: SERVICE_ACCOUNT_TYPE,
    name: accountId,
    step: 'identity',
    desired: {
      project: site.project,
      accountId,
      displayName: `Nodes of GKE cluster ${cluster.name}`,
    },
    idempotency: 'name',
    calls,
    permissions: [...permissionsOf([calls.create, calls.remove]), 'iam.serviceAccounts.get'],
    usualSeconds: { min: 1, max: 10 },
  }
}

/** The account's role on the project: one entry in the project's policy, put in and taken out under its etag. */
export function bindingDeclaration(cluster: Cluster, site: Site): ObjectDeclaration {
  const calls = { create: CALLS.setIamPolicy, remove: CALLS.setIamPolicy }
  return {
    id: bindingObjectId(cluster),
    resourceId: cluster.id,
    type: PROJECT_BINDING_TYPE,
    name: NODE_ROLE,
    step: 'identity',
    desired: {
      project: site.project,
      role: NODE_ROLE,
      member: { $ref: serviceAccountObjectId(cluster), output: 'member' },
    },
    idempotency: 'name',
    calls,
    permissions: [...permissionsOf([calls.create]), 'resourcemanager.projects.getIamPolicy'],
    lock: `iam-policy:${site.project}`,
    usualSeconds: { min: 1, max: 10 },
  }
}
