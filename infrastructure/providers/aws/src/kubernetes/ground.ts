import {
  conflict,
  ofKind,
  type Cluster,
  type Json,
  type Network,
  type ObjectId,
  type ResourceTree,
  type Subnet,
} from '@skyclust/domain'
import { objectId, ref } from '../declare.ts'
import { natSubnetOf } from '../network/network.spec.ts'

/** What a cluster stands on: its subnets, and what must be there before the control plane and before the nodes. */
export interface Ground {
  readonly clusterSubnetIds: readonly Json[]
  readonly nodeSubnetIds: readonly Json[]
  readonly clusterAfter: readonly ObjectId[]
  readonly nodesAfter: readonly ObjectId[]
}

/**
 * The control plane's interfaces and the nodes stand in the private subnets (in all of them where none is private); load
 * balancers find the public ones by their role tags. Undefined: the network is going away.
 */
export function groundOf(
  cluster: Cluster,
  tree: ResourceTree,
  living: ResourceTree['resources'],
): Ground | undefined {
  const choice = cluster.spec.network
  if ('foreign' in choice) return constants(choice.foreign.subnetIds)
  const network = ofKind(living, 'network').find((n) => n.id === choice.networkId)
  if (network) return groundInTree(network, subnetsOf(network, living))
  const foundation = tree.foundation
  const base =
    foundation && ofKind(foundation.resources, 'network').find((n) => n.id === choice.networkId)
  if (!foundation || !base) return undefined
  return constants(
    preferPrivate(subnetsOf(base, foundation.resources)).map((subnet) => {
      const subnetId = foundation.outputs[objectId(subnet, 'subnet')]?.['subnetId']
      if (typeof subnetId === 'string') return subnetId
      throw conflict(
        'network-not-ready',
        `Subnet «${subnet.name}» of network «${base.name}» is not ready yet.`,
        { networkId: base.id, subnetId: subnet.id },
      )
    }),
  )
}

/** The subnets a network owns. */
export function subnetsOf(
  network: Network,
  resources: ResourceTree['resources'],
): readonly Subnet[] {
  return ofKind(resources, 'subnet').filter((s) => s.ownerId === network.id)
}

function groundInTree(network: Network, subnets: readonly Subnet[]): Ground {
  const used = preferPrivate(subnets)
  const subnetIds = used.map((s) => ref(objectId(s, 'subnet'), 'subnetId'))
  const natSubnet = natSubnetOf(subnets)
  const anyPublic = subnets.some((s) => s.spec.access === 'public')
  const nodesInPublic = used.filter((s) => s.spec.access === 'public')
  return {
    clusterSubnetIds: subnetIds,
    nodeSubnetIds: subnetIds,
    clusterAfter: [objectId(network, 'vpc-dns-hostnames')],
    nodesAfter: [
      ...(natSubnet
        ? [
            objectId(network, 'private-default-route'),
            objectId(natSubnet, 'route-table-association'),
          ]
        : []),
      ...(anyPublic ? [objectId(network, 'public-default-route')] : []),
      ...used.map((s) => objectId(s, 'route-table-association')),
      ...nodesInPublic.map((s) => objectId(s, 'public-ip-on-launch')),
    ],
  }
}

function constants(subnetIds: readonly string[]): Ground {
  return {
    clusterSubnetIds: subnetIds,
    nodeSubnetIds: subnetIds,
    clusterAfter: [],
    nodesAfter: [],
  }
}

function preferPrivate(subnets: readonly Subnet[]): readonly Subnet[] {
  const inner = subnets.filter((s) => s.spec.access === 'private')
  return inner.length > 0 ? inner : subnets
}
