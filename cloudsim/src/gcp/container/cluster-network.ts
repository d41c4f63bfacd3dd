import { type Cidr, firstFree, formatCidr, overlaps, parseCidr, sizeOf } from '../cidr.ts'
import { regionOf } from '../catalog/regions.ts'
import { dependency, pathOf } from '../compute/resource.ts'
import { rangesOf, takenRanges } from '../compute/subnetworks.ts'
import { inNetwork } from '../compute/networks.ts'
import { lastSegment, parseReference } from '../compute/urls.ts'
import { badRequest } from '../errors.ts'
import { type Json, numberIn, objectIn, objectsIn, text } from '../json-schema.ts'
import type { GcpRequest } from '../request.ts'
import type { ComputeObject, GcpState } from '../state.ts'
import { clusterTable, nodesIn, poolsOf, type NodePool } from './rows.ts'

const TEN: Cidr = { first: 10 * 2 ** 24, prefix: 8 }
const POD_PREFIX = 14
const SERVICES_PREFIX = 20
/** Google's own range, from which services get addresses when none are given. */
const GOOGLE_SERVICES: Cidr = { first: 34 * 2 ** 24 + 118 * 2 ** 16 + 224 * 2 ** 8, prefix: 20 }

export interface ClusterNetwork {
  readonly network: string
  readonly subnetwork: string
  readonly pods: Cidr
  readonly services: Cidr
  readonly ipAllocationPolicy: Json
  /** Secondary ranges that the cloud adds to the subnetwork. */
  readonly added: readonly Json[]
}

/** Finds the network and subnetwork of a new cluster, and its ranges of pods and services. */
export function clusterNetwork(request: GcpRequest, spec: Json, location: string): ClusterNetwork {
  const { state, project } = request
  const networkText = text(spec, 'network') || 'default'
  const network =
    parseReference(networkText, project) ?? `projects/${project}/global/networks/${networkText}`
  if (!state.compute('networks').get(network))
    throw badRequest(`Project "${project}" has no network named "${lastSegment(network)}".`)
  dependency(state, 'networks', network, 'Cluster.network')
  const subnetwork = findSubnetwork(request, network, text(spec, 'subnetwork'), regionOf(location))
  const path = pathOf('subnetworks', subnetwork)
  const policy = objectIn(spec, 'ipAllocationPolicy')
  if (policy['useRoutes'] === true)
    throw badRequest('Routes-based clusters are not supported; use IP aliases (VPC-native).')
  if (policy['createSubnetwork'] === true)
    throw badRequest('Cluster.ip_allocation_policy.create_subnetwork is not supported here.')
  const pods = podRange(request, network, subnetwork, policy, text(spec, 'name'))
  const services = servicesRange(request, network, subnetwork, policy, pods.range)
  return {
    network,
    subnetwork: path,
    pods: pods.range,
    services,
    ipAllocationPolicy: {
      ...policy,
      useIpAliases: true,
      clusterSecondaryRangeName: pods.name,
      clusterIpv4Cidr: formatCidr(pods.range),
      clusterIpv4CidrBlock: formatCidr(pods.range),
      servicesIpv4Cidr: formatCidr(services),
      servicesIpv4CidrBlock: formatCidr(services),
      stackType: policy['stackType'] ?? 'IPV4',
    },
    added: pods.isNew ? [{ rangeName: pods.name, ipCidrRange: formatCidr(pods.range) }] : [],
  }
}

function findSubnetwork(
  { state, project }: GcpRequest,
  network: string,
  reference: string,
  region: string,
): ComputeObject {
  const inRegion = inNetwork(state, 'subnetworks', project, network).filter(
    (row) => row.scope === `regions/${region}`,
  )
  const name = lastSegment(reference) || lastSegment(network)
  const path =
    parseReference(reference, project) ??
    `projects/${project}/regions/${region}/subnetworks/${name}`
  const found = inRegion.find((row) => pathOf('subnetworks', row) === path)
  if (!found) {
    throw badRequest(
      reference === ''
        ? `Network "${lastSegment(network)}" requires specifying a subnetwork in region "${region}".`
        : `Subnetwork "${path}" is not found in network "${lastSegment(network)}" and region "${region}".`,
    )
  }
  return dependency(state, 'subnetworks', path, 'Cluster.subnetwork')
}

function namedRange(subnetwork: ComputeObject, name: string, what: string): Cidr {
  const known = objectsIn(subnetwork.body, 'secondaryIpRanges').find(
    (range) => text(range, 'rangeName') === name,
  )
  const range = known && parseCidr(text(known, 'ipCidrRange'))
  if (!range) {
    throw badRequest(
      `${what} secondary range "${name}" does not exist in subnetwork "${subnetwork.name}".`,
    )
  }
  return range
}

function podRange(
  { state, project }: GcpRequest,
  network: string,
  subnetwork: ComputeObject,
  policy: Json,
  cluster: string,
): { readonly name: string; readonly range: Cidr; readonly isNew: boolean } {
  const name = text(policy, 'clusterSecondaryRangeName')
  if (name !== '') return { name, range: namedRange(subnetwork, name, 'Pod'), isNew: false }
  const taken = takenRanges(state, project, network).map((known) => known.range)
  const range = chosen(
    text(policy, 'clusterIpv4CidrBlock'),
    POD_PREFIX,
    taken,
    'cluster_ipv4_cidr_block',
  )
  return { name: `gke-${cluster}-pods-${state.hex(8)}`, range, isNew: true }
}

function servicesRange(
  { state, project }: GcpRequest,
  network: string,
  subnetwork: ComputeObject,
  policy: Json,
  pods: Cidr,
): Cidr {
  const name = text(policy, 'servicesSecondaryRangeName')
  if (name !== '') {
    const range = namedRange(subnetwork, name, 'Services')
    if (overlaps(range, pods))
      throw badRequest('The secondary ranges of pods and services must be different.')
    const user = clusterTable(state)
      .values()
      .find(
        (known) =>
          known.subnetwork === pathOf('subnetworks', subnetwork) &&
          text(objectIn(known.body, 'ipAllocationPolicy'), 'servicesSecondaryRangeName') === name,
      )
    if (user)
      throw badRequest(
        `Services secondary range "${name}" is already in use by cluster "${user.name}".`,
      )
    return range
  }
  const block = text(policy, 'servicesIpv4CidrBlock')
  if (block === '') return GOOGLE_SERVICES
  const taken = takenRanges(state, project, network).map((known) => known.range)
  return chosen(block, SERVICES_PREFIX, [...taken, pods], 'services_ipv4_cidr_block')
}

/** A range given as `10.4.0.0/14`, as a size `/14`, or left to the cloud. */
function chosen(wanted: string, prefix: number, taken: readonly Cidr[], field: string): Cidr {
  const size = /^\/(\d{1,2})$/.exec(wanted)?.[1]
  if (wanted === '' || size !== undefined) {
    const free = firstFree(TEN, size === undefined ? prefix : Number(size), taken)
    if (!free) throw badRequest(`No free range of the size of ${field} is left in the network.`)
    return free
  }
  const range = parseCidr(wanted)
  if (!range) throw badRequest(`Invalid value for ${field}: "${wanted}" is not a CIDR range.`)
  if (taken.some((known) => overlaps(known, range)))
    throw badRequest(`The range ${wanted} of ${field} conflicts with a range of the network.`)
  return range
}

const podAddresses = (pool: NodePool, nodes: number) =>
  nodes * 2 ** (32 - (numberIn(pool.body, 'podIpv4CidrSize') ?? 24))

/** Nodes need an address of the subnetwork and a range of pod addresses each. */
export function checkNodeSpace(
  state: GcpState,
  subnetworkPath: string,
  pods: Cidr,
  cluster: string,
  added: readonly { readonly pool: NodePool; readonly nodes: number }[],
): void {
  const subnetwork = state.compute('subnetworks').get(subnetworkPath)
  const primary = subnetwork && rangesOf(subnetwork.body)[0]
  const others = clusterTable(state)
    .entries()
    .filter(([, known]) => known.subnetwork === subnetworkPath)
    .flatMap(([path]) => poolsOf(state, path))
  const total = [...others.map(nodesIn), ...added.map(({ nodes }) => nodes)].reduce(
    (a, b) => a + b,
    0,
  )
  if (primary && total > sizeOf(primary) - 4)
    throw badRequest(
      `The primary range of subnetwork "${subnetwork.name}" has no addresses left for ${total} nodes.`,
    )
  const used = poolsOf(state, cluster).map((pool) => podAddresses(pool, nodesIn(pool)))
  const wanted = [...used, ...added.map(({ pool, nodes }) => podAddresses(pool, nodes))].reduce(
    (a, b) => a + b,
    0,
  )
  if (wanted > sizeOf(pods)) {
    throw badRequest(
      `The pod range ${formatCidr(pods)} is too small for the nodes: they need ${wanted} addresses, it has ${sizeOf(pods)}.`,
    )
  }
}
