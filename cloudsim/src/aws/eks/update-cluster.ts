import type { Api } from '../api.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { clusterSubnets } from './cluster-subnets.ts'
import { readEndpointAccess, readGroups } from './create-cluster.ts'
import { inUse, invalidParameter, invalidRequest } from './errors.ts'
import { clusterOf } from './lookup.ts'
import { type Cluster, clusters, nodegroups } from './rows.ts'
import { clusterStatus, current, hasUpdate } from './state.ts'
import { recordUpdate, renderUpdate, repeatedUpdate, tokenOf } from './updates.ts'
import { findVersion, minorOf, supportOf } from './versions.ts'

/** Nodes may trail their control plane by this many minor versions. */
const maxSkew = 3

const common = {
  mutating: true,
  bucket: 'eks.mutate',
  target: (input: Fields) => input.string('name'),
} as const

export const clusterUpdateOperations: readonly Operation[] = [
  {
    ...common,
    name: 'UpdateClusterVersion',
    http: { method: 'POST', path: '/clusters/{name}/updates' },
    input: ['name!', 'version!', 'clientRequestToken', 'force'],
    run(api, input) {
      const repeated = repeatedUpdate(api, input)
      if (repeated) return { update: renderUpdate(repeated, api.now) }
      const cluster = updatableCluster(api, input)
      const version = input.required('version')
      checkUpgrade(api, cluster, version)
      return accept(api, input, cluster, {
        type: 'VersionUpdate',
        params: [
          { type: 'Version', value: version },
          { type: 'PlatformVersion', value: findVersion(version)?.platform ?? '' },
        ],
        patch: { version },
        durationMs: api.drawMs(480, 720),
      })
    },
  },
  {
    ...common,
    name: 'UpdateClusterConfig',
    http: { method: 'POST', path: '/clusters/{name}/update-config' },
    input: [
      'name!',
      'resourcesVpcConfig',
      'logging',
      'accessConfig',
      'upgradePolicy',
      'zonalShiftConfig',
      'deletionProtection',
      'clientRequestToken',
    ],
    run(api, input) {
      const repeated = repeatedUpdate(api, input)
      if (repeated) return { update: renderUpdate(repeated, api.now) }
      const cluster = updatableCluster(api, input)
      return accept(api, input, cluster, readConfigUpdate(api, input, cluster))
    },
  },
]

interface AcceptedChange {
  readonly type: string
  readonly params: readonly { readonly type: string; readonly value: string }[]
  readonly patch: Partial<Cluster>
  readonly durationMs: number
}

function updatableCluster(api: Api, input: Fields): Cluster {
  const cluster = clusterOf(api, input)
  const details = { clusterName: cluster.id }
  const status = clusterStatus(cluster, api.now)
  if (hasUpdate(cluster, api.now))
    throw inUse(`Cannot update: cluster ${cluster.id} currently has an update in progress`, details)
  if (status !== 'ACTIVE')
    throw inUse(`Cannot update: cluster ${cluster.id} is in ${status} status`, details)
  return cluster
}

/** The status follows an accepted update only after some seconds, as it does in EKS. */
function accept(api: Api, input: Fields, cluster: Cluster, change: AcceptedChange): Answer {
  const until = api.now + change.durationMs
  const update = recordUpdate(api, {
    clusterName: cluster.id,
    type: change.type,
    params: change.params,
    until,
    ...tokenOf(input),
  })
  api.rows(clusters).put({
    ...current(cluster, api.now),
    change: {
      from: api.now + api.drawMs(2, 5),
      until,
      patch: update.failure ? {} : change.patch,
    },
  })
  return { update: renderUpdate(update, api.now) }
}

function checkUpgrade(api: Api, cluster: Cluster, version: string): void {
  const details = { clusterName: cluster.id }
  const target = findVersion(version)
  if (!target || supportOf(target, api.now) === 'UNSUPPORTED')
    throw invalidParameter(`unsupported Kubernetes version ${version}`, details)
  if (version === cluster.version)
    throw invalidParameter(
      `Cluster is already at the desired configuration with endpointPrivateAccess: ${cluster.endpointPrivateAccess}, endpointPublicAccess: ${cluster.endpointPublicAccess}, and version: ${version}`,
      details,
    )
  if (minorOf(version) !== minorOf(cluster.version) + 1)
    throw invalidParameter(
      `Unsupported Kubernetes minor version update from ${cluster.version} to ${version}`,
      details,
    )
  const behind = api
    .rows(nodegroups)
    .all()
    .map((row) => current(row, api.now))
    .filter((group) => group.clusterName === cluster.id)
    .filter((group) => minorOf(version) - minorOf(group.version) > maxSkew)
  if (behind.length > 0)
    throw invalidParameter(
      `Nodegroup(s) ${behind.map(({ name }) => name).join(', ')} must be updated first: kubelets may trail the control plane by ${maxSkew} minor versions`,
      details,
    )
}

function readConfigUpdate(api: Api, input: Fields, cluster: Cluster): AcceptedChange {
  const kinds = [
    'resourcesVpcConfig',
    'logging',
    'accessConfig',
    'upgradePolicy',
    'zonalShiftConfig',
    'deletionProtection',
  ] as const
  const [kind, second] = kinds.filter((name) => input.has(name))
  const details = { clusterName: cluster.id }
  if (second !== undefined)
    throw invalidParameter('Only one type of update can be allowed.', details)
  if (kind === undefined)
    throw invalidParameter('No changes needed for the configuration provided', details)
  const durationMs = api.drawMs(60, 180)
  switch (kind) {
    case 'resourcesVpcConfig':
      return { ...readNetworkUpdate(api, input, cluster), durationMs: api.drawMs(120, 480) }
    case 'logging':
      return {
        type: 'LoggingUpdate',
        params: [{ type: 'ClusterLogging', value: JSON.stringify(input.raw('logging')) }],
        patch: { settings: { ...cluster.settings, logging: input.raw('logging') ?? {} } },
        durationMs,
      }
    case 'accessConfig':
      return { ...readAccessUpdate(input, cluster), durationMs }
    case 'upgradePolicy': {
      const supportType =
        input.fields('upgradePolicy')?.oneOf('supportType', ['STANDARD', 'EXTENDED']) ?? 'EXTENDED'
      return {
        type: 'UpgradePolicyUpdate',
        params: [{ type: 'UpgradePolicy', value: supportType }],
        patch: { supportType },
        durationMs,
      }
    }
    case 'zonalShiftConfig':
      return {
        type: 'ZonalShiftConfigUpdate',
        params: [
          { type: 'ZonalShiftConfig', value: JSON.stringify(input.raw('zonalShiftConfig')) },
        ],
        patch: {
          settings: { ...cluster.settings, zonalShiftConfig: input.raw('zonalShiftConfig') ?? {} },
        },
        durationMs,
      }
    case 'deletionProtection': {
      const deletionProtection = input.boolean('deletionProtection') ?? false
      return {
        type: 'DeletionProtectionUpdate',
        params: [{ type: 'DeletionProtection', value: String(deletionProtection) }],
        patch: { deletionProtection },
        durationMs: api.drawMs(1, 5),
      }
    }
  }
  return kind satisfies never
}

function readAccessUpdate(input: Fields, cluster: Cluster) {
  const order = ['CONFIG_MAP', 'API_AND_CONFIG_MAP', 'API'] as const
  const mode = input.fields('accessConfig')?.oneOf('authenticationMode', order) ?? 'CONFIG_MAP'
  const from = order.findIndex((each) => each === cluster.authenticationMode)
  if (order.indexOf(mode) <= from)
    throw invalidRequest(
      `Unsupported authentication mode update from ${cluster.authenticationMode} to ${mode}`,
      { clusterName: cluster.id },
    )
  return {
    type: 'AccessConfigUpdate',
    params: [{ type: 'AuthenticationMode', value: mode }],
    patch: { authenticationMode: mode },
  }
}

function readNetworkUpdate(api: Api, input: Fields, cluster: Cluster) {
  const network = input.fields('resourcesVpcConfig')
  const subnetIds = network?.strings('subnetIds') ?? []
  const groupIds = network?.strings('securityGroupIds') ?? []
  if (subnetIds.length === 0 && groupIds.length === 0) {
    const access = readEndpointAccess(network, cluster.id, cluster)
    return {
      type: 'EndpointAccessUpdate',
      params: [
        { type: 'EndpointPublicAccess', value: String(access.endpointPublicAccess) },
        { type: 'EndpointPrivateAccess', value: String(access.endpointPrivateAccess) },
        { type: 'PublicAccessCidrs', value: JSON.stringify(access.publicAccessCidrs) },
      ],
      patch: access,
    }
  }
  const wanted = subnetIds.length > 0 ? subnetIds : cluster.subnetIds
  const found = clusterSubnets(api, cluster.id, wanted)
  const strange = found.find(({ zoneId }) => !cluster.zoneIds.includes(zoneId))
  if (strange || found.some(({ vpcId }) => vpcId !== cluster.vpcId))
    throw invalidParameter(
      'Provided subnets must belong to the same VPC and AZs that were used at cluster creation',
      { clusterName: cluster.id },
    )
  const securityGroupIds =
    groupIds.length > 0 ? readGroups(api, groupIds, found, cluster.id) : cluster.securityGroupIds
  return {
    type: 'VpcConfigUpdate',
    params: [
      { type: 'Subnets', value: JSON.stringify(found.map(({ id }) => id)) },
      { type: 'SecurityGroups', value: JSON.stringify(securityGroupIds) },
    ],
    patch: { subnetIds: found.map(({ id }) => id), securityGroupIds },
  }
}
