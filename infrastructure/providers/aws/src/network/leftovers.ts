import type { Leftover } from '@skyclust/application'
import type { Filter, NetworkInterface, SecurityGroup } from '@aws-sdk/client-ec2'
import { orAbsent } from '../handler.ts'
import type { SessionContext } from '../session-context.ts'
import { tagsOf } from '../tags.ts'
import { isManagedByEks, markedCluster } from './cluster-mark.ts'

/** Interfaces nobody uses and security groups in a part of the network that carry the mark of a cluster that no longer exists. */
export async function kubernetesLeftovers(
  context: SessionContext,
  where: Filter,
  signal: AbortSignal,
): Promise<readonly Leftover[]> {
  const [interfaces, groups] = await Promise.all([
    freeInterfaces(context, [where], signal),
    where.Name === 'vpc-id' ? securityGroups(context, [where], signal) : [],
  ])
  const names = new Set(
    [...interfaces.map(clusterOfInterface), ...groups.map(clusterOfGroup)].flatMap((n) => n ?? []),
  )
  const gone = new Set<string>()
  for (const name of names) if (!(await clusterExists(context, name, signal))) gone.add(name)
  return leftoversOf(
    context,
    interfaces.filter((each) => gone.has(clusterOfInterface(each) ?? '')),
    groups.filter((each) => gone.has(clusterOfGroup(each) ?? '')),
  )
}

/** What carries the mark of this cluster while it is still there, except what EKS itself takes along. */
export async function leftoversOfCluster(
  context: SessionContext,
  vpcId: string,
  clusterName: string,
  signal: AbortSignal,
): Promise<readonly Leftover[]> {
  const where = { Name: 'vpc-id', Values: [vpcId] }
  const [interfaces, groups] = await Promise.all([
    freeInterfaces(context, [where], signal),
    securityGroups(context, [where], signal),
  ])
  return leftoversOf(
    context,
    interfaces.filter((each) => clusterOfInterface(each) === clusterName),
    groups.filter(
      (each) => clusterOfGroup(each) === clusterName && !isManagedByEks(tagsOf(each.Tags)),
    ),
  )
}

/** Interfaces first, then the rules by which groups hold one another, then the groups. */
function leftoversOf(
  { aws }: SessionContext,
  interfaces: readonly NetworkInterface[],
  groups: readonly SecurityGroup[],
): readonly Leftover[] {
  return [
    ...interfaces.map(({ NetworkInterfaceId, Description }) => ({
      description: `network interface ${NetworkInterfaceId} (${Description})`,
      call: 'ec2:DeleteNetworkInterface',
      remove: async (signal: AbortSignal) => {
        await aws.ec2('ec2:DeleteNetworkInterface', 'remove', signal, (ec2, options) =>
          ec2.deleteNetworkInterface({ NetworkInterfaceId }, options),
        )
      },
    })),
    ...groups.flatMap(({ GroupId, GroupName, IpPermissions = [] }) => {
      const mutual = IpPermissions.filter((rule) =>
        rule.UserIdGroupPairs?.some((pair) => pair.GroupId !== GroupId),
      )
      if (mutual.length === 0) return []
      return {
        description: `rules of security group ${GroupId} (${GroupName}) that refer to other groups`,
        call: 'ec2:RevokeSecurityGroupIngress',
        remove: async (signal: AbortSignal) => {
          await aws.ec2('ec2:RevokeSecurityGroupIngress', 'remove', signal, (ec2, options) =>
            ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions: mutual }, options),
          )
        },
      }
    }),
    ...groups.map(({ GroupId, GroupName }) => ({
      description: `security group ${GroupId} (${GroupName})`,
      call: 'ec2:DeleteSecurityGroup',
      remove: async (signal: AbortSignal) => {
        await aws.ec2('ec2:DeleteSecurityGroup', 'remove', signal, (ec2, options) =>
          ec2.deleteSecurityGroup({ GroupId }, options),
        )
      },
    })),
  ]
}

async function freeInterfaces(
  { aws }: SessionContext,
  filters: readonly Filter[],
  signal: AbortSignal,
): Promise<readonly NetworkInterface[]> {
  const answer = await aws.ec2('ec2:DescribeNetworkInterfaces', 'read', signal, (ec2, options) =>
    ec2.describeNetworkInterfaces(
      { Filters: [...filters, { Name: 'status', Values: ['available'] }] },
      options,
    ),
  )
  return answer.NetworkInterfaces ?? []
}

async function securityGroups(
  { aws }: SessionContext,
  filters: readonly Filter[],
  signal: AbortSignal,
): Promise<readonly SecurityGroup[]> {
  const answer = await aws.ec2('ec2:DescribeSecurityGroups', 'read', signal, (ec2, options) =>
    ec2.describeSecurityGroups({ Filters: [...filters] }, options),
  )
  return (answer.SecurityGroups ?? []).filter((group) => group.GroupName !== 'default')
}

async function clusterExists(
  { aws }: SessionContext,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  const answer = await orAbsent(
    aws.eks('eks:DescribeCluster', 'read', signal, (eks, options) =>
      eks.describeCluster({ name }, options),
    ),
  )
  return answer !== undefined
}

function clusterOfInterface(each: NetworkInterface): string | undefined {
  return markedCluster(tagsOf(each.TagSet), each.Description)
}

function clusterOfGroup(each: SecurityGroup): string | undefined {
  return markedCluster(tagsOf(each.Tags))
}
