import { isZone } from '../catalog/regions.ts'
import { CHANNELS, type Channel, resolveVersion } from '../catalog/versions.ts'
import { formatCidr, type Cidr, formatAddress } from '../cidr.ts'
import { objectPath } from '../compute/urls.ts'
import { computeUrl } from '../compute/urls.ts'
import { badRequest, GoogleError } from '../errors.ts'
import { type Json, listIn, numberIn, objectIn, objectsIn, text } from '../json-schema.ts'
import type { GcpRequest } from '../request.ts'
import type { GcpState } from '../state.ts'
import { checkNodeSpace, clusterNetwork, type ClusterNetwork } from './cluster-network.ts'
import { locationOf } from './location.ts'
import { renderContainerOperation, startContainerOperation } from './operations.ts'
import { checkMaxPods, checkName, newPool, nodeLocations, type PoolSetting } from './pool-spec.ts'
import { type Cluster, clusterPath, clusterTable, nodesIn, poolPath, poolTable } from './rows.ts'
import { checkNodeQuota } from './node-quota.ts'

const isChannel = (name: string): name is Channel => Object.hasOwn(CHANNELS, name)

/** The release channel of a new cluster; clusters that name none are enrolled in REGULAR. */
export function channelOf(spec: Json): Channel | undefined {
  const name = text(objectIn(spec, 'releaseChannel'), 'channel')
  if (isChannel(name)) return name
  return name === 'UNSPECIFIED' ? undefined : 'REGULAR'
}

/** Accepts a new cluster: checks everything against the project as it is, then starts CREATE_CLUSTER. */
export function createCluster(request: GcpRequest): object {
  const { state, project, body } = request
  const location = locationOf(request)
  const spec = objectIn(body, 'cluster')
  const name = text(spec, 'name')
  checkName(name, 'cluster.name')
  const path = clusterPath(project, location, name)
  if (clusterTable(state).get(path))
    throw new GoogleError(409, 'alreadyExists', `Already exists: ${path}.`)
  const autopilot = objectIn(spec, 'autopilot')['enabled'] === true
  checkShape(spec, autopilot, location)
  const channel = channelOf(spec)
  const version = masterVersion(text(spec, 'initialClusterVersion'), channel)
  const locations = nodeLocations(location, listIn(spec, 'locations'))
  const network = clusterNetwork(request, spec, location)
  const maxPods =
    numberIn(objectIn(spec, 'defaultMaxPodsConstraint'), 'maxPodsPerNode') ?? (autopilot ? 32 : 110)
  checkMaxPods(maxPods)
  const setting: PoolSetting = {
    cluster: path,
    location,
    locations,
    masterVersion: version,
    channel,
    privateNodes: hasPrivateNodes(spec),
    maxPodsPerNode: maxPods,
  }
  const pools = poolSpecs(spec, autopilot).map((pool, index) =>
    newPool(request, pool, setting, `cluster.node_pools[${index}]`),
  )
  if (new Set(pools.map((pool) => pool.name)).size !== pools.length)
    throw badRequest('Node pool names must be unique within a cluster.')
  const added = pools.map((pool) => ({ pool, nodes: nodesIn(pool) }))
  checkNodeQuota(state, project, location, added)
  checkNodeSpace(state, network.subnetwork, network.pods, path, added)
  const { key, operation } = startContainerOperation(request, 'CREATE_CLUSTER', {
    cluster: path,
    location,
  })
  const cluster: Cluster = {
    project,
    location,
    name,
    network: network.network,
    subnetwork: network.subnetwork,
    createdAt: operation.startAt,
    hash: state.hex(8),
    status: 'PROVISIONING',
    conditions: [],
    addedRanges: network.added.map((range) => text(range, 'rangeName')),
    operation: key,
    body: clusterBody(state, spec, { channel, version, locations, network, maxPods, autopilot }),
  }
  clusterTable(state).put(path, cluster)
  for (const pool of pools) poolTable(state).put(poolPath(path, pool.name), pool)
  addRanges(state, network)
  insertFirewalls(state, cluster, path, network.pods)
  return renderContainerOperation(request, operation)
}

function checkShape(spec: Json, autopilot: boolean, location: string): void {
  const pools = objectsIn(spec, 'nodePools')
  if (autopilot) {
    if (isZone(location)) throw badRequest('Autopilot clusters must be regional clusters.')
    if (pools.length > 0)
      throw badRequest(
        'Cluster.node_pools cannot be set: Autopilot clusters manage their own node pools.',
      )
    if (objectIn(spec, 'ipAllocationPolicy')['useIpAliases'] === false)
      throw badRequest(
        'Autopilot clusters must be VPC-native: ip_allocation_policy.use_ip_aliases must be true.',
      )
    return
  }
  const shorthand = spec['initialNodeCount'] !== undefined || spec['nodeConfig'] !== undefined
  if (pools.length > 0 && shorthand) {
    throw badRequest(
      'Cluster.node_pools cannot be used together with cluster.initial_node_count or cluster.node_config.',
    )
  }
  if (pools.length === 0 && (numberIn(spec, 'initialNodeCount') ?? 0) < 1)
    throw badRequest('Cluster.initial_node_count must be greater than zero.')
}

function masterVersion(wanted: string, channel: Channel | undefined): string {
  const version = resolveVersion(wanted, channel)
  if (version !== undefined) return version
  const where = channel ? ` in release channel ${channel}` : ''
  throw badRequest(`Master version "${wanted}" is unsupported${where}.`)
}

export function hasPrivateNodes(spec: Json): boolean {
  return (
    objectIn(spec, 'privateClusterConfig')['enablePrivateNodes'] === true ||
    objectIn(spec, 'networkConfig')['defaultEnablePrivateNodes'] === true
  )
}

function poolSpecs(spec: Json, autopilot: boolean): readonly Json[] {
  if (autopilot) return []
  const pools = objectsIn(spec, 'nodePools')
  if (pools.length > 0) return pools
  return [
    {
      name: 'default-pool',
      initialNodeCount: spec['initialNodeCount'],
      config: objectIn(spec, 'nodeConfig'),
    },
  ]
}

interface Chosen {
  readonly channel: Channel | undefined
  readonly version: string
  readonly locations: readonly string[]
  readonly network: ClusterNetwork
  readonly maxPods: number
  readonly autopilot: boolean
}

function clusterBody(state: GcpState, spec: Json, chosen: Chosen): Json {
  const { nodePools: _pools, nodeConfig: _config, ...asked } = spec
  const { network, version, channel } = chosen
  return {
    loggingService: 'logging.googleapis.com/kubernetes',
    monitoringService: 'monitoring.googleapis.com/kubernetes',
    shieldedNodes: { enabled: true },
    databaseEncryption: { state: 'DECRYPTED' },
    legacyAbac: {},
    ...asked,
    ...(chosen.autopilot ? { autopilot: objectIn(spec, 'autopilot') } : { autopilot: undefined }),
    network: network.network.split('/').at(-1),
    subnetwork: network.subnetwork.split('/').at(-1),
    networkConfig: {
      ...objectIn(spec, 'networkConfig'),
      network: network.network,
      subnetwork: network.subnetwork,
    },
    ipAllocationPolicy: network.ipAllocationPolicy,
    clusterIpv4Cidr: formatCidr(network.pods),
    servicesIpv4Cidr: formatCidr(network.services),
    releaseChannel: { channel: channel ?? 'UNSPECIFIED' },
    locations: chosen.locations,
    initialClusterVersion: version,
    currentMasterVersion: version,
    defaultMaxPodsConstraint: { maxPodsPerNode: String(chosen.maxPods) },
    resourceLabels: objectIn(spec, 'resourceLabels'),
    labelFingerprint: state.hex(8),
    id: state.hex(32) + state.hex(32),
    // 34.64.0.0/10 is one of Google's public ranges.
    endpoint: formatAddress(0x22400000 + Math.floor(state.context.random() * 2 ** 22)),
  }
}

function addRanges(state: GcpState, network: ClusterNetwork): void {
  const subnetwork = state.compute('subnetworks').get(network.subnetwork)
  if (!subnetwork || network.added.length === 0) return
  const secondaryIpRanges = [...objectsIn(subnetwork.body, 'secondaryIpRanges'), ...network.added]
  state
    .compute('subnetworks')
    .put(network.subnetwork, { ...subnetwork, body: { ...subnetwork.body, secondaryIpRanges } })
}

/** Every cluster brings its own rules, which go with it. */
function insertFirewalls(state: GcpState, cluster: Cluster, path: string, pods: Cidr): void {
  const subnetwork = state.compute('subnetworks').get(cluster.subnetwork)
  const tag = `gke-${cluster.name}-${cluster.hash}-node`
  const nodes = text(subnetwork?.body ?? {}, 'ipCidrRange')
  const inside = [{ IPProtocol: 'tcp' }, { IPProtocol: 'udp' }, { IPProtocol: 'icmp' }]
  const kubelet = [{ IPProtocol: 'tcp', ports: ['10255'] }]
  const rules: readonly (readonly [string, Json])[] = [
    ['all', { sourceRanges: [formatCidr(pods)], allowed: [...inside, { IPProtocol: 'esp' }] }],
    ['vms', { sourceRanges: [nodes], allowed: inside }],
    ['inkubelet', { sourceRanges: [formatCidr(pods)], allowed: kubelet, priority: 999 }],
    ['exkubelet', { sourceRanges: ['0.0.0.0/0'], denied: kubelet }],
  ]
  for (const [suffix, rule] of rules) {
    const name = `gke-${cluster.name}-${cluster.hash}-${suffix}`
    state.compute('firewalls').put(objectPath(cluster.project, 'global', 'firewalls', name), {
      project: cluster.project,
      scope: 'global',
      name,
      createdAt: cluster.createdAt,
      readyAt: cluster.createdAt + state.durationMs(40, 90),
      owner: path,
      body: {
        id: state.numericId(),
        network: computeUrl(cluster.network),
        direction: 'INGRESS',
        priority: 1000,
        targetTags: [tag],
        disabled: false,
        ...rule,
      },
    })
  }
}
