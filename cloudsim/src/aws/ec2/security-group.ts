import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Operation } from '../operation.ts'
import { quota } from '../quotas/quota-table.ts'
import { describeOperation, renderTags } from './describe.ts'
import { limitExceeded, notFound } from './errors.ts'
import { networkInterfaces, type SecurityGroup, securityGroups } from './rows.ts'
import { allTraffic, renderPermissions } from './security-group-rules.ts'
import { tagsFor } from './tag-specifications.ts'
import { vpcOf } from './vpc.ts'

export const securityGroupOperations: readonly Operation[] = [
  {
    name: 'CreateSecurityGroup',
    input: ['GroupName!', 'GroupDescription!', 'VpcId', 'TagSpecification', 'DryRun'],
    mutating: true,
    bucket: 'ec2.mutate',
    target: (input) => input.string('GroupName'),
    run(api, input) {
      const group = createSecurityGroup(api, input)
      return {
        groupId: group.id,
        securityGroupArn: arnOf(group),
        tagSet: renderTags(group.tags),
      }
    },
  },
  describeOperation<SecurityGroup>({
    operation: 'DescribeSecurityGroups',
    idParameter: 'GroupId',
    parameters: ['GroupName'],
    set: 'securityGroupInfo',
    notFound: notFound.securityGroup,
    rows(api, input) {
      const names = input.strings('GroupName')
      const visible = api.rows(securityGroups).visible()
      for (const name of names)
        if (!visible.some((group) => group.name === name)) throw notFound.securityGroup(name)
      return visible.filter(({ name }) => names.length === 0 || names.includes(name))
    },
    filters: {
      'group-id': ({ id }) => id,
      'group-name': ({ name }) => name,
      'vpc-id': ({ vpcId }) => vpcId,
      description: ({ description }) => description,
      'ip-permission.group-id': ({ rules }) =>
        rules.filter(({ egress }) => !egress).map(({ groupId }) => groupId),
      'ip-permission.cidr': ({ rules }) =>
        rules.filter(({ egress }) => !egress).map(({ cidrIpv4 }) => cidrIpv4),
      'egress.ip-permission.group-id': ({ rules }) =>
        rules.filter(({ egress }) => egress).map(({ groupId }) => groupId),
    },
    render: (group) => ({
      groupId: group.id,
      groupName: group.name,
      groupDescription: group.description,
      ownerId: group.account,
      vpcId: group.vpcId,
      securityGroupArn: arnOf(group),
      ipPermissions: renderPermissions(group, false),
      ipPermissionsEgress: renderPermissions(group, true),
      tagSet: renderTags(group.tags),
    }),
  }),
  {
    name: 'DeleteSecurityGroup',
    input: ['GroupId', 'GroupName', 'DryRun'],
    mutating: true,
    bucket: 'ec2.mutate',
    target: (input) => input.string('GroupId'),
    run(api, input) {
      const group = groupOf(api, input)
      if (group.name === 'default')
        throw new AwsError(
          'CannotDelete',
          `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
        )
      if (isInUse(api, group.id))
        throw new AwsError('DependencyViolation', `resource ${group.id} has a dependent object`)
      api.rows(securityGroups).delete(group.id)
      return { return: true, groupId: group.id }
    },
  },
]

/** The group a call names, found also while describes do not show it yet. */
export function groupOf(api: Api, input: Fields): SecurityGroup {
  const id = input.required('GroupId')
  const group = api.rows(securityGroups).find(id)
  if (!group) throw notFound.securityGroup(id)
  return group
}

function createSecurityGroup(api: Api, input: Fields): SecurityGroup {
  const vpc = vpcOf(api, input)
  const name = input.required('GroupName')
  const description = input.required('GroupDescription')
  checkText('GroupName', name)
  checkText('GroupDescription', description)
  if (name.startsWith('sg-'))
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${name}) for parameter GroupName is invalid. Group names may not be in the format sg-*.`,
    )
  const tags = tagsFor(input, 'security-group')
  const all = api.rows(securityGroups).all()
  if (name === 'default')
    throw new AwsError('InvalidParameterValue', 'Cannot use reserved security group name: default')
  if (all.some((group) => group.vpcId === vpc.id && group.name === name))
    throw new AwsError(
      'InvalidGroup.Duplicate',
      `The security group '${name}' already exists for VPC '${vpc.id}'`,
    )
  if (all.length >= quota(api, 'L-E79EC296'))
    throw limitExceeded('SecurityGroupLimitExceeded', 'security groups')
  const group: SecurityGroup = {
    ...api.stamp(),
    id: api.newId('sg'),
    tags,
    vpcId: vpc.id,
    name,
    description,
    rules: [allTraffic(api.newId('sgr'), true)],
  }
  api.rows(securityGroups).put(group)
  return group
}

function checkText(parameter: string, text: string): void {
  if (!/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/.test(text))
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${text}) for parameter ${parameter} is invalid. Character sets beyond ASCII are not supported.`,
    )
}

/** In use by an interface, or named by a rule of another group. */
function isInUse(api: Api, id: string): boolean {
  return (
    api
      .rows(networkInterfaces)
      .all()
      .some(({ groupIds }) => groupIds.includes(id)) ||
    api
      .rows(securityGroups)
      .all()
      .some((other) => other.id !== id && other.rules.some(({ groupId }) => groupId === id))
  )
}

function arnOf(group: SecurityGroup): string {
  return `arn:aws:ec2:${group.region}:${group.account}:security-group/${group.id}`
}
