import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { page } from '../paging.ts'
import { quota } from '../quotas/quota-table.ts'
import { applyFilters } from './describe.ts'
import { securityGroups, type SecurityGroup, type SecurityGroupRule } from './rows.ts'
import { groupOf } from './security-group.ts'
import { describeRule, readRules, renderRule, ruleKey } from './security-group-rules.ts'

const common = {
  mutating: true,
  bucket: 'ec2.mutate',
  target: (input: Fields) => input.string('GroupId'),
} as const

const shared = ['IpPermissions', 'IpProtocol', 'FromPort', 'ToPort', 'CidrIp', 'DryRun']

export const securityGroupRuleOperations: readonly Operation[] = [
  {
    ...common,
    name: 'AuthorizeSecurityGroupIngress',
    input: ['GroupId', ...shared],
    run: (api, input) => authorizeRules(api, input, false),
  },
  {
    ...common,
    name: 'AuthorizeSecurityGroupEgress',
    input: ['GroupId!', ...shared],
    run: (api, input) => authorizeRules(api, input, true),
  },
  {
    ...common,
    name: 'RevokeSecurityGroupIngress',
    input: ['GroupId', 'SecurityGroupRuleId', ...shared],
    run: (api, input) => revokeRules(api, input, false),
  },
  {
    ...common,
    name: 'RevokeSecurityGroupEgress',
    input: ['GroupId!', 'SecurityGroupRuleId', ...shared],
    run: (api, input) => revokeRules(api, input, true),
  },
  {
    name: 'DescribeSecurityGroupRules',
    input: ['Filter', 'SecurityGroupRuleId', 'MaxResults', 'NextToken', 'DryRun'],
    mutating: false,
    bucket: 'ec2.describe',
    run(api, input) {
      const ids = input.strings('SecurityGroupRuleId')
      const all = api
        .rows(securityGroups)
        .visible()
        .flatMap((group) => group.rules.map((rule) => ({ group, rule })))
      const found = ids.length === 0 ? all : all.filter(({ rule }) => ids.includes(rule.id))
      for (const id of ids) if (!found.some(({ rule }) => rule.id === id)) throw noSuchRule(id)
      const shown = applyFilters(api, input, found, {
        'group-id': ({ group }) => group.id,
        'security-group-rule-id': ({ rule }) => rule.id,
      })
      const result = page(shown, ({ rule }) => rule.id, {
        limit: input.integer('MaxResults', 5, 1000),
        token: input.string('NextToken'),
        badToken: () => new AwsError('InvalidNextToken', 'The token is invalid'),
      })
      return {
        securityGroupRuleSet: result.items.map(({ group, rule }) => renderRule(group, rule)),
        nextToken: result.nextToken,
      }
    },
  },
]

function authorizeRules(api: Api, input: Fields, egress: boolean): Answer {
  const group = groupOf(api, input)
  const wanted = readRules(api, input, egress)
  const known = new Set(group.rules.map(ruleKey))
  for (const rule of wanted) {
    if (known.has(ruleKey(rule)))
      throw new AwsError(
        'InvalidPermission.Duplicate',
        `the specified rule "${describeRule(rule)}" already exists`,
      )
    known.add(ruleKey(rule))
  }
  const sameWay = group.rules.filter((rule) => rule.egress === egress).length
  if (sameWay + wanted.length > quota(api, 'L-0EA8095F'))
    throw new AwsError(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.',
    )
  const added = wanted.map((rule): SecurityGroupRule => ({ ...rule, id: api.newId('sgr') }))
  api.rows(securityGroups).patch(group.id, { rules: [...group.rules, ...added] })
  return { return: true, securityGroupRuleSet: added.map((rule) => renderRule(group, rule)) }
}

function revokeRules(api: Api, input: Fields, egress: boolean): Answer {
  const group = groupOf(api, input)
  const revoked = rulesToRevoke(api, input, group, egress)
  const gone = new Set(revoked.map(({ id }) => id))
  api.rows(securityGroups).patch(group.id, {
    rules: group.rules.filter(({ id }) => !gone.has(id)),
  })
  return { return: true, unknownIpPermissionSet: [] }
}

function rulesToRevoke(
  api: Api,
  input: Fields,
  group: SecurityGroup,
  egress: boolean,
): SecurityGroupRule[] {
  const ids = input.strings('SecurityGroupRuleId')
  if (ids.length > 0)
    return ids.map((id) => {
      const rule = group.rules.find((each) => each.id === id && each.egress === egress)
      if (!rule) throw noSuchRule(id)
      return rule
    })
  return readRules(api, input, egress).map((wanted) => {
    const rule = group.rules.find((each) => ruleKey(each) === ruleKey(wanted))
    if (!rule)
      throw new AwsError(
        'InvalidPermission.NotFound',
        'The specified rule does not exist in this security group.',
      )
    return rule
  })
}

function noSuchRule(id: string): AwsError {
  return new AwsError(
    'InvalidSecurityGroupRuleId.NotFound',
    `The security group rule ID '${id}' does not exist`,
  )
}
