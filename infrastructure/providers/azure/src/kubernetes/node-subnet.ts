import {
  type Cluster,
  conflict,
  invalid,
  type Network,
  ofKind,
  type ResourceTree,
  type Subnet,
} from '@skyclust/domain'
import { subnetId } from '../network/subnet.spec.ts'
import { objectId, type Place } from '../place.ts'
import type { NodeSubnet } from './managed-cluster.spec.ts'

const SUBNET_ID =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+)\/subnets\/[^/]+$/i

/** The subnet that the nodes of a cluster live in: of its own tree, of another managed network, or a foreign one. */
export function nodeSubnet(place: Place, tree: ResourceTree, cluster: Cluster): NodeSubnet {
  const choice = cluster.spec.network
  if ('foreign' in choice) return foreignSubnet(choice.foreign)
  const own = chosen(tree.resources, choice.networkId)
  if (own)
    return {
      id: subnetId(place, own.network, own.subnet),
      object: objectId(own.subnet, 'subnet'),
      behindNat: own.subnet.spec.nat,
      networkCidr: own.network.spec.cidr,
    }
  const other = chosen(tree.foundation?.resources ?? [], choice.networkId)
  const id = other && tree.foundation?.outputs[objectId(other.subnet, 'subnet')]?.['id']
  if (!other || typeof id !== 'string')
    throw conflict(
      'network-not-ready',
      `The network that cluster «${cluster.name}» is to stand on has no ready subnet yet.`,
    )
  return {
    id,
    object: undefined,
    behindNat: other.subnet.spec.nat,
    networkCidr: other.network.spec.cidr,
  }
}

/** A private subnet behind NAT if there is one, else the first. */
function chosen(
  resources: ResourceTree['resources'],
  networkId: string,
): { network: Network; subnet: Subnet } | undefined {
  const network = ofKind(resources, 'network').find((n) => n.id === networkId)
  const subnets = ofKind(resources, 'subnet').filter((s) => s.ownerId === networkId)
  const subnet = subnets.find((s) => s.spec.access === 'private' && s.spec.nat) ?? subnets[0]
  return network && subnet ? { network, subnet } : undefined
}

/**
 * A foreign subnet by its ARM id. Its outgoing route is not known here, so AKS brings a load balancer of its own, which
 * works behind everything but a forced tunnel.
 */
function foreignSubnet(foreign: {
  readonly id: string
  readonly subnetIds: readonly string[]
}): NodeSubnet {
  const [id = '', ...more] = foreign.subnetIds
  const network = SUBNET_ID.exec(id)?.[1]
  const pointer = '/network/foreign/subnetIds'
  if (more.length > 0)
    throw invalid('foreign-subnets', 'AKS puts its nodes into one subnet: name exactly one.', [
      { pointer, message: 'must have exactly one entry on Azure' },
    ])
  if (network === undefined || network.toLowerCase() !== foreign.id.toLowerCase())
    throw invalid(
      'foreign-subnets',
      `«${id}» is no subnet of «${foreign.id}». Give the ARM ids, such as /subscriptions/…/virtualNetworks/web and /subscriptions/…/virtualNetworks/web/subnets/nodes.`,
      [{ pointer: `${pointer}/0`, message: 'must be the ARM id of a subnet of that network' }],
    )
  return { id, object: undefined, behindNat: false, networkCidr: undefined }
}
