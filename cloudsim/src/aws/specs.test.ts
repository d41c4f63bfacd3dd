import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import * as ec2 from '@aws-sdk/client-ec2'
import * as eks from '@aws-sdk/client-eks'
import * as iam from '@aws-sdk/client-iam'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { SimRequest, SimResponse } from '../core/cloud.ts'
import { startAws, type TestAws } from './test-server.ts'
import { services } from './services.ts'
import {
  inputNames,
  type ParsedMap,
  parseXml,
  readSpec,
  specsFolder,
  strangeNames,
} from './test-specs.ts'
import { clientsFor, clusterPolicies, makeNetwork, makeRole, nodePolicies } from './test-stack.ts'

const folder = specsFolder()
const skip = folder === undefined ? 'the published service descriptions are not here' : false
const specs = new Map(
  ['sts', 'iam', 'ec2', 'eks'].map((name) => [name, folder ? readSpec(folder, name) : undefined]),
)
const published = services.filter(({ name }) => specs.has(name))

describe('the published service descriptions', { skip }, () => {
  it('have every operation, with the inputs and the required ones', () => {
    const wrong: string[] = []
    for (const service of published) {
      const spec = specs.get(service.name)
      if (!spec) continue
      for (const operation of service.operations) {
        const known = spec.operations[operation.name]
        const label = `${service.name}:${operation.name}`
        if (!known) {
          wrong.push(`${label} does not exist`)
          continue
        }
        if (operation.http && operation.http.method !== known.http.method)
          wrong.push(`${label} is a ${known.http.method}`)
        if (operation.http && operation.http.path !== known.http.requestUri)
          wrong.push(`${label} is at ${known.http.requestUri}`)
        const { all, required } = inputNames(spec, operation.name, service.name === 'ec2')
        const accepted = operation.input.map((name) => name.replace('!', ''))
        for (const name of accepted)
          if (!all.includes(name)) wrong.push(`${label} has no input ${name}`)
        for (const name of required)
          if (!operation.input.includes(`${name}!`)) wrong.push(`${label} must demand ${name}`)
      }
    }
    assert.deepEqual(wrong, [])
  })

  describe('have every name in the answers', () => {
    let sim: TestAws
    const strange = new Set<string>()
    const seen = new Set<string>()

    const check = (request: SimRequest, answer: SimResponse) => {
      const call = sim.log.at(-1)
      if (answer.status >= 300 || !call) return
      const [service = '', name = ''] = call.operation.split(':')
      const spec = specs.get(service)
      const shape = spec?.operations[name]?.output?.shape
      seen.add(call.operation)
      if (!spec || shape === undefined) return
      const text = String(answer.body)
      const { requestId, ...body } = service === 'eks' ? (JSON.parse(text) as ParsedMap) : xml(text)
      for (const each of strangeNames(spec, shape, body)) strange.add(`${name}${each}`)
      assert.ok(requestId !== '' && request.method !== '')
    }
    const xml = (text: string): ParsedMap => {
      const [root] = Object.values(parseXml(text))
      const map = root as ParsedMap
      const result = Object.entries(map).find(([name]) => name.endsWith('Result'))
      return result ? (typeof result[1] === 'object' ? (result[1] as ParsedMap) : {}) : map
    }

    before(async () => {
      sim = await startAws({ onAnswer: check })
    })
    after(() => sim.close())

    it('in a whole story', async () => {
      const config = await sim.client()
      const clients = clientsFor(config)
      const sts = new STSClient(config)
      const network = await makeNetwork(clients)
      const roleArn = await makeRole(clients, 'plane', 'eks.amazonaws.com', clusterPolicies)
      const nodeRole = await makeRole(clients, 'nodes', 'ec2.amazonaws.com', nodePolicies)
      const principalArn = await makeRole(clients, 'people', 'ec2.amazonaws.com', [])
      const name = 'c'
      const ofCluster = { clusterName: name }
      const group = { ...ofCluster, nodegroupName: 'n' }
      const entry = { ...ofCluster, principalArn }
      const addon = { ...ofCluster, addonName: 'coredns' }
      const policyArn = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy'
      const accessScope = { type: 'namespace' as const, namespaces: ['x'] }
      const subnets = [...network.privateSubnets]
      const { GroupId } = await clients.ec2.send(
        new ec2.CreateSecurityGroupCommand({
          GroupName: 'g',
          Description: 'g',
          VpcId: network.vpcId,
        }),
      )
      const rule = { GroupId, CidrIp: '10.0.0.0/8', IpProtocol: 'tcp', FromPort: 1, ToPort: 2 }
      const IpPermissions = [
        { IpProtocol: 'tcp', FromPort: 5, ToPort: 6, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
      ]
      await sts.send(new GetCallerIdentityCommand({}))
      await sts.send(new AssumeRoleCommand({ RoleArn: nodeRole, RoleSessionName: 's1' }))
      await clients.eks.send(
        new eks.CreateClusterCommand({
          name,
          roleArn,
          version: '1.34',
          resourcesVpcConfig: { subnetIds: subnets },
          accessConfig: { authenticationMode: 'API' },
        }),
      )
      sim.clock.advance(17 * 60_000)
      await clients.eks.send(
        new eks.CreateNodegroupCommand({ ...group, subnets, nodeRole, taints: [taint] }),
      )
      await clients.eks.send(new eks.CreateAddonCommand(addon))
      await clients.ec2.send(new ec2.DescribeInstancesCommand({}))
      sim.clock.advance(5 * 60_000)
      const updates = [
        new eks.UpdateClusterConfigCommand({ name, deletionProtection: false }),
        new eks.UpdateNodegroupConfigCommand({ ...group, scalingConfig: { maxSize: 3 } }),
        new eks.UpdateAddonCommand(addon),
        new eks.CreateAccessEntryCommand(entry),
        new eks.AssociateAccessPolicyCommand({ ...entry, policyArn, accessScope }),
        new eks.ListAssociatedAccessPoliciesCommand(entry),
        new eks.ListAccessEntriesCommand(ofCluster),
        new eks.DescribeAccessEntryCommand(entry),
        new eks.DisassociateAccessPolicyCommand({ ...entry, policyArn }),
        new eks.DeleteAccessEntryCommand(entry),
        new eks.DescribeClusterCommand({ name }),
        new eks.DescribeNodegroupCommand(group),
        new eks.DescribeAddonCommand(addon),
        new eks.ListClustersCommand({}),
        new eks.ListNodegroupsCommand(ofCluster),
        new eks.ListAddonsCommand(ofCluster),
        new eks.ListUpdatesCommand({ name }),
        new eks.DescribeAddonVersionsCommand({}),
        new eks.DescribeClusterVersionsCommand({}),
        new eks.DeleteAddonCommand(addon),
      ]
      for (const command of updates) await clients.eks.send(command as eks.ListClustersCommand)
      sim.clock.advance(5 * 60_000)
      await clients.eks.send(new eks.DeleteNodegroupCommand(group))
      sim.clock.advance(5 * 60_000)
      await clients.eks.send(new eks.DeleteClusterCommand({ name }))
      const reads = [
        new ec2.DescribeRegionsCommand({}),
        new ec2.DescribeAvailabilityZonesCommand({}),
        new ec2.DescribeAccountAttributesCommand({}),
        new ec2.DescribeInstanceTypesCommand({}),
        new ec2.DescribeInstanceTypeOfferingsCommand({}),
        new ec2.DescribeVpcsCommand({}),
        new ec2.DescribeVpcAttributeCommand({
          VpcId: network.vpcId,
          Attribute: 'enableDnsHostnames',
        }),
        new ec2.DescribeSubnetsCommand({}),
        new ec2.DescribeInternetGatewaysCommand({}),
        new ec2.DescribeAddressesCommand({}),
        new ec2.DescribeNatGatewaysCommand({}),
        new ec2.DescribeRouteTablesCommand({}),
        new ec2.DescribeNetworkInterfacesCommand({}),
        new ec2.AuthorizeSecurityGroupIngressCommand(rule),
        new ec2.AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }),
        new ec2.DescribeSecurityGroupsCommand({}),
        new ec2.DescribeSecurityGroupRulesCommand({}),
        new ec2.RevokeSecurityGroupIngressCommand(rule),
        new ec2.RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }),
        new ec2.CreateTagsCommand({
          Resources: [network.vpcId],
          Tags: [{ Key: 'a', Value: 'b' }],
        }),
        new ec2.DescribeTagsCommand({}),
        new ec2.DeleteTagsCommand({ Resources: [network.vpcId], Tags: [{ Key: 'a' }] }),
        new ec2.DeleteSecurityGroupCommand({ GroupId }),
        new ec2.DeleteNatGatewayCommand({ NatGatewayId: network.natGateway }),
        new ec2.DescribeNatGatewaysCommand({}),
      ]
      for (const command of reads) await clients.ec2.send(command as ec2.DescribeVpcsCommand)
      const RoleName = 'plane'
      const roles = [
        new iam.GetRoleCommand({ RoleName }),
        new iam.ListRolesCommand({}),
        new iam.TagRoleCommand({ RoleName, Tags: [{ Key: 'a', Value: 'b' }] }),
        new iam.ListRoleTagsCommand({ RoleName }),
        new iam.UntagRoleCommand({ RoleName, TagKeys: ['a'] }),
        new iam.ListAttachedRolePoliciesCommand({ RoleName }),
        new iam.ListRolePoliciesCommand({ RoleName }),
        new iam.ListInstanceProfilesForRoleCommand({ RoleName }),
        new iam.GetUserCommand({}),
        new iam.SimulatePrincipalPolicyCommand({
          PolicySourceArn: roleArn,
          ActionNames: ['ec2:CreateVpc'],
        }),
        new iam.CreateServiceLinkedRoleCommand({ AWSServiceName: 'eks.amazonaws.com' }),
      ]
      for (const command of roles) await clients.iam.send(command as iam.ListRolesCommand)
      clients.destroy()
      sts.destroy()

      assert.deepEqual([...strange], [])
      assert.ok(seen.size > 70, `only ${seen.size} operations were seen`)
    })
  })
})

const taint = { key: 'k', value: 'v', effect: 'NO_SCHEDULE' } as const
