import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Operation } from '../operation.ts'
import { formatCidr, parseCidr } from './cidr.ts'
import { notFound } from './errors.ts'
import { natState } from './nat-state.ts'
import { routeTableOf } from './route-table.ts'
import {
  internetGateways,
  natGateways,
  networkInterfaces,
  type Route,
  type RouteTable,
  routeTables,
  vpcs,
} from './rows.ts'

const mutation = {
  mutating: true,
  bucket: 'ec2.mutate',
  target: (input: Fields) => input.string('RouteTableId'),
} as const
const targets = ['GatewayId', 'NatGatewayId', 'NetworkInterfaceId'] as const

export const routeOperations: readonly Operation[] = [
  {
    ...mutation,
    name: 'CreateRoute',
    input: ['RouteTableId!', 'DestinationCidrBlock', ...targets, 'DryRun'],
    run(api, input) {
      const table = routeTableOf(api, input)
      const route = readRoute(api, input, table)
      const same = table.routes.find(({ destination }) => destination === route.destination)
      if (same && JSON.stringify(same) !== JSON.stringify(route))
        throw new AwsError(
          'RouteAlreadyExists',
          `The route identified by ${route.destination} already exists.`,
        )
      if (!same) api.rows(routeTables).patch(table.id, { routes: [...table.routes, route] })
      return { return: true }
    },
  },
  {
    ...mutation,
    name: 'ReplaceRoute',
    input: ['RouteTableId!', 'DestinationCidrBlock', ...targets, 'DryRun'],
    run(api, input) {
      const table = routeTableOf(api, input)
      const route = readRoute(api, input, table)
      api.rows(routeTables).patch(table.id, {
        routes: [...withoutRoute(table, route.destination), route],
      })
      return { return: true }
    },
  },
  {
    ...mutation,
    name: 'DeleteRoute',
    input: ['RouteTableId!', 'DestinationCidrBlock', 'DryRun'],
    run(api, input) {
      const table = routeTableOf(api, input)
      const destination = readDestination(input)
      if (destination === api.rows(vpcs).find(table.vpcId)?.cidr)
        throw new AwsError(
          'InvalidParameterValue',
          `cannot remove local route ${destination} in route table ${table.id}`,
        )
      api.rows(routeTables).patch(table.id, { routes: withoutRoute(table, destination) })
      return { return: true }
    },
  },
]

function withoutRoute(table: RouteTable, destination: string): Route[] {
  const left = table.routes.filter((route) => route.destination !== destination)
  if (left.length === table.routes.length)
    throw new AwsError(
      'InvalidRoute.NotFound',
      `no route with destination-cidr-block ${destination} in route table ${table.id}`,
    )
  return left
}

function readDestination(input: Fields): string {
  const text = input.required('DestinationCidrBlock')
  const block = parseCidr(text)
  if (!block)
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${text}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`,
    )
  return formatCidr(block)
}

function readRoute(api: Api, input: Fields, table: RouteTable): Route {
  const destination = readDestination(input)
  const given = targets.filter((name) => input.has(name))
  const [kind] = given
  if (given.length !== 1 || kind === undefined)
    throw new AwsError(
      given.length === 0 ? 'MissingParameter' : 'InvalidParameterCombination',
      `The request must contain exactly one of ${targets.join(', ')}`,
    )
  const target = input.required(kind)
  switch (kind) {
    case 'GatewayId': {
      const gateway = api.rows(internetGateways).find(target)
      if (!gateway) throw notFound.internetGateway(target)
      if (gateway.vpcId !== table.vpcId) throw otherNetwork(table.id, target)
      return { destination, gatewayId: target }
    }
    case 'NatGatewayId': {
      const nat = api.rows(natGateways).find(target)
      if (!nat || natState(nat, api.now) === 'deleted')
        throw new AwsError(
          'InvalidNatGatewayID.NotFound',
          `The natGateway ID '${target}' does not exist`,
        )
      if (nat.vpcId !== table.vpcId) throw otherNetwork(table.id, target)
      return { destination, natGatewayId: target }
    }
    case 'NetworkInterfaceId': {
      const eni = api.rows(networkInterfaces).find(target)
      if (!eni) throw notFound.networkInterface(target)
      if (eni.vpcId !== table.vpcId) throw otherNetwork(table.id, target)
      return { destination, networkInterfaceId: target }
    }
  }
  return kind satisfies never
}

function otherNetwork(tableId: string, target: string): AwsError {
  return new AwsError(
    'InvalidParameterValue',
    `route table ${tableId} and network gateway ${target} belong to different networks`,
  )
}
