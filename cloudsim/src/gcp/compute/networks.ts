import { clusterUsingSubnetwork } from '../container/node-usage.ts'
import { invalid } from '../errors.ts'
import { message, objectIn, text } from '../json-schema.ts'
import type { GcpRequest, GcpRoute } from '../request.ts'
import type { ComputeCollection, ComputeObject, GcpState } from '../state.ts'
import { insertAutoSubnetworks } from './auto-subnetworks.ts'
import { existing, pathOf, type ResourceKind, vanish } from './resource.ts'
import { resourceRoutes } from './resource-routes.ts'
import { insertDefaultRoute } from './routes.ts'
import { computeUrl, parseReference } from './urls.ts'

const MODES = ['REGIONAL', 'GLOBAL'] as const

const schema = message(
  'Network',
  {
    name: 'string',
    description: 'string',
    autoCreateSubnetworks: 'boolean',
    mtu: 'integer',
    routingConfig: message(
      'NetworkRoutingConfig',
      { routingMode: { oneOf: MODES } },
      `bgpAlwaysCompareMed bgpBestPathSelectionMode bgpInterRegionCost effectiveBgpAlwaysCompareMed
       effectiveBgpInterRegionCost`,
    ),
    networkFirewallPolicyEnforcementOrder: {
      oneOf: ['AFTER_CLASSIC_FIREWALL', 'BEFORE_CLASSIC_FIREWALL'],
    },
  },
  `IPv4Range creationTimestamp enableUlaInternalIpv6 firewallPolicy gatewayIPv4 id internalIpv6Range kind
   networkProfile params peerings selfLink selfLinkWithId subnetworks`,
)

const REFERRING: readonly ComputeCollection[] = [
  'firewalls',
  'subnetworks',
  'routers',
  'forwardingRules',
  'addresses',
]

/** Objects of a collection that name a network in their `network` field. */
export function inNetwork(
  state: GcpState,
  collection: ComputeCollection,
  project: string,
  network: string,
): ComputeObject[] {
  return existing(state, collection, project).filter(
    (row) => parseReference(text(row.body, 'network'), project) === network,
  )
}

export const networkKind: ResourceKind = {
  collection: 'networks',
  kind: 'compute#network',
  noun: 'network',
  scope: 'global',
  quota: 'NETWORKS',
  schema,
  prepare(_request, body) {
    if (body['autoCreateSubnetworks'] === undefined || body['IPv4Range'] !== undefined)
      throw invalid(
        "Invalid value for field 'resource.IPv4Range': Legacy networks are not supported.",
      )
    const mtu = Number(body['mtu'] ?? 1460)
    if (mtu < 1300 || mtu > 8896) {
      throw invalid(
        `Invalid value for field 'resource.mtu': '${mtu}'. Must be greater than or equal to 1300 and less than or equal to 8896`,
      )
    }
    return {
      description: text(body, 'description'),
      autoCreateSubnetworks: body['autoCreateSubnetworks'],
      mtu,
      routingConfig: { routingMode: routingMode(body['routingConfig'] ? body : {}) },
      networkFirewallPolicyEnforcementOrder:
        body['networkFirewallPolicyEnforcementOrder'] ?? 'AFTER_CLASSIC_FIREWALL',
    }
  },
  patch(_request, row, change) {
    return {
      ...(change['routingConfig'] === undefined
        ? {}
        : {
            routingConfig: {
              ...objectIn(row.body, 'routingConfig'),
              ...objectIn(change, 'routingConfig'),
            },
          }),
      ...(change['mtu'] === undefined ? {} : { mtu: Number(change['mtu']) }),
    }
  },
  usedBy(state, row, path) {
    for (const collection of REFERRING) {
      const users = inNetwork(state, collection, row.project, path)
      const user = users.find(({ owner }) => owner !== path)
      if (user) return pathOf(collection, user)
    }
    return inNetwork(state, 'subnetworks', row.project, path)
      .map((subnetwork) =>
        clusterUsingSubnetwork(state, row.project, pathOf('subnetworks', subnetwork)),
      )
      .find((user) => user !== undefined)
  },
  render(state, row, path) {
    const subnetworks = inNetwork(state, 'subnetworks', row.project, path)
      .filter((subnetwork) => state.now() >= subnetwork.readyAt)
      .map((subnetwork) => computeUrl(pathOf('subnetworks', subnetwork)))
    return {
      ...(subnetworks.length > 0 ? { subnetworks } : {}),
      selfLinkWithId: computeUrl(`projects/${row.project}/global/networks/${text(row.body, 'id')}`),
    }
  },
  afterInsert(request, row, path) {
    insertDefaultRoute(request, row, path)
    if (row.body['autoCreateSubnetworks'] === true) insertAutoSubnetworks(request, row, path)
  },
  afterDelete(state, path, goneAt) {
    const project = path.split('/')[1] ?? ''
    for (const collection of ['routes', 'subnetworks'] as const)
      for (const row of inNetwork(state, collection, project, path))
        vanish(state, collection, pathOf(collection, row), goneAt)
  },
}

function routingMode(body: GcpRequest['body']): string {
  const mode = text(objectIn(body, 'routingConfig'), 'routingMode')
  return mode === '' ? 'REGIONAL' : mode
}

export const networkRoutes: readonly GcpRoute[] = resourceRoutes(networkKind, [
  'get',
  'list',
  'insert',
  'patch',
  'delete',
])
