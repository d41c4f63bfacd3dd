import {
  type Cluster,
  DomainError,
  type Json,
  type Network,
  type ObjectId,
  ofKind,
  type ResourceTree,
  type Subnet,
} from '@skyclust/domain'
import type { Site } from '../location.ts'
import { supportName } from '../naming.ts'
import { PODS_RANGE, SERVICES_RANGE } from '../network/layout.ts'
import {
  networkObjectId,
  networkPath,
  routerObjectId,
  subnetworkObjectId,
  subnetworkPath,
} from '../network/network.spec.ts'

/** What a cluster stands on: paths, or references to objects of the same tree. */
export interface ClusterGround {
  readonly network: Json
  readonly subnetwork: Json
  readonly podsRange: string | undefined
  readonly servicesRange: string | undefined
  /** Objects that have to be there besides those referenced: the NAT through which nodes pull images. */
  readonly dependsOn: readonly ObjectId[]
  /** Nodes go out through a NAT that SkyClust runs. */
  readonly nat: boolean
}

const resource = (id: string, path: string) => (id.includes('/') ? id : path)

/** Undefined while the cluster's network is being deleted. */
export function groundOf(
  tree: ResourceTree,
  cluster: Cluster,
  site: Site,
): ClusterGround | undefined {
  const wanted = cluster.spec.network
  if ('foreign' in wanted) {
    const { id, subnetIds, podRangeName, serviceRangeName } = wanted.foreign
    const subnet = subnetIds[0] ?? ''
    return {
      network: resource(id, networkPath(site, id)),
      subnetwork: resource(subnet, subnetworkPath(site, subnet)),
      podsRange: podRangeName,
      servicesRange: serviceRangeName,
      dependsOn: [],
      nat: false,
    }
  }
  const own = managedNetwork(tree.resources, wanted.networkId)
  if (own) {
    if (own.network.deletionRequestedAt !== undefined) return undefined
    const subnet = nodeSubnet(own.subnets, own.network)
    if (!subnet) return undefined
    const nat = own.subnets.some((s) => s.spec.nat)
    return {
      network: { $ref: networkObjectId(own.network), output: 'path' },
      subnetwork: { $ref: subnetworkObjectId(subnet), output: 'path' },
      ...rangesOf(subnet),
      dependsOn: nat ? [routerObjectId(own.network)] : [],
      nat,
    }
  }
  const other = managedNetwork(tree.foundation?.resources ?? [], wanted.networkId)
  const subnet = other && nodeSubnet(other.subnets, other.network)
  if (!other || !subnet)
    throw new DomainError(
      'invalid',
      'network-unfit',
      `The network of cluster «${cluster.name}» is not there or has no subnet.`,
    )
  const output = (id: ObjectId) => {
    const path = tree.foundation?.outputs[id]?.['path']
    return typeof path === 'string' ? path : undefined
  }
  const { network } = other
  return {
    network:
      output(networkObjectId(network)) ??
      networkPath(site, supportName(network.name, network.rootId)),
    subnetwork:
      output(subnetworkObjectId(subnet)) ??
      subnetworkPath(site, supportName(subnet.name, subnet.rootId)),
    podsRange: rangesOf(subnet).podsRange,
    // Clusters can share a range for pods, but none for services: on a network of several, Google's own range is used
    // (34.118.224.0/20, the default since 1.29; GKE docs, «IP address ranges for VPC-native clusters»).
    servicesRange: undefined,
    dependsOn: [],
    nat: other.subnets.some((s) => s.spec.nat),
  }
}

function managedNetwork(
  resources: ResourceTree['resources'],
  id: string,
): { network: Network; subnets: readonly Subnet[] } | undefined {
  const network = ofKind(resources, 'network').find((n) => n.id === id)
  return network && { network, subnets: subnetsOf(resources, network) }
}

/** Subnets of a network that are to stay. */
export function subnetsOf(
  resources: ResourceTree['resources'],
  network: Network,
): readonly Subnet[] {
  return ofKind(resources, 'subnet').filter(
    (s) => s.ownerId === network.id && s.deletionRequestedAt === undefined,
  )
}

function nodeSubnet(subnets: readonly Subnet[], network: Network): Subnet | undefined {
  const subnet = subnets.find((s) => s.spec.access === 'private') ?? subnets[0]
  return network.deletionRequestedAt === undefined ? subnet : undefined
}

function rangesOf(subnet: Subnet) {
  const names = subnet.spec.secondaryRanges.map((range) => range.name)
  return {
    podsRange: names.find((name) => name === PODS_RANGE) ?? names[0],
    servicesRange: names.find((name) => name === SERVICES_RANGE) ?? names[1],
  }
}
