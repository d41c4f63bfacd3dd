import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import {
  CreateClusterCommand,
  CreateNodegroupCommand,
  DeleteClusterCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  EKSClient,
  ListClustersCommand,
} from '@aws-sdk/client-eks'
import { GetRoleCommand, ListRolesCommand } from '@aws-sdk/client-iam'
import { type ClientConfig, startAws, type TestAws } from './test-server.ts'
import {
  type Clients,
  clientsFor,
  clusterPolicies,
  makeNetwork,
  makeRole,
  nodePolicies,
} from './test-stack.ts'

const minutes = (count: number) => count * 60_000

/** Runs a story against a fresh simulated AWS. */
async function story(
  tell: (sim: TestAws, clients: Clients, config: ClientConfig) => Promise<void>,
  options: Parameters<typeof startAws>[0] & Parameters<TestAws['client']>[0] = {},
): Promise<void> {
  const sim = await startAws(options)
  const { region, quotas } = options
  const config = await sim.client({
    ...(region === undefined ? {} : { region }),
    ...(quotas === undefined ? {} : { quotas }),
  })
  const clients = clientsFor(config)
  try {
    await tell(sim, clients, config)
  } finally {
    clients.destroy()
    await sim.close()
  }
}

async function makeCluster(sim: TestAws, clients: Clients, subnetIds: readonly string[]) {
  const roleArn = await makeRole(clients, 'plane', 'eks.amazonaws.com', clusterPolicies)
  await clients.eks.send(
    new CreateClusterCommand({
      name: 'c',
      roleArn,
      resourcesVpcConfig: { subnetIds: [...subnetIds] },
    }),
  )
  sim.clock.advance(minutes(17))
}

async function nodesIssue(
  sim: TestAws,
  clients: Clients,
  subnets: readonly string[],
  policies: readonly string[] = nodePolicies,
) {
  const nodeRole = await makeRole(clients, 'nodes', 'ec2.amazonaws.com', policies)
  const group = { clusterName: 'c', nodegroupName: 'n' }
  await clients.eks.send(new CreateNodegroupCommand({ ...group, nodeRole, subnets: [...subnets] }))
  sim.clock.advance(minutes(21))
  const { nodegroup } = await clients.eks.send(new DescribeNodegroupCommand(group))
  return `${nodegroup?.status} ${nodegroup?.health?.issues?.[0]?.code ?? 'healthy'}`
}

describe('eventual consistency', () => {
  it('hides what was just created, but lets calls refer to it', () =>
    story(
      async (sim, { ec2, iam, ...clients }) => {
        const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
        const VpcId = Vpc?.VpcId ?? ''
        const arn = await makeRole({ ec2, iam, ...clients }, 'r', 'eks.amazonaws.com', [])

        assert.deepEqual((await ec2.send(new DescribeVpcsCommand({}))).Vpcs, [])
        await assert.rejects(ec2.send(new DescribeVpcsCommand({ VpcIds: [VpcId] })), {
          name: 'InvalidVpcID.NotFound',
          message: `The vpc ID '${VpcId}' does not exist`,
        })
        await assert.rejects(iam.send(new GetRoleCommand({ RoleName: 'r' })), {
          name: 'NoSuchEntityException',
        })
        await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.0.0/24' }))
        sim.clock.advance(10_000)
        assert.equal((await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.length, 1)
        const { Roles } = await iam.send(new ListRolesCommand({}))
        assert.deepEqual(
          Roles?.map(({ Arn }) => Arn),
          [arn],
        )
      },
      { visibilityDelayMs: 8000 },
    ))

  it('takes a fresh role for a cluster only after some seconds', () =>
    story(
      async (sim, clients) => {
        const { privateSubnets } = await makeNetwork(clients)
        const roleArn = await makeRole(clients, 'plane', 'eks.amazonaws.com', clusterPolicies)
        const create = () =>
          clients.eks.send(
            new CreateClusterCommand({
              name: 'c',
              roleArn,
              resourcesVpcConfig: { subnetIds: [...privateSubnets] },
            }),
          )

        await assert.rejects(create(), {
          name: 'InvalidParameterException',
          message: /could not be assumed/,
        })
        sim.clock.advance(10_000)
        assert.equal((await create()).cluster?.status, 'CREATING')
      },
      { visibilityDelayMs: 1 },
    ))
})

describe('throttling and faults', () => {
  it('throttles by bucket and refills with virtual time', () =>
    story(async (sim, { ec2, eks }) => {
      const describeAll = Array.from({ length: 110 }, () =>
        ec2.send(new DescribeVpcsCommand({})).then(
          () => 'ok',
          (error: unknown) => (error instanceof Error ? error.name : 'strange'),
        ),
      )
      const outcomes = await Promise.all(describeAll)

      assert.equal(outcomes.filter((each) => each === 'ok').length, 100)
      assert.equal(outcomes.filter((each) => each === 'RequestLimitExceeded').length, 10)
      await eks.send(new ListClustersCommand({}))
      sim.clock.advance(1000)
      await ec2.send(new DescribeVpcsCommand({}))
    }))

  it('loses answers after the effect, and fails before it', () =>
    story(async (sim, { ec2 }) => {
      const fault = { cloud: 'aws', operation: 'ec2:CreateVpc', remaining: 1 } as const
      const create = () => ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
      const count = async () => (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.length
      sim.faults.add({ ...fault, fault: { kind: 'internal-error' } })
      await assert.rejects(create(), { name: 'InternalError' })
      assert.equal(await count(), 0)
      sim.faults.add({ ...fault, fault: { kind: 'drop', when: 'after' } })
      await assert.rejects(create())
      assert.equal(await count(), 1)
      sim.faults.add({
        ...fault,
        fault: { kind: 'error', code: 'InsufficientVpcCapacity', status: 500, message: 'no' },
      })
      await assert.rejects(create(), { name: 'InsufficientVpcCapacity' })
    }))

  it('throttles EKS with 429', () =>
    story(async (sim, { eks }) => {
      sim.faults.add({
        cloud: 'aws',
        operation: 'eks:*',
        remaining: 1,
        fault: { kind: 'throttle' },
      })
      await assert.rejects(eks.send(new ListClustersCommand({})), (error) => {
        assert.ok(error instanceof Error)
        assert.equal(error.name, 'ThrottlingException')
        return true
      })
    }))

  it('ends clusters FAILED when told to, and lets them be deleted', () =>
    story(async (sim, clients) => {
      const failure = {
        kind: 'fail-operation',
        code: 'InternalFailure',
        message: 'no machines',
      } as const
      const { privateSubnets } = await makeNetwork(clients)
      const rule = { cloud: 'aws', remaining: 1, fault: failure } as const
      sim.faults.add({ ...rule, operation: 'eks:CreateCluster' })
      await makeCluster(sim, clients, privateSubnets)
      const { cluster } = await clients.eks.send(new DescribeClusterCommand({ name: 'c' }))

      assert.equal(cluster?.status, 'FAILED')
      assert.deepEqual(cluster?.health?.issues?.[0]?.message, 'no machines')
      await clients.eks.send(new DeleteClusterCommand({ name: 'c' }))
      sim.clock.advance(minutes(9))
      await assert.rejects(clients.eks.send(new DescribeClusterCommand({ name: 'c' })), {
        name: 'ResourceNotFoundException',
      })
    }))
})

describe('what keeps clusters from working', () => {
  it('wants two zones, and only zones where EKS runs', () =>
    story(
      async (_sim, clients) => {
        const roleArn = await makeRole(clients, 'plane', 'eks.amazonaws.com', clusterPolicies)
        const { Vpc } = await clients.ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
        const subnetIn = async (zone: string, third: number) => {
          const { Subnet } = await clients.ec2.send(
            new CreateSubnetCommand({
              VpcId: Vpc?.VpcId,
              CidrBlock: `10.0.${third}.0/24`,
              AvailabilityZoneId: zone,
            }),
          )
          return Subnet?.SubnetId ?? ''
        }
        const [one, same, bad] = [
          await subnetIn('use1-az1', 1),
          await subnetIn('use1-az1', 2),
          await subnetIn('use1-az3', 3),
        ]
        const create = (subnetIds: string[], version = '1.34') =>
          clients.eks.send(
            new CreateClusterCommand({
              name: 'c',
              roleArn,
              version,
              resourcesVpcConfig: { subnetIds },
            }),
          )

        await assert.rejects(create([one, same]), { message: /at least two different AZs/ })
        await assert.rejects(create([one, bad]), {
          name: 'UnsupportedAvailabilityZoneException',
        })
        await assert.rejects(create([one, bad], '1.12'), { message: /unsupported Kubernetes/ })
      },
      { region: 'us-east-1' },
    ))

  for (const [why, leaveOut, isPublic, policies, expected] of [
    ['all is well', {}, false, nodePolicies, 'ACTIVE healthy'],
    ['nodes are public', {}, true, nodePolicies, 'ACTIVE healthy'],
    ['there is no NAT', { nat: true }, false, nodePolicies, 'CREATE_FAILED NodeCreationFailure'],
    [
      'the VPC gives no DNS names',
      { dnsHostnames: true },
      false,
      nodePolicies,
      'CREATE_FAILED NodeCreationFailure',
    ],
    [
      'public subnets give no addresses',
      { publicIps: true },
      true,
      nodePolicies,
      'CREATE_FAILED Ec2SubnetInvalidConfiguration',
    ],
    [
      'the node role may not join',
      {},
      false,
      nodePolicies.slice(1),
      'CREATE_FAILED NodeCreationFailure',
    ],
  ] as const)
    it(`nodes, when ${why}: ${expected}`, () =>
      story(async (sim, clients) => {
        const network = await makeNetwork(clients, leaveOut)
        await makeCluster(sim, clients, network.privateSubnets)
        const subnets = isPublic ? network.publicSubnets : network.privateSubnets

        assert.equal(await nodesIssue(sim, clients, subnets, policies), expected)
      }))

  it('nodes, when the vCPU quota is used up', () =>
    story(
      async (sim, clients) => {
        const network = await makeNetwork(clients)
        await makeCluster(sim, clients, network.privateSubnets)

        assert.equal(
          await nodesIssue(sim, clients, network.privateSubnets),
          'CREATE_FAILED AsgInstanceLaunchFailures',
        )
      },
      { quotas: { 'L-1216C47A': 2 } },
    ))
})

describe('a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aws-'))
  after(() => rmSync(folder, { recursive: true }))

  it('loses nothing', async () => {
    const file = join(folder, 'world.jsonl')
    const first = await startAws({ file })
    const config = await first.client()
    const clients = clientsFor(config)
    const { privateSubnets } = await makeNetwork(clients)
    await makeCluster(first, clients, privateSubnets)
    const before = first.aws.inventory()
    const virtualNow = first.clock.now()
    clients.destroy()
    await first.close()

    const second = await startAws({ file, start: virtualNow })
    const eks = new EKSClient({ ...config, endpoint: second.endpoint })
    const ec2 = new EC2Client({ ...config, endpoint: second.endpoint })
    const { cluster } = await eks.send(new DescribeClusterCommand({ name: 'c' }))
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))

    assert.equal(cluster?.status, 'ACTIVE')
    assert.deepEqual(
      second.aws.inventory().filter(({ id }) => id !== Vpc?.VpcId),
      before,
    )
    eks.destroy()
    ec2.destroy()
    await second.close()
  })

  it('drift deletes a cluster with all that hangs on it', () =>
    story(async (sim, clients, { accountId }) => {
      const { privateSubnets, vpcId } = await makeNetwork(clients)
      await makeCluster(sim, clients, privateSubnets)
      sim.aws.drift('eks-cluster', 'c', null)
      sim.aws.drift('vpc', vpcId, { dnsHostnames: false })

      const types = sim.aws.inventory(accountId).map(({ type }) => type)
      assert.ok(!types.some((type) => type.startsWith('eks-')))
      await assert.rejects(clients.eks.send(new DescribeClusterCommand({ name: 'c' })), {
        name: 'ResourceNotFoundException',
      })
    }))
})
