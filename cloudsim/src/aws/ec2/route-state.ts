import type { Api } from '../api.ts'
import { natWorks } from './nat-state.ts'
import {
  internetGateways,
  natGateways,
  networkInterfaces,
  type Route,
  type RouteTable,
} from './rows.ts'

/** `blackhole` once the target of a route is gone. */
export function routeState(api: Api, table: RouteTable, route: Route): 'active' | 'blackhole' {
  return targetWorks(api, table, route) ? 'active' : 'blackhole'
}

function targetWorks(api: Api, table: RouteTable, route: Route): boolean {
  if (route.gatewayId !== undefined)
    return api.rows(internetGateways).find(route.gatewayId)?.vpcId === table.vpcId
  if (route.natGatewayId !== undefined) {
    const nat = api.rows(natGateways).find(route.natGatewayId)
    return nat !== undefined && natWorks(nat, api.now)
  }
  return api.rows(networkInterfaces).find(route.networkInterfaceId ?? '') !== undefined
}
