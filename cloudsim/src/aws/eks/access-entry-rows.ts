import { type Api, uniqueUuid } from '../api.ts'
import { type AccessEntry, accessEntries, type Cluster } from './rows.ts'

const policyPrefix = 'arn:aws:eks::aws:cluster-access-policy/'

const policies: ReadonlySet<string> = new Set([
  'AmazonEKSAdminPolicy',
  'AmazonEKSAdminViewPolicy',
  'AmazonEKSClusterAdminPolicy',
  'AmazonEKSEditPolicy',
  'AmazonEKSViewPolicy',
])

export function isAccessPolicy(arn: string): boolean {
  return arn.startsWith(policyPrefix) && policies.has(arn.slice(policyPrefix.length))
}

export function newAccessEntry(
  api: Api,
  cluster: Pick<Cluster, 'id'>,
  entry: Pick<AccessEntry, 'principalArn' | 'username' | 'type' | 'groups'> & Partial<AccessEntry>,
): AccessEntry {
  const [, , , , account = '', resource = ''] = entry.principalArn.split(':')
  const path = `${resource.split('/')[0]}/${account}/${entry.principalArn.split('/').at(-1)}`
  const added: AccessEntry = {
    ...api.stamp(),
    id: `${cluster.id}/${entry.principalArn}`,
    tags: {},
    arn: `arn:aws:eks:${api.region}:${api.account}:access-entry/${cluster.id}/${path}/${uniqueUuid(api.context, 'access-entry')}`,
    clusterName: cluster.id,
    policies: [],
    ...entry,
  }
  api.rows(accessEntries).put(added)
  return added
}

/** The creator of a cluster becomes its administrator unless told otherwise. */
export function bootstrapAccessEntry(api: Api, cluster: Cluster): void {
  const principalArn = api.principal.arn
  newAccessEntry(api, cluster, {
    principalArn,
    username: principalArn,
    type: 'STANDARD',
    groups: [],
    policies: [
      {
        policyArn: `${policyPrefix}AmazonEKSClusterAdminPolicy`,
        scope: { type: 'cluster', namespaces: [] },
        associatedAt: api.now,
        modifiedAt: api.now,
      },
    ],
  })
}

/** Managed node groups let their nodes in by an entry for the node role. */
export function nodeAccessEntry(api: Api, cluster: Cluster, nodeRole: string): void {
  if (cluster.authenticationMode === 'CONFIG_MAP') return
  if (api.rows(accessEntries).find(`${cluster.id}/${nodeRole}`)) return
  newAccessEntry(api, cluster, {
    principalArn: nodeRole,
    username: 'system:node:{{EC2PrivateDNSName}}',
    type: 'EC2_LINUX',
    groups: ['system:nodes'],
  })
}
