import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DeleteRouteTableCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeAddressesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeInstanceTypesCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
  ReleaseAddressCommand,
  ReplaceRouteTableAssociationCommand,
} from '@aws-sdk/client-ec2'
import { startAws, type TestAws } from './test-server.ts'

const refused = (name: string) => (error: unknown) => error instanceof Error && error.name === name

describe('EC2 networks', () => {
  let sim: TestAws
  let ec2: EC2Client
  let account: string

  before(async () => {
    sim = await startAws()
    const config = await sim.client()
    account = config.accountId
    ec2 = new EC2Client(config)
  })
  after(async () => {
    ec2.destroy()
    await sim.close()
  })

  const makeVpc = async (cidr = '10.0.0.0/16') => {
    const { Vpc } = await ec2.send(
      new CreateVpcCommand({
        CidrBlock: cidr,
        TagSpecifications: [
          { ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: `net ${cidr} <&>` }] },
        ],
      }),
    )
    return Vpc?.VpcId ?? ''
  }

  it('starts empty, with zones shuffled per account', async () => {
    const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}))

    assert.deepEqual((await ec2.send(new DescribeVpcsCommand({}))).Vpcs, [])
    assert.deepEqual(
      AvailabilityZones.map(({ ZoneId = '' }) => ZoneId).toSorted((a, b) => a.localeCompare(b)),
      ['euc1-az1', 'euc1-az2', 'euc1-az3'],
    )
    assert.equal(sim.aws.inventory(account).length, 0)
  })

  it('builds a network and takes it down only in the right order', async () => {
    const VpcId = await makeVpc()
    const subnet = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.0.0/24' }))
    const SubnetId = subnet.Subnet?.SubnetId
    const gateway = await ec2.send(new CreateInternetGatewayCommand({}))
    const InternetGatewayId = gateway.InternetGateway?.InternetGatewayId
    await ec2.send(new AttachInternetGatewayCommand({ VpcId, InternetGatewayId }))
    const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }))
    const created = await ec2.send(new CreateNatGatewayCommand({ SubnetId, AllocationId }))
    const NatGatewayId = created.NatGateway?.NatGatewayId
    const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }))
    const RouteTableId = RouteTable?.RouteTableId
    const DestinationCidrBlock = '0.0.0.0/0'
    await ec2.send(
      new CreateRouteCommand({ RouteTableId, DestinationCidrBlock, GatewayId: InternetGatewayId }),
    )
    const { AssociationId: first } = await ec2.send(
      new AssociateRouteTableCommand({ RouteTableId, SubnetId }),
    )

    const main = await ec2.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: 'association.main', Values: ['true'] }] }),
    )
    const mainTable = main.RouteTables?.[0]?.RouteTableId
    const moved = await ec2.send(
      new ReplaceRouteTableAssociationCommand({ AssociationId: first, RouteTableId: mainTable }),
    )
    const back = await ec2.send(
      new ReplaceRouteTableAssociationCommand({
        AssociationId: moved.NewAssociationId,
        RouteTableId,
      }),
    )
    const AssociationId = back.NewAssociationId

    const nat = async () => {
      const { NatGateways } = await ec2.send(
        new DescribeNatGatewaysCommand({ NatGatewayIds: [NatGatewayId ?? ''] }),
      )
      return NatGateways?.[0]?.State
    }
    assert.equal(await nat(), 'pending')
    sim.clock.advance(121_000)
    assert.equal(await nat(), 'available')

    await assert.rejects(ec2.send(new DeleteVpcCommand({ VpcId })), {
      name: 'DependencyViolation',
      message: `The vpc '${VpcId}' has dependencies and cannot be deleted.`,
    })
    await assert.rejects(
      ec2.send(new DeleteSubnetCommand({ SubnetId })),
      refused('DependencyViolation'),
    )
    await assert.rejects(
      ec2.send(new DetachInternetGatewayCommand({ VpcId, InternetGatewayId })),
      refused('DependencyViolation'),
    )
    await assert.rejects(
      ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId })),
      refused('DependencyViolation'),
    )
    await assert.rejects(
      ec2.send(new DeleteRouteTableCommand({ RouteTableId })),
      refused('DependencyViolation'),
    )
    await assert.rejects(
      ec2.send(new ReleaseAddressCommand({ AllocationId })),
      refused('InvalidIPAddress.InUse'),
    )

    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }))
    assert.equal(await nat(), 'deleting')
    sim.clock.advance(71_000)
    assert.equal(await nat(), 'deleted')
    await ec2.send(new ReleaseAddressCommand({ AllocationId }))
    await ec2.send(new DetachInternetGatewayCommand({ VpcId, InternetGatewayId }))
    await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }))
    await ec2.send(new DisassociateRouteTableCommand({ AssociationId }))
    await ec2.send(new DeleteRouteTableCommand({ RouteTableId }))
    await ec2.send(new DeleteSubnetCommand({ SubnetId }))
    await ec2.send(new DeleteVpcCommand({ VpcId }))
    assert.deepEqual(sim.aws.inventory(account), [])
    sim.clock.advance(3_600_000)
    await assert.rejects(nat(), refused('NatGatewayNotFound'))
  })

  it('checks CIDR blocks', async () => {
    await assert.rejects(makeVpc('10.0.0.0/8'), refused('InvalidVpc.Range'))
    await assert.rejects(makeVpc('10.0.0/16'), refused('InvalidParameterValue'))
    const VpcId = await makeVpc('10.1.0.0/16')
    const add = (CidrBlock: string) => ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock }))
    const { Subnet } = await add('10.1.0.0/20')

    assert.equal(Subnet?.AvailableIpAddressCount, 4091)
    await assert.rejects(add('10.1.8.0/24'), refused('InvalidSubnet.Conflict'))
    await assert.rejects(add('10.2.0.0/24'), refused('InvalidSubnet.Range'))
  })

  it('filters by tags and pages through lists', async () => {
    const VpcId = await makeVpc('10.2.0.0/16')
    for (let index = 0; index < 7; index += 1)
      await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: `10.2.${index}.0/24` }))
    const Filters = [{ Name: 'vpc-id', Values: [VpcId] }]
    const first = await ec2.send(new DescribeSubnetsCommand({ Filters, MaxResults: 5 }))
    const second = await ec2.send(
      new DescribeSubnetsCommand({ Filters, MaxResults: 5, NextToken: first.NextToken }),
    )
    const { Vpcs } = await ec2.send(
      new DescribeVpcsCommand({ Filters: [{ Name: 'tag:Name', Values: ['net 10.2.*'] }] }),
    )
    const id = second.Subnets?.[0]?.SubnetId ?? ''
    await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'a', Value: 'b' }] }))
    const tagged = await ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'tag-key', Values: ['a'] }] }),
    )

    assert.equal(first.Subnets?.length, 5)
    assert.equal(second.Subnets?.length, 2)
    assert.equal(second.NextToken, undefined)
    assert.deepEqual(
      Vpcs?.map((vpc) => [vpc.VpcId, vpc.Tags]),
      [[VpcId, [{ Key: 'Name', Value: 'net 10.2.0.0/16 <&>' }]]],
    )
    assert.deepEqual(
      tagged.Subnets?.map(({ SubnetId }) => SubnetId),
      [id],
    )
    await assert.rejects(
      ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] })),
      refused('InvalidParameterValue'),
    )
  })

  it('keeps security groups that others refer to', async () => {
    const VpcId = await makeVpc('10.3.0.0/16')
    const create = async (GroupName: string) => {
      const made = await ec2.send(
        new CreateSecurityGroupCommand({ VpcId, GroupName, Description: GroupName }),
      )
      return made.GroupId ?? ''
    }
    const [one, two] = [await create('one'), await create('two')]
    const rule = {
      GroupId: one,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: two }] },
      ],
    }
    await ec2.send(new AuthorizeSecurityGroupIngressCommand(rule))
    const { SecurityGroups } = await ec2.send(
      new DescribeSecurityGroupsCommand({ GroupIds: [one] }),
    )

    assert.equal(SecurityGroups?.[0]?.IpPermissions?.[0]?.UserIdGroupPairs?.[0]?.GroupId, two)
    assert.equal(SecurityGroups?.[0]?.IpPermissionsEgress?.[0]?.IpProtocol, '-1')
    await assert.rejects(create('one'), refused('InvalidGroup.Duplicate'))
    await assert.rejects(
      ec2.send(new AuthorizeSecurityGroupIngressCommand(rule)),
      refused('InvalidPermission.Duplicate'),
    )
    await assert.rejects(
      ec2.send(new DeleteSecurityGroupCommand({ GroupId: two })),
      refused('DependencyViolation'),
    )
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId: one }))
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId: two }))
    const left = await ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }),
    )
    assert.deepEqual(
      left.SecurityGroups?.map(({ GroupName }) => GroupName),
      ['default'],
    )
  })

  it('answers again what a NAT client token was answered', async () => {
    const VpcId = await makeVpc('10.4.0.0/16')
    const subnet = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.4.0.0/24' }))
    const { AllocationId } = await ec2.send(new AllocateAddressCommand({}))
    const request = { SubnetId: subnet.Subnet?.SubnetId, AllocationId, ClientToken: 'once' }
    const first = await ec2.send(new CreateNatGatewayCommand(request))
    const again = await ec2.send(new CreateNatGatewayCommand(request))
    sim.clock.advance(30_000)
    const { NatGateways } = await ec2.send(new DescribeNatGatewaysCommand({}))

    assert.equal(again.NatGateway?.NatGatewayId, first.NatGateway?.NatGatewayId)
    assert.deepEqual(
      NatGateways?.map(({ State, FailureCode }) => [State, FailureCode]),
      [['failed', 'Gateway.NotAttached']],
    )
    const { Addresses } = await ec2.send(new DescribeAddressesCommand({}))
    assert.equal(Addresses?.[0]?.AssociationId, undefined)
  })

  it('sets VPC attributes, main tables and instance types as AWS has them', async () => {
    await makeVpc('10.5.0.0/16')
    await assert.rejects(makeVpc('10.6.0.0/16'), refused('VpcLimitExceeded'))
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}))
    const id = Vpcs?.[0]?.VpcId
    await ec2.send(
      new ModifyVpcAttributeCommand({ VpcId: id, EnableDnsHostnames: { Value: true } }),
    )
    const { RouteTables } = await ec2.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: 'association.main', Values: ['true'] }] }),
    )
    assert.equal(RouteTables?.length, Vpcs?.length)
    const types = await ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['t3.medium'] }))
    assert.equal(types.InstanceTypes?.[0]?.MemoryInfo?.SizeInMiB, 4096)
    await assert.rejects(
      ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['t9.huge' as 't3.nano'] })),
      refused('InvalidInstanceType'),
    )
    await assert.rejects(
      ec2.send(new CreateVpcCommand({ CidrBlock: '10.6.0.0/16', DryRun: true })),
      refused('DryRunOperation'),
    )
  })
})
