import { type Row, rowType } from '../rows.ts'

export interface Vpc extends Row {
  readonly cidr: string
  readonly cidrAssociationId: string
  readonly dhcpOptionsId: string
  readonly tenancy: string
  readonly dnsSupport: boolean
  readonly dnsHostnames: boolean
}

export interface Subnet extends Row {
  readonly vpcId: string
  readonly cidr: string
  readonly zoneName: string
  readonly zoneId: string
  readonly mapPublicIp: boolean
}

export interface InternetGateway extends Row {
  readonly vpcId?: string
}

/** An Elastic IP address; its association is kept on the network interface that has it. */
export interface Address extends Row {
  readonly publicIp: string
}

export interface NatGateway extends Row {
  readonly vpcId: string
  readonly subnetId: string
  readonly networkInterfaceId: string
  readonly privateIp: string
  readonly allocationId?: string
  readonly publicIp?: string
  readonly clientToken?: string
  /** The moment it becomes available, or failed. */
  readonly settlesAt: number
  readonly failure?: { readonly code: string; readonly message: string }
  readonly deletingAt?: number
  readonly deletedAt?: number
}

export interface Route {
  readonly destination: string
  readonly gatewayId?: string
  readonly natGatewayId?: string
  readonly networkInterfaceId?: string
}

export interface RouteTable extends Row {
  readonly vpcId: string
  readonly clientToken?: string
  /** Set on the main table of its VPC. */
  readonly mainAssociationId?: string
  readonly associations: readonly { readonly id: string; readonly subnetId: string }[]
  /** Without the local route. */
  readonly routes: readonly Route[]
}

export interface SecurityGroupRule {
  readonly id: string
  readonly egress: boolean
  readonly protocol: string
  readonly fromPort?: number
  readonly toPort?: number
  readonly cidrIpv4?: string
  readonly cidrIpv6?: string
  readonly groupId?: string
  readonly description?: string
}

export interface SecurityGroup extends Row {
  readonly vpcId: string
  readonly name: string
  readonly description: string
  readonly rules: readonly SecurityGroupRule[]
  /** The ARN of the service object it lives and dies with. */
  readonly ownedBy?: string
}

export interface NetworkInterface extends Row {
  readonly vpcId: string
  readonly subnetId: string
  readonly privateIp: string
  readonly description: string
  readonly groupIds: readonly string[]
  readonly interfaceType: 'interface' | 'nat_gateway'
  readonly status: 'in-use' | 'available'
  readonly attachmentId?: string
  readonly instanceId?: string
  /** Type and purchase of the machine that boots from it. */
  readonly instanceType?: string
  readonly spot?: boolean
  /** The service or instance it belongs to: a NAT gateway id, a cluster or node group ARN. */
  readonly ownedBy?: string
  readonly requesterManaged: boolean
  readonly publicIp?: string
  readonly allocationId?: string
  readonly associationId?: string
}

export const vpcs = rowType<Vpc>('vpc')
export const subnets = rowType<Subnet>('subnet')
export const internetGateways = rowType<InternetGateway>('internet-gateway')
export const addresses = rowType<Address>('address')
export const natGateways = rowType<NatGateway>('nat-gateway')
export const routeTables = rowType<RouteTable>('route-table')
export const securityGroups = rowType<SecurityGroup>('security-group')
export const networkInterfaces = rowType<NetworkInterface>('network-interface')
