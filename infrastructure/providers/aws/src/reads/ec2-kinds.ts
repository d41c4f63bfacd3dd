import type {
  Address,
  InternetGateway,
  NatGateway,
  RouteTable,
  Subnet,
  Vpc,
} from '@aws-sdk/client-ec2'
import type { Ec2Kind } from './ec2-lookup.ts'

const page = (nextToken: string | undefined) =>
  nextToken === undefined ? {} : { NextToken: nextToken }

export const vpcs: Ec2Kind<Vpc> = {
  action: 'ec2:DescribeVpcs',
  idFilter: 'vpc-id',
  idOf: (vpc) => vpc.VpcId,
  async describe(ec2, { filters, nextToken }, options) {
    const answer = await ec2.describeVpcs({ Filters: filters, ...page(nextToken) }, options)
    return { items: answer.Vpcs ?? [], nextToken: answer.NextToken }
  },
}

export const subnets: Ec2Kind<Subnet> = {
  action: 'ec2:DescribeSubnets',
  idFilter: 'subnet-id',
  idOf: (subnet) => subnet.SubnetId,
  async describe(ec2, { filters, nextToken }, options) {
    const answer = await ec2.describeSubnets({ Filters: filters, ...page(nextToken) }, options)
    return { items: answer.Subnets ?? [], nextToken: answer.NextToken }
  },
}

export const internetGateways: Ec2Kind<InternetGateway> = {
  action: 'ec2:DescribeInternetGateways',
  idFilter: 'internet-gateway-id',
  idOf: (gateway) => gateway.InternetGatewayId,
  async describe(ec2, { filters, nextToken }, options) {
    const answer = await ec2.describeInternetGateways(
      { Filters: filters, ...page(nextToken) },
      options,
    )
    return { items: answer.InternetGateways ?? [], nextToken: answer.NextToken }
  },
}

export const routeTables: Ec2Kind<RouteTable> = {
  action: 'ec2:DescribeRouteTables',
  idFilter: 'route-table-id',
  idOf: (table) => table.RouteTableId,
  async describe(ec2, { filters, nextToken }, options) {
    const answer = await ec2.describeRouteTables({ Filters: filters, ...page(nextToken) }, options)
    return { items: answer.RouteTables ?? [], nextToken: answer.NextToken }
  },
}

export const addresses: Ec2Kind<Address> = {
  action: 'ec2:DescribeAddresses',
  idFilter: 'allocation-id',
  idOf: (address) => address.AllocationId,
  async describe(ec2, { filters }, options) {
    const answer = await ec2.describeAddresses({ Filters: filters }, options)
    return { items: answer.Addresses ?? [], nextToken: undefined }
  },
}

/** Deleted gateways stay visible for about an hour: they are absent. */
export const natGateways: Ec2Kind<NatGateway> = {
  action: 'ec2:DescribeNatGateways',
  idFilter: 'nat-gateway-id',
  idOf: (gateway) => gateway.NatGatewayId,
  async describe(ec2, { filters, nextToken }, options) {
    const answer = await ec2.describeNatGateways({ Filter: filters, ...page(nextToken) }, options)
    const items = (answer.NatGateways ?? []).filter((gateway) => gateway.State !== 'deleted')
    return { items, nextToken: answer.NextToken }
  },
}
