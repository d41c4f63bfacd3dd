import { badRequest } from '../arm/errors.ts'
import { parentId } from '../arm/resource-id.ts'
import { type JsonObject, numberOf, stringOf } from '../json.ts'
import {
  contains,
  formatRange,
  overlaps,
  parseAddress,
  parseRange,
  type Range,
  requireRange,
  sizeOf,
} from '../network/cidr.ts'
import { placeOf, prefixesOf, subnetsOf, VNET_TYPE } from '../network/subnets.ts'
import { type AzureSim, findResource } from '../sim.ts'
import type { CheckedPool } from './pool-rules.ts'

/** Ranges that AKS uses itself and refuses for services and pods. */
const reserved = ['169.254.0.0/16', '172.30.0.0/16', '172.31.0.0/16', '192.0.2.0/24']

/** Fills in a cluster's network profile with AKS's defaults. */
export function networkProfile(given: JsonObject): JsonObject {
  const plugin = stringOf(given['networkPlugin']) ?? 'azure'
  const overlay = given['networkPluginMode'] === 'overlay' || plugin === 'kubenet'
  return {
    networkPolicy: 'none',
    networkDataplane: 'azure',
    loadBalancerSku: 'standard',
    outboundType: 'loadBalancer',
    serviceCidr: '10.0.0.0/16',
    dnsServiceIP: '10.0.0.10',
    ipFamilies: ['IPv4'],
    ...(overlay ? { podCidr: '10.244.0.0/16' } : {}),
    ...given,
    networkPlugin: plugin,
  }
}

/** Checks the ranges of a cluster against each other, the reserved ones and the network of its subnets. */
export function checkNetwork(
  sim: AzureSim,
  profile: JsonObject,
  pools: readonly CheckedPool[],
): void {
  checkModes(profile, pools)
  const service = requireCidr(profile, 'serviceCidr')
  const pod = profile['podCidr'] === undefined ? undefined : requireCidr(profile, 'podCidr')
  if (service && service.bits < 12)
    throw badRequest(
      'ServiceCidrTooLarge',
      `The specified service CIDR ${formatRange(service)} is too large: it must be /12 or smaller.`,
      'networkProfile.serviceCIDR',
    )
  checkDns(profile, service)
  if (service && pod && overlaps(service, pod))
    throw badRequest(
      'InvalidParameter',
      `The pod CIDR ${formatRange(pod)} overlaps with the service CIDR ${formatRange(service)}.`,
      'networkProfile.podCIDR',
    )
  for (const pool of pools) {
    if (!pool.subnet) continue
    const vnet = findResource(sim, VNET_TYPE, parentId(pool.subnet.id))
    for (const subnet of vnet ? subnetsOf(sim, vnet) : [])
      for (const prefix of prefixesOf(subnet.properties))
        if (service && overlaps(service, requireRange(prefix)))
          throw badRequest(
            'ServiceCidrOverlapExistingSubnetsCidr',
            `The specified service CIDR ${formatRange(service)} is conflicted with an existing subnet CIDR ${prefix}`,
            'networkProfile.serviceCIDR',
          )
    const clash = vnet && placeOf(vnet).space.find((space) => pod && overlaps(pod, space))
    if (pod && clash)
      throw badRequest(
        'PodCidrOverlapExistingSubnetsCidr',
        `The specified pod CIDR ${formatRange(pod)} is conflicted with the address space ${formatRange(clash)} of the virtual network`,
        'networkProfile.podCIDR',
      )
    checkRoom(profile, pool)
  }
}

function checkModes(profile: JsonObject, pools: readonly CheckedPool[]): void {
  if (!['azure', 'kubenet', 'none'].includes(stringOf(profile['networkPlugin']) ?? ''))
    throw badRequest(
      'InvalidParameter',
      `The value of parameter networkProfile.networkPlugin is invalid: '${stringOf(profile['networkPlugin'])}'.`,
      'networkProfile.networkPlugin',
    )
  if (profile['networkPluginMode'] === 'overlay' && profile['networkPlugin'] !== 'azure')
    throw badRequest(
      'InvalidParameter',
      'The value of parameter networkProfile.networkPluginMode is invalid: overlay needs networkPlugin azure.',
      'networkProfile.networkPluginMode',
    )
  if (profile['loadBalancerSku'] === 'basic')
    throw badRequest(
      'BasicLoadBalancerRetired',
      'Load balancer sku basic was retired on 2025-09-30; use standard.',
      'networkProfile.loadBalancerSku',
    )
  const byo = ['userDefinedRouting', 'userAssignedNATGateway'].includes(
    stringOf(profile['outboundType']) ?? '',
  )
  const [subnet] = pools.map((pool) => pool.subnet)
  if (byo && !subnet)
    throw badRequest(
      'InvalidOutboundType',
      `OutboundType ${stringOf(profile['outboundType'])} needs a custom VNet: set vnetSubnetID on the agent pools.`,
      'networkProfile.outboundType',
    )
  if (
    profile['outboundType'] === 'userAssignedNATGateway' &&
    subnet &&
    subnet.properties['natGateway'] === undefined
  )
    throw badRequest(
      'InvalidOutboundType',
      `OutboundType userAssignedNATGateway needs a NAT gateway on subnet ${subnet.id}.`,
      'networkProfile.outboundType',
    )
  if (
    profile['outboundType'] === 'userDefinedRouting' &&
    subnet &&
    subnet.properties['routeTable'] === undefined
  )
    throw badRequest(
      'ExistingRouteTableNotAssociatedWithSubnet',
      `An existing route table has not been associated with subnet ${subnet.id}. Please update the route table association.`,
      'networkProfile.outboundType',
    )
}

function requireCidr(profile: JsonObject, key: 'serviceCidr' | 'podCidr'): Range | undefined {
  const text = stringOf(profile[key]) ?? ''
  const target = `networkProfile.${key.replace('Cidr', 'CIDR')}`
  const range = parseRange(text)
  if (!range) throw badRequest('CidrStringParseError', `Cidr is invalid: '${text}'.`, target)
  const aligned = requireRange(text)
  const clash = reserved.find((entry) => overlaps(requireRange(entry), aligned))
  if (clash !== undefined)
    throw badRequest(
      'InvalidParameter',
      `The value of parameter ${target} is invalid: ${text} overlaps with ${clash}, which is reserved by AKS. Do not use ${reserved.join(', ')}.`,
      target,
    )
  return range
}

function checkDns(profile: JsonObject, service: Range | undefined): void {
  const text = stringOf(profile['dnsServiceIP']) ?? ''
  const address = parseAddress(text)
  const inside =
    address !== undefined &&
    service !== undefined &&
    contains(service, { first: address, bits: 32 })
  if (inside && address !== service.first + 1) return
  throw badRequest(
    'InvalidParameter',
    `The value of parameter networkProfile.dnsServiceIP is invalid: ${text} must be in the service CIDR and not be its first address.`,
    'networkProfile.dnsServiceIP',
  )
}

/** Node and, without overlay, pod addresses come out of the subnet; Azure keeps five for itself. */
function checkRoom(profile: JsonObject, pool: CheckedPool): void {
  const prefix = pool.subnet && prefixesOf(pool.subnet.properties)[0]
  if (!pool.subnet || prefix === undefined) return
  const nodes = numberOf(pool.properties['maxCount']) ?? numberOf(pool.properties['count']) ?? 0
  const flat =
    profile['networkPlugin'] === 'azure' &&
    profile['networkPluginMode'] !== 'overlay' &&
    pool.properties['podSubnetID'] === undefined
  const perNode = flat ? 1 + (numberOf(pool.properties['maxPods']) ?? 30) : 1
  const needed = (nodes + 1) * perNode
  const available = sizeOf(requireRange(prefix)) - 5
  if (needed <= available) return
  throw badRequest(
    'InsufficientSubnetSize',
    `Pre-allocated IPs ${needed} exceeds IPs available ${available} in Subnet Cidr ${prefix}, Subnet Name ${pool.subnet.name}. If Autoscaler is enabled, the max-count from each nodepool is counted towards this total. http://aka.ms/aks/insufficientsubnetsize`,
  )
}
