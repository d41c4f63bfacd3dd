import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DeleteRouteTableCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  DescribeRouteTablesCommand,
  ReleaseAddressCommand,
} from '@aws-sdk/client-ec2'
import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  CreateAddonCommand,
  CreateClusterCommand,
  CreateNodegroupCommand,
  DeleteClusterCommand,
  DeleteNodegroupCommand,
  DescribeAddonCommand,
  DescribeAddonVersionsCommand,
  DescribeClusterCommand,
  DescribeClusterVersionsCommand,
  DescribeNodegroupCommand,
  DescribeUpdateCommand,
  ListAccessEntriesCommand,
  ListAssociatedAccessPoliciesCommand,
  ListClustersCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateClusterVersionCommand,
  UpdateNodegroupConfigCommand,
  UpdateNodegroupVersionCommand,
} from '@aws-sdk/client-eks'
import { DeleteRoleCommand, DetachRolePolicyCommand } from '@aws-sdk/client-iam'
import { startAws, type TestAws } from './test-server.ts'
import {
  type Clients,
  clientsFor,
  clusterPolicies,
  makeNetwork,
  makeRole,
  type Network,
  nodePolicies,
} from './test-stack.ts'

const minutes = (count: number) => count * 60_000

describe('a whole EKS stack', () => {
  let sim: TestAws
  let clients: Clients
  let account: string
  let network: Network
  const name = 'demo'
  const nodegroupName = 'main'

  before(async () => {
    sim = await startAws({ mount: '/aws' })
    const config = await sim.client()
    account = config.accountId
    clients = clientsFor(config)
  })
  after(async () => {
    clients.destroy()
    await sim.close()
  })

  const clusterNow = async () =>
    (await clients.eks.send(new DescribeClusterCommand({ name }))).cluster
  const groupNow = async () => {
    const asked = { clusterName: name, nodegroupName }
    return (await clients.eks.send(new DescribeNodegroupCommand(asked))).nodegroup
  }

  it('creates the control plane', async () => {
    network = await makeNetwork(clients)
    const roleArn = await makeRole(clients, 'plane', 'eks.amazonaws.com', clusterPolicies)
    const request = {
      name,
      roleArn,
      version: '1.34',
      resourcesVpcConfig: { subnetIds: [...network.publicSubnets, ...network.privateSubnets] },
      accessConfig: {
        authenticationMode: 'API' as const,
        bootstrapClusterCreatorAdminPermissions: false,
      },
      clientRequestToken: 'token-1',
      tags: { owner: 'test' },
    }
    const { cluster } = await clients.eks.send(new CreateClusterCommand(request))
    const again = await clients.eks.send(new CreateClusterCommand(request))

    assert.equal(cluster?.status, 'CREATING')
    assert.equal(cluster?.endpoint, undefined)
    assert.equal(again.cluster?.createdAt?.getTime(), cluster?.createdAt?.getTime())
    await assert.rejects(
      clients.eks.send(new CreateClusterCommand({ ...request, clientRequestToken: 'other' })),
      { name: 'ResourceInUseException', message: `Cluster already exists with name: ${name}` },
    )
    sim.clock.advance(minutes(9))
    assert.equal((await clusterNow())?.status, 'CREATING')
    sim.clock.advance(minutes(8))
    const ready = await clusterNow()
    assert.equal(ready?.status, 'ACTIVE')
    assert.match(ready?.endpoint ?? '', /^https:\/\/[0-9A-F]{32}\.gr7\.eu-central-1\.eks/)
    assert.ok(ready?.certificateAuthority?.data)
    const { NetworkInterfaces } = await clients.ec2.send(
      new DescribeNetworkInterfacesCommand({
        Filters: [{ Name: 'description', Values: [`Amazon EKS ${name}`] }],
      }),
    )
    assert.equal(NetworkInterfaces?.length, 4)
    const { clusters } = await clients.eks.send(new ListClustersCommand({}))
    assert.deepEqual(clusters, [name])
  })

  it('lets people in by access entries', async () => {
    const principalArn = await makeRole(clients, 'operator', 'ec2.amazonaws.com', [])
    const policyArn = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy'
    const entry = { clusterName: name, principalArn }
    await clients.eks.send(new CreateAccessEntryCommand(entry))
    await clients.eks.send(
      new AssociateAccessPolicyCommand({ ...entry, policyArn, accessScope: { type: 'cluster' } }),
    )
    const { associatedAccessPolicies } = await clients.eks.send(
      new ListAssociatedAccessPoliciesCommand(entry),
    )

    assert.deepEqual(
      associatedAccessPolicies?.map((each) => each.policyArn),
      [policyArn],
    )
    await assert.rejects(clients.eks.send(new CreateAccessEntryCommand(entry)), {
      name: 'ResourceInUseException',
    })
  })

  it('installs add-ons', async () => {
    const { addons } = await clients.eks.send(
      new DescribeAddonVersionsCommand({ kubernetesVersion: '1.34', addonName: 'vpc-cni' }),
    )
    const addonVersion = addons?.[0]?.addonVersions?.find(
      ({ compatibilities }) => compatibilities?.[0]?.defaultVersion,
    )?.addonVersion
    const request = { clusterName: name, addonName: 'vpc-cni', addonVersion }
    const { addon } = await clients.eks.send(new CreateAddonCommand(request))
    sim.clock.advance(41_000)
    const later = await clients.eks.send(new DescribeAddonCommand(request))

    assert.equal(addon?.status, 'CREATING')
    assert.equal(later.addon?.status, 'ACTIVE')
  })

  it('brings up nodes and lets them in', async () => {
    const nodeRole = await makeRole(clients, 'nodes', 'ec2.amazonaws.com', nodePolicies)
    const { nodegroup } = await clients.eks.send(
      new CreateNodegroupCommand({
        clusterName: name,
        nodegroupName,
        nodeRole,
        subnets: [...network.privateSubnets],
        instanceTypes: ['m5.large'],
        scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 2 },
        labels: { pool: 'main' },
      }),
    )
    sim.clock.advance(minutes(3) + 1000)
    const ready = await groupNow()
    const { accessEntries } = await clients.eks.send(
      new ListAccessEntriesCommand({ clusterName: name }),
    )

    assert.equal(nodegroup?.status, 'CREATING')
    assert.deepEqual([ready?.status, ready?.health?.issues], ['ACTIVE', []])
    assert.ok(accessEntries?.includes(nodeRole))
    const { Reservations } = await clients.ec2.send(
      new DescribeInstancesCommand({
        Filters: [
          { Name: 'instance-state-name', Values: ['pending', 'running'] },
          { Name: 'tag:eks:nodegroup-name', Values: [nodegroupName] },
        ],
      }),
    )
    assert.deepEqual(
      Reservations?.map(({ Instances }) => Instances?.[0]?.InstanceType),
      ['m5.large', 'm5.large'],
    )
    await assert.rejects(clients.eks.send(new DeleteClusterCommand({ name })), {
      name: 'ResourceInUseException',
      message: 'Cluster has nodegroups attached',
    })
  })

  it('scales and upgrades, control plane first', async () => {
    await clients.eks.send(
      new UpdateNodegroupConfigCommand({
        clusterName: name,
        nodegroupName,
        scalingConfig: { desiredSize: 3 },
      }),
    )
    sim.clock.advance(minutes(1) + 1000)
    assert.equal((await groupNow())?.scalingConfig?.desiredSize, 3)
    const upgrade = (version: string) =>
      clients.eks.send(new UpdateClusterVersionCommand({ name, version }))
    await assert.rejects(upgrade('1.36'), { name: 'InvalidParameterException' })
    const { update } = await upgrade('1.35')
    const updateId = update?.id
    const status = async () => {
      const asked = new DescribeUpdateCommand({ name, updateId })
      return (await clients.eks.send(asked)).update?.status
    }
    assert.equal(await status(), 'InProgress')
    sim.clock.advance(6000)
    assert.equal((await clusterNow())?.status, 'UPDATING')
    assert.equal((await clusterNow())?.version, '1.34')
    sim.clock.advance(minutes(12))
    assert.equal(await status(), 'Successful')
    assert.equal((await clusterNow())?.version, '1.35')
    await clients.eks.send(
      new UpdateNodegroupVersionCommand({ clusterName: name, nodegroupName, version: '1.35' }),
    )
    assert.equal((await groupNow())?.status, 'UPDATING')
    sim.clock.advance(minutes(10))
    assert.equal((await groupNow())?.version, '1.35')
  })

  it('tags by ARN', async () => {
    const resourceArn = (await clusterNow())?.arn
    await clients.eks.send(new TagResourceCommand({ resourceArn, tags: { a: 'b', c: 'd' } }))
    await clients.eks.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a', 'owner'] }))
    const { tags } = await clients.eks.send(new ListTagsForResourceCommand({ resourceArn }))

    assert.deepEqual(tags, { c: 'd' })
  })

  it('offers versions with one default', async () => {
    const { clusterVersions = [] } = await clients.eks.send(new DescribeClusterVersionsCommand({}))

    assert.ok(clusterVersions.length >= 4)
    assert.equal(clusterVersions.filter(({ defaultVersion }) => defaultVersion).length, 1)
  })

  it('goes away without a trace, in the order AWS asks for', async () => {
    const { ec2, eks, iam } = clients
    await eks.send(new DeleteNodegroupCommand({ clusterName: name, nodegroupName }))
    assert.equal((await groupNow())?.status, 'DELETING')
    sim.clock.advance(minutes(5))
    await assert.rejects(groupNow(), { name: 'ResourceNotFoundException' })
    await eks.send(new DeleteClusterCommand({ name }))
    assert.equal((await clusterNow())?.status, 'DELETING')
    await assert.rejects(
      ec2.send(new DeleteSubnetCommand({ SubnetId: network.publicSubnets[1] })),
      { name: 'DependencyViolation' },
    )
    sim.clock.advance(minutes(8))
    await assert.rejects(clusterNow(), { name: 'ResourceNotFoundException' })

    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: network.natGateway }))
    sim.clock.advance(71_000)
    await ec2.send(new ReleaseAddressCommand({ AllocationId: network.allocation }))
    const gateway = { InternetGatewayId: network.internetGateway }
    await ec2.send(new DetachInternetGatewayCommand({ ...gateway, VpcId: network.vpcId }))
    await ec2.send(new DeleteInternetGatewayCommand(gateway))
    const { RouteTables = [] } = await ec2.send(
      new DescribeRouteTablesCommand({
        RouteTableIds: [network.publicTable, network.privateTable],
      }),
    )
    for (const { RouteTableId, Associations = [] } of RouteTables) {
      for (const { RouteTableAssociationId: AssociationId } of Associations)
        await ec2.send(new DisassociateRouteTableCommand({ AssociationId }))
      await ec2.send(new DeleteRouteTableCommand({ RouteTableId }))
    }
    for (const SubnetId of [...network.publicSubnets, ...network.privateSubnets])
      await ec2.send(new DeleteSubnetCommand({ SubnetId }))
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({}))
    assert.deepEqual(
      SecurityGroups?.map(({ GroupName }) => GroupName),
      ['default'],
    )
    await ec2.send(new DeleteVpcCommand({ VpcId: network.vpcId }))
    await assert.rejects(iam.send(new DeleteRoleCommand({ RoleName: 'plane' })), {
      name: 'DeleteConflictException',
    })
    const attached = { plane: clusterPolicies, nodes: nodePolicies, operator: [] }
    for (const [RoleName, policies] of Object.entries(attached)) {
      for (const policy of policies) {
        const PolicyArn = `arn:aws:iam::aws:policy/${policy}`
        await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }))
      }
      await iam.send(new DeleteRoleCommand({ RoleName }))
    }
    assert.deepEqual(sim.aws.inventory(account), [])
  })
})
