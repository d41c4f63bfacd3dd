import type { Filter, NetworkInterface } from '@aws-sdk/client-ec2'
import type { SessionContext } from '../session-context.ts'
import { tagsOf } from '../tags.ts'
import { markedCluster } from './cluster-mark.ts'

/** What stands in a VPC or subnet and keeps it from being deleted, and who made it. */
export async function describeBlockers(
  context: SessionContext,
  where: Filter,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const interfaces = (await networkInterfaces(context, [where], signal)).map(describeInterface)
  if (where.Name !== 'vpc-id') return interfaces
  const { aws } = context
  const filters = { Filters: [where] }
  const [groups, subnets] = await Promise.all([
    aws.ec2('ec2:DescribeSecurityGroups', 'read', signal, (ec2, options) =>
      ec2.describeSecurityGroups(filters, options),
    ),
    aws.ec2('ec2:DescribeSubnets', 'read', signal, (ec2, options) =>
      ec2.describeSubnets(filters, options),
    ),
  ])
  return [
    ...interfaces,
    ...(subnets.Subnets ?? []).map(
      ({ SubnetId, CidrBlock, Tags }) => `subnet ${SubnetId} (${CidrBlock})${madeBy(tagsOf(Tags))}`,
    ),
    ...(groups.SecurityGroups ?? [])
      .filter(({ GroupName }) => GroupName !== 'default')
      .map(
        ({ GroupId, GroupName, Tags }) =>
          `security group ${GroupId} (${GroupName})${madeBy(tagsOf(Tags))}`,
      ),
  ]
}

/** Public addresses in use in a VPC: while there are any, its internet gateway cannot be detached. */
export async function describePublicAddresses(
  context: SessionContext,
  vpcId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const all = await networkInterfaces(context, [{ Name: 'vpc-id', Values: [vpcId] }], signal)
  return all
    .filter((each) => each.Association?.PublicIp)
    .map((each) => `public address ${each.Association?.PublicIp} of ${describeInterface(each)}`)
}

async function networkInterfaces(
  { aws }: SessionContext,
  filters: Filter[],
  signal: AbortSignal,
): Promise<readonly NetworkInterface[]> {
  const answer = await aws.ec2('ec2:DescribeNetworkInterfaces', 'read', signal, (ec2, options) =>
    ec2.describeNetworkInterfaces({ Filters: filters }, options),
  )
  return answer.NetworkInterfaces ?? []
}

function describeInterface(each: NetworkInterface): string {
  const what = each.Description ? `«${each.Description}», ` : ''
  const owner = madeBy(tagsOf(each.TagSet), each.Description)
  const requester = owner === '' && each.RequesterId ? `, made by ${each.RequesterId}` : owner
  return `network interface ${each.NetworkInterfaceId} (${what}${each.Status})${requester}`
}

function madeBy(tags: Readonly<Record<string, string>>, description?: string): string {
  const cluster = markedCluster(tags, description)
  if (cluster !== undefined) return `, made for the Kubernetes cluster ${cluster}`
  return description?.startsWith('ELB ') ? ', made by Elastic Load Balancing' : ''
}
