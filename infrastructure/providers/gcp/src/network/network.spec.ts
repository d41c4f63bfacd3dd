import type { Network, ObjectDeclaration, Subnet } from '@skyclust/domain'
import { CALLS, permissionsOf } from '../calls.ts'
import type { Site } from '../location.ts'
import { supportName } from '../naming.ts'
import { natAddressPrice } from '../prices/fees.ts'

export const NETWORK_TYPE = 'compute:network'
export const SUBNETWORK_TYPE = 'compute:subnetwork'
export const ROUTER_TYPE = 'compute:router'

/** Reads that observing any compute object needs. */
const OPERATION_READS = [
  'compute.globalOperations.get',
  'compute.globalOperations.list',
  'compute.regionOperations.get',
  'compute.regionOperations.list',
]

export const networkObjectId = (network: Network): string => `network:${network.name}/vpc`
export const subnetworkObjectId = (subnet: Subnet): string => `subnet:${subnet.name}/subnetwork`
export const routerObjectId = (network: Network): string => `network:${network.name}/router`

/** Full name of a network or subnetwork as Google's APIs take it. */
export const networkPath = (site: Site, name: string): string =>
  `projects/${site.project}/global/networks/${name}`
export const subnetworkPath = (site: Site, name: string): string =>
  `projects/${site.project}/regions/${site.region}/subnetworks/${name}`

/** VPC network in custom mode: no subnets but ours. Its routes to the internet come and go with it. */
export function networkDeclaration(network: Network): ObjectDeclaration {
  const calls = { create: CALLS.insertNetwork, remove: CALLS.deleteNetwork }
  return {
    id: networkObjectId(network),
    resourceId: network.id,
    type: NETWORK_TYPE,
    name: supportName(network.name, network.rootId),
    step: 'network',
    desired: {
      name: supportName(network.name, network.rootId),
      autoCreateSubnetworks: false,
      routingConfig: { routingMode: 'REGIONAL' },
    },
    idempotency: 'name',
    calls,
    permissions: [
      ...permissionsOf([calls.create, calls.remove, CALLS.deleteFirewall]),
      'compute.networks.get',
      'compute.networks.list',
      'compute.firewalls.list',
      ...OPERATION_READS,
    ],
    quota: [{ quota: 'NETWORKS', amount: 1 }],
    usualSeconds: { min: 8, max: 30 },
    usualRemoveSeconds: { min: 10, max: 40 },
  }
}

/** Regional subnet with alias ranges for pods and services; nodes without public addresses reach Google's APIs from it. */
export function subnetworkDeclaration(
  network: Network,
  subnet: Subnet,
  site: Site,
): ObjectDeclaration {
  const calls = { create: CALLS.insertSubnetwork, remove: CALLS.deleteSubnetwork }
  const name = supportName(subnet.name, subnet.rootId)
  return {
    id: subnetworkObjectId(subnet),
    resourceId: subnet.id,
    type: SUBNETWORK_TYPE,
    name,
    step: 'subnets',
    desired: {
      name,
      region: site.region,
      network: { $ref: networkObjectId(network), output: 'path' },
      ipCidrRange: subnet.spec.cidr,
      privateIpGoogleAccess: true,
      secondaryIpRanges: subnet.spec.secondaryRanges.map((range) => ({
        rangeName: range.name,
        ipCidrRange: range.cidr,
      })),
    },
    idempotency: 'name',
    calls,
    permissions: [
      ...permissionsOf([calls.create, calls.remove]),
      'compute.subnetworks.get',
      'compute.subnetworks.list',
      'compute.subnetworks.use',
      ...OPERATION_READS,
    ],
    quota: [{ quota: 'SUBNETWORKS', amount: 1 }],
    usualSeconds: { min: 8, max: 30 },
    usualRemoveSeconds: { min: 10, max: 40 },
  }
}

/** Cloud Router together with its NAT: private nodes reach the internet through it. */
export function routerDeclaration(network: Network, site: Site): ObjectDeclaration {
  const calls = {
    create: CALLS.insertRouter,
    update: CALLS.patchRouter,
    remove: CALLS.deleteRouter,
  }
  const name = supportName(network.name, network.rootId)
  return {
    id: routerObjectId(network),
    resourceId: network.id,
    type: ROUTER_TYPE,
    name,
    step: 'nat',
    desired: {
      name,
      region: site.region,
      network: { $ref: networkObjectId(network), output: 'path' },
      nats: [
        {
          name: 'nat',
          natIpAllocateOption: 'AUTO_ONLY',
          sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_IP_RANGES',
          // Pods share their node's ports; 64 a node, the fixed default, run out quickly.
          enableDynamicPortAllocation: true,
          enableEndpointIndependentMapping: false,
          minPortsPerVm: 64,
          maxPortsPerVm: 4096,
        },
      ],
    },
    idempotency: 'name',
    calls,
    permissions: [
      ...permissionsOf([calls.create, calls.update, calls.remove]),
      'compute.routers.get',
      'compute.routers.list',
      ...OPERATION_READS,
    ],
    quota: [
      { quota: 'ROUTERS', amount: 1 },
      { quota: 'IN_USE_ADDRESSES', amount: 1 },
    ],
    prices: [natAddressPrice()],
    usualSeconds: { min: 8, max: 30 },
    usualRemoveSeconds: { min: 10, max: 40 },
  }
}
