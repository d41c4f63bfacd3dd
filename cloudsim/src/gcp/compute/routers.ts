import { GoogleError, invalid } from '../errors.ts'
import { type Json, message, objectsIn, text } from '../json-schema.ts'
import type { GcpRequest, GcpRoute } from '../request.ts'
import { dependency, type ResourceKind } from './resource.ts'
import { resourceRoutes } from './resource-routes.ts'
import { computeUrl, referenceField } from './urls.ts'

const nat = message(
  'RouterNat',
  {
    name: 'string',
    natIpAllocateOption: { oneOf: ['AUTO_ONLY', 'MANUAL_ONLY'] },
    sourceSubnetworkIpRangesToNat: {
      oneOf: [
        'ALL_SUBNETWORKS_ALL_IP_RANGES',
        'ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES',
        'LIST_OF_SUBNETWORKS',
      ],
    },
    subnetworks: {
      list: message('RouterNatSubnetworkToNat', {
        name: 'string',
        sourceIpRangesToNat: 'strings',
        secondaryIpRangeNames: 'strings',
      }),
    },
    natIps: 'strings',
    minPortsPerVm: 'integer',
    maxPortsPerVm: 'integer',
    enableDynamicPortAllocation: 'boolean',
    enableEndpointIndependentMapping: 'boolean',
    logConfig: message('RouterNatLogConfig', { enable: 'boolean', filter: 'string' }),
  },
  `autoNetworkTier drainNatIps effectiveTcpTimeWaitTimeoutSec endpointTypes icmpIdleTimeoutSec
   nat64Subnetworks rules sourceSubnetworkIpRangesToNat64 tcpEstablishedIdleTimeoutSec tcpTimeWaitTimeoutSec
   tcpTransitoryIdleTimeoutSec type udpIdleTimeoutSec`,
)

const schema = message(
  'Router',
  {
    name: 'string',
    description: 'string',
    network: 'string',
    region: 'string',
    nats: { list: nat },
  },
  `bgp bgpPeers creationTimestamp encryptedInterconnectRouter id interfaces kind md5AuthenticationKeys
   nccGateway params selfLink`,
)

function checkNats(request: GcpRequest, nats: readonly Json[]): Json[] {
  const names = nats.map((each) => text(each, 'name'))
  return nats.map((each, index) => {
    const field = `resource.nats[${index}]`
    const name = names[index] ?? ''
    if (!/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name) || names.indexOf(name) !== index)
      throw invalid(
        `Invalid value for field '${field}.name': '${name}'. Must be a unique, valid name.`,
      )
    const source = text(each, 'sourceSubnetworkIpRangesToNat')
    if (source === '')
      throw new GoogleError(
        400,
        'required',
        `Required field '${field}.sourceSubnetworkIpRangesToNat' not specified`,
      )
    if (text(each, 'natIpAllocateOption') === '')
      throw new GoogleError(
        400,
        'required',
        `Required field '${field}.natIpAllocateOption' not specified`,
      )
    const subnetworks = objectsIn(each, 'subnetworks')
    if ((source === 'LIST_OF_SUBNETWORKS') !== subnetworks.length > 0) {
      throw invalid(
        `Invalid value for field '${field}.subnetworks': A list of subnetworks goes with LIST_OF_SUBNETWORKS only.`,
      )
    }
    for (const subnetwork of subnetworks) {
      const at = `${field}.subnetworks.name`
      const path = referenceField(text(subnetwork, 'name'), at, request.project, 'subnetworks')
      dependency(request.state, 'subnetworks', path, at)
    }
    return {
      type: 'PUBLIC',
      enableEndpointIndependentMapping: false,
      endpointTypes: ['ENDPOINT_TYPE_VM'],
      ...each,
    }
  })
}

export const routerKind: ResourceKind = {
  collection: 'routers',
  kind: 'compute#router',
  noun: 'router',
  scope: 'regions',
  quota: 'ROUTERS',
  alsoNeeds: 'compute.networks.updatePolicy',
  schema,
  prepare(request, body) {
    const reference = text(body, 'network')
    if (reference === '')
      throw new GoogleError(400, 'required', `Required field 'resource.network' not specified`)
    const network = referenceField(reference, 'resource.network', request.project, 'networks')
    dependency(request.state, 'networks', network, 'resource.network')
    const nats = checkNats(request, objectsIn(body, 'nats'))
    return {
      description: text(body, 'description'),
      network: computeUrl(network),
      ...(body['bgp'] === undefined ? {} : { bgp: body['bgp'] }),
      ...(nats.length > 0 ? { nats } : {}),
    }
  },
  patch(request, _row, change) {
    return {
      ...(change['nats'] === undefined
        ? {}
        : { nats: checkNats(request, objectsIn(change, 'nats')) }),
      ...(change['bgp'] === undefined ? {} : { bgp: change['bgp'] }),
      ...(change['description'] === undefined ? {} : { description: change['description'] }),
    }
  },
}

export const routerRoutes: readonly GcpRoute[] = resourceRoutes(routerKind, [
  'get',
  'list',
  'aggregatedList',
  'insert',
  'patch',
  'delete',
])
