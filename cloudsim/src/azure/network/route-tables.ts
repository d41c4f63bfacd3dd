import { referenceId, refuseUnknown } from '../arm/body.ts'
import { badRequest } from '../arm/errors.ts'
import type { ArmCall } from '../arm/operation.ts'
import { trackedOperations, trackedView } from '../arm/tracked.ts'
import { arrayOf, type Json, type JsonObject, objectOf, stringOf } from '../json.ts'
import { newGuid, sameId } from '../sim.ts'
import type { ResourceRecord } from '../state.ts'
import { parseAddress, requireRange } from './cidr.ts'
import { acceptedProperties } from './schema.ts'
import { SUBNET_TYPE } from './subnets.ts'
import { requireNetworkQuota } from './usages.ts'

const ROUTE_TABLE_TYPE = 'Microsoft.Network/routeTables'
const accepted = acceptedProperties('routeTables')
const acceptedRoute = acceptedProperties('routes')
const hops = ['VirtualNetworkGateway', 'VnetLocal', 'Internet', 'VirtualAppliance', 'None']

function checkRoute(entry: Json): JsonObject {
  const route = objectOf(entry) ?? {}
  const name = stringOf(route['name'])
  const properties = objectOf(route['properties']) ?? {}
  refuseUnknown(properties, acceptedRoute, 'RoutePropertiesFormat')
  const hop = stringOf(properties['nextHopType'])
  if (name === undefined || hop === undefined || !hops.includes(hop))
    throw badRequest(
      'InvalidRequestFormat',
      `Cannot parse the request. Route ${name ?? ''} needs a name and a nextHopType of ${hops.join(', ')}.`,
    )
  const prefix = stringOf(properties['addressPrefix']) ?? ''
  if (/^\d/.test(prefix)) requireRange(prefix)
  const needsAddress = hop === 'VirtualAppliance'
  const address = stringOf(properties['nextHopIpAddress'])
  if (needsAddress !== (address !== undefined && parseAddress(address) !== undefined))
    throw badRequest(
      'RouteNextHopIpAddressInvalid',
      `Route ${name}: nextHopIpAddress must be an IP address for next hop VirtualAppliance, and absent for others.`,
    )
  const { provisioningState: _state, ...kept } = properties
  return { name, properties: kept }
}

function usersOf(call: ArmCall, table: ResourceRecord): ResourceRecord[] {
  const subnets = call.sim.state.resources(SUBNET_TYPE).values()
  return subnets.filter((subnet) => sameId(referenceId(subnet.properties['routeTable']), table.id))
}

function routeView(table: ResourceRecord, route: JsonObject): JsonObject {
  return {
    id: `${table.id}/routes/${stringOf(route['name']) ?? ''}`,
    name: route['name'],
    type: `${ROUTE_TABLE_TYPE}/routes`,
    properties: { provisioningState: table.state, ...objectOf(route['properties']) },
  }
}

export const routeTableOperations = trackedOperations({
  type: ROUTE_TABLE_TYPE,
  name: /^[a-zA-Z0-9](?:[\w.-]{0,78}\w)?$/,
  seconds: [5, 10],
  desired(call, at, existing) {
    const body = objectOf(call.body['properties']) ?? {}
    refuseUnknown(body, accepted, 'RouteTablePropertiesFormat')
    if (!existing) requireNetworkQuota(call, ROUTE_TABLE_TYPE, at.location)
    return {
      properties: {
        disableBgpRoutePropagation: body['disableBgpRoutePropagation'] ?? false,
        resourceGuid: existing?.properties['resourceGuid'] ?? newGuid(call.sim),
        routes: arrayOf(body['routes']).map(checkRoute),
      },
      top: {},
    }
  },
  refuseDelete(call, table) {
    const users = usersOf(call, table)
    if (users.length === 0) return
    throw badRequest(
      'InUseRouteTableCannotBeDeleted',
      `Route table ${table.name} is in use and cannot be deleted. It is associated with ${users.map((subnet) => subnet.id).join(', ')}.`,
    )
  },
  view(call, table) {
    const routes = arrayOf(table.properties['routes']).map((entry) =>
      routeView(table, objectOf(entry) ?? {}),
    )
    const subnets = usersOf(call, table).map(({ id }) => ({ id }))
    return trackedView(table, {
      ...table.properties,
      routes,
      ...(subnets.length > 0 ? { subnets } : {}),
    })
  },
})
