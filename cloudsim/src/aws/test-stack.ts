import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeAvailabilityZonesCommand,
  EC2Client,
  ModifySubnetAttributeCommand,
  ModifyVpcAttributeCommand,
} from '@aws-sdk/client-ec2'
import { EKSClient } from '@aws-sdk/client-eks'
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import type { ClientConfig } from './test-server.ts'

export interface Clients {
  readonly ec2: EC2Client
  readonly eks: EKSClient
  readonly iam: IAMClient
  destroy(): void
}

export function clientsFor(config: ClientConfig): Clients {
  const clients = {
    ec2: new EC2Client(config),
    eks: new EKSClient(config),
    iam: new IAMClient(config),
  }
  return {
    ...clients,
    destroy: () => Object.values(clients).forEach((client) => client.destroy()),
  }
}

export interface Network {
  readonly vpcId: string
  readonly publicSubnets: readonly string[]
  readonly privateSubnets: readonly string[]
  readonly publicTable: string
  readonly privateTable: string
  readonly internetGateway: string
  readonly natGateway: string
  readonly allocation: string
}

/** A network as a working cluster needs it; parts can be left out to see what fails. */
export async function makeNetwork(
  { ec2 }: Clients,
  leaveOut: { readonly dnsHostnames?: true; readonly nat?: true; readonly publicIps?: true } = {},
): Promise<Network> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
  const vpcId = Vpc?.VpcId ?? ''
  if (!leaveOut.dnsHostnames)
    await ec2.send(
      new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames: { Value: true } }),
    )
  const { AvailabilityZones: zones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}))
  const publicSubnets: string[] = []
  const privateSubnets: string[] = []
  for (const index of [0, 1]) {
    for (const list of [publicSubnets, privateSubnets]) {
      const third = index + (list === publicSubnets ? 0 : 10)
      const { Subnet } = await ec2.send(
        new CreateSubnetCommand({
          VpcId: vpcId,
          CidrBlock: `10.0.${third}.0/24`,
          AvailabilityZone: zones[index]?.ZoneName,
        }),
      )
      list.push(Subnet?.SubnetId ?? '')
    }
  }
  if (!leaveOut.publicIps)
    for (const SubnetId of publicSubnets)
      await ec2.send(
        new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: true } }),
      )
  const gateway = await ec2.send(new CreateInternetGatewayCommand({}))
  const internetGateway = gateway.InternetGateway?.InternetGatewayId ?? ''
  await ec2.send(
    new AttachInternetGatewayCommand({ VpcId: vpcId, InternetGatewayId: internetGateway }),
  )
  const makeTable = async (subnets: readonly string[]) => {
    const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: vpcId }))
    const RouteTableId = RouteTable?.RouteTableId ?? ''
    for (const SubnetId of subnets)
      await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }))
    return RouteTableId
  }
  const publicTable = await makeTable(publicSubnets)
  const privateTable = await makeTable(privateSubnets)
  const DestinationCidrBlock = '0.0.0.0/0'
  await ec2.send(
    new CreateRouteCommand({
      RouteTableId: publicTable,
      DestinationCidrBlock,
      GatewayId: internetGateway,
    }),
  )
  let natGateway = ''
  let allocation = ''
  if (!leaveOut.nat) {
    const { AllocationId } = await ec2.send(new AllocateAddressCommand({}))
    const { NatGateway } = await ec2.send(
      new CreateNatGatewayCommand({ SubnetId: publicSubnets[0], AllocationId }),
    )
    natGateway = NatGateway?.NatGatewayId ?? ''
    allocation = AllocationId ?? ''
    await ec2.send(
      new CreateRouteCommand({
        RouteTableId: privateTable,
        DestinationCidrBlock,
        NatGatewayId: natGateway,
      }),
    )
  }
  return {
    vpcId,
    publicSubnets,
    privateSubnets,
    publicTable,
    privateTable,
    internetGateway,
    natGateway,
    allocation,
  }
}

export const clusterPolicies = ['AmazonEKSClusterPolicy']
export const nodePolicies = [
  'AmazonEKSWorkerNodePolicy',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEKS_CNI_Policy',
]

export async function makeRole(
  { iam }: Clients,
  RoleName: string,
  service: string,
  policies: readonly string[],
): Promise<string> {
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: service },
            Action: ['sts:AssumeRole', 'sts:TagSession'],
          },
        ],
      }),
    }),
  )
  for (const name of policies)
    await iam.send(
      new AttachRolePolicyCommand({ RoleName, PolicyArn: `arn:aws:iam::aws:policy/${name}` }),
    )
  return Role?.Arn ?? ''
}
