import { createHash } from 'node:crypto'
import type { Api } from '../api.ts'
import type { Answer, AnswerValue, Operation } from '../operation.ts'
import { authorizeDelete, removeWithCluster } from './cluster-removal.ts'
import { createCluster } from './create-cluster.ts'
import { clusterOf, namePage, renderHealth, seconds } from './lookup.ts'
import { type Cluster, clusters } from './rows.ts'
import { clusterStatus, current } from './state.ts'
import { findVersion } from './versions.ts'

export const clusterOperations: readonly Operation[] = [
  {
    name: 'CreateCluster',
    http: { method: 'POST', path: '/clusters' },
    input: [
      'name!',
      'roleArn!',
      'resourcesVpcConfig!',
      'version',
      'kubernetesNetworkConfig',
      'logging',
      'clientRequestToken',
      'tags',
      'encryptionConfig',
      'accessConfig',
      'bootstrapSelfManagedAddons',
      'upgradePolicy',
      'zonalShiftConfig',
      'deletionProtection',
    ],
    mutating: true,
    bucket: 'eks.mutate',
    target: (input) => input.string('name'),
    run: (api, input) => ({ cluster: renderCluster(createCluster(api, input), api) }),
  },
  {
    name: 'ListClusters',
    http: { method: 'GET', path: '/clusters' },
    input: ['maxResults', 'nextToken', 'include'],
    mutating: false,
    bucket: 'eks.describe',
    run: (api, input) =>
      namePage(
        input,
        'clusters',
        api
          .rows(clusters)
          .all()
          .map(({ id }) => id),
      ),
  },
  {
    name: 'DescribeCluster',
    http: { method: 'GET', path: '/clusters/{name}' },
    input: ['name!'],
    mutating: false,
    bucket: 'eks.describe',
    target: (input) => input.string('name'),
    run: (api, input) => ({ cluster: renderCluster(clusterOf(api, input), api) }),
  },
  {
    name: 'DeleteCluster',
    http: { method: 'DELETE', path: '/clusters/{name}' },
    input: ['name!'],
    mutating: true,
    bucket: 'eks.mutate',
    target: (input) => input.string('name'),
    run(api, input) {
      const cluster = clusterOf(api, input)
      if (cluster.deletingAt === undefined) {
        authorizeDelete(api, cluster)
        const goneAt = api.now + api.drawMs(300, 480)
        api.rows(clusters).patch(cluster.id, { deletingAt: api.now, goneAt })
        removeWithCluster(api, cluster, goneAt)
      }
      return { cluster: renderCluster(clusterOf(api, input), api) }
    },
  },
]

/** A cluster in the words of the API; what only a built control plane has is left out before. */
function renderCluster(row: Cluster, api: Api): Answer {
  const cluster = current(row, api.now)
  const status = clusterStatus(cluster, api.now)
  const built = api.now >= cluster.settlesAt && cluster.failure === undefined
  const host = `${cluster.endpointId}.gr7.${cluster.region}.eks.amazonaws.com`
  return {
    name: cluster.id,
    arn: cluster.arn,
    createdAt: seconds(cluster.createdAt),
    version: cluster.version,
    endpoint: built ? `https://${host}` : undefined,
    roleArn: cluster.roleArn,
    resourcesVpcConfig: {
      subnetIds: cluster.subnetIds,
      securityGroupIds: cluster.securityGroupIds,
      clusterSecurityGroupId: built ? cluster.clusterSecurityGroupId : undefined,
      vpcId: cluster.vpcId,
      endpointPublicAccess: cluster.endpointPublicAccess,
      endpointPrivateAccess: cluster.endpointPrivateAccess,
      publicAccessCidrs: cluster.publicAccessCidrs,
    },
    kubernetesNetworkConfig: {
      serviceIpv4Cidr: cluster.serviceIpv4Cidr,
      ipFamily: 'ipv4',
      elasticLoadBalancing: { enabled: false },
    },
    logging: { clusterLogging: [{ types: logTypes, enabled: false }] },
    identity: built
      ? {
          oidc: {
            issuer: `https://oidc.eks.${cluster.region}.amazonaws.com/id/${cluster.endpointId}`,
          },
        }
      : undefined,
    status,
    certificateAuthority: built ? { data: certificateOf(cluster) } : {},
    clientRequestToken: cluster.clientRequestToken,
    platformVersion: findVersion(cluster.version)?.platform,
    tags: cluster.tags,
    health: renderHealth(status === 'FAILED' && cluster.failure ? [cluster.failure] : []),
    accessConfig: {
      bootstrapClusterCreatorAdminPermissions: cluster.bootstrapAdmin,
      authenticationMode: cluster.authenticationMode,
    },
    upgradePolicy: { supportType: cluster.supportType },
    deletionProtection: cluster.deletionProtection,
    ...(cluster.settings as Record<string, AnswerValue>),
  }
}

const logTypes = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']

/** Not a real certificate: there is no API server behind a simulated cluster. */
function certificateOf(cluster: Cluster): string {
  const body = createHash('sha512')
    .update(cluster.arn + cluster.createdAt)
    .digest('base64')
  return Buffer.from(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`).toString(
    'base64',
  )
}
