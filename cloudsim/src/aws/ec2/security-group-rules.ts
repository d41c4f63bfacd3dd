import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Answer } from '../operation.ts'
import { formatCidr, parseCidr } from './cidr.ts'
import { notFound } from './errors.ts'
import { securityGroups, type SecurityGroup, type SecurityGroupRule } from './rows.ts'

type RuleShape = Omit<SecurityGroupRule, 'id'>

export function allTraffic(id: string, egress: boolean): SecurityGroupRule {
  return { id, egress, protocol: '-1', cidrIpv4: '0.0.0.0/0' }
}

/** Reads the rules of an authorize or revoke call, one per peer. */
export function readRules(api: Api, input: Fields, egress: boolean): RuleShape[] {
  const permissions = input.list('IpPermissions')
  if (permissions.length === 0 && !input.has('IpProtocol'))
    throw new AwsError('MissingParameter', 'The request must contain the parameter ipPermissions')
  if (permissions.length === 0) {
    const cidr = input.required('CidrIp')
    return [{ ...readPorts(input, egress), cidrIpv4: readCidr(cidr) }]
  }
  return permissions.flatMap((permission) => readPermission(api, permission, egress))
}

/** What makes two rules the same: everything but id and description. */
export function ruleKey(rule: RuleShape): string {
  const peer = rule.cidrIpv4 ?? rule.cidrIpv6 ?? rule.groupId ?? ''
  return [rule.egress, rule.protocol, rule.fromPort, rule.toPort, peer].join('|')
}

/** A rule in the words of EC2's «already exists» message. */
export function describeRule(rule: RuleShape): string {
  const peer = rule.cidrIpv4 ?? rule.cidrIpv6 ?? rule.groupId ?? ''
  const ports =
    rule.fromPort === undefined ? 'ALL' : `from port: ${rule.fromPort}, to port: ${rule.toPort}`
  const protocol = rule.protocol === '-1' ? 'ALL' : rule.protocol.toUpperCase()
  return `peer: ${peer}, ${protocol}, ${ports}, ALLOW`
}

/** Groups rules by protocol and ports, as describes show them. */
export function renderPermissions(group: SecurityGroup, egress: boolean): Answer[] {
  const bundles = new Map<string, SecurityGroupRule[]>()
  for (const rule of group.rules.filter((each) => each.egress === egress)) {
    const key = [rule.protocol, rule.fromPort, rule.toPort].join('|')
    bundles.set(key, [...(bundles.get(key) ?? []), rule])
  }
  return [...bundles.values()].map((rules) => ({
    ipProtocol: rules[0]?.protocol,
    fromPort: rules[0]?.fromPort,
    toPort: rules[0]?.toPort,
    groups: rules
      .filter(({ groupId }) => groupId !== undefined)
      .map(({ groupId, description }) => ({ groupId, userId: group.account, description })),
    ipRanges: rules
      .filter(({ cidrIpv4 }) => cidrIpv4 !== undefined)
      .map(({ cidrIpv4, description }) => ({ cidrIp: cidrIpv4, description })),
    ipv6Ranges: rules
      .filter(({ cidrIpv6 }) => cidrIpv6 !== undefined)
      .map(({ cidrIpv6, description }) => ({ cidrIpv6, description })),
    prefixListIds: [],
  }))
}

export function renderRule(group: SecurityGroup, rule: SecurityGroupRule): Answer {
  return {
    securityGroupRuleId: rule.id,
    groupId: group.id,
    groupOwnerId: group.account,
    isEgress: rule.egress,
    ipProtocol: rule.protocol,
    fromPort: rule.fromPort ?? -1,
    toPort: rule.toPort ?? -1,
    cidrIpv4: rule.cidrIpv4,
    cidrIpv6: rule.cidrIpv6,
    referencedGroupInfo:
      rule.groupId === undefined
        ? undefined
        : { groupId: rule.groupId, userId: group.account, vpcId: group.vpcId },
    description: rule.description,
    tagSet: [],
  }
}

function readPermission(api: Api, permission: Fields, egress: boolean): RuleShape[] {
  const ports = readPorts(permission, egress)
  const rule = (entry: Fields, peer: Partial<RuleShape>): RuleShape => {
    const description = entry.string('Description')
    return { ...ports, ...peer, ...(description === undefined ? {} : { description }) }
  }
  if (permission.has('PrefixListIds'))
    throw new AwsError('UnsupportedOperation', 'This sandbox has no prefix lists')
  const rules = [
    ...permission
      .list('IpRanges')
      .map((entry) => rule(entry, { cidrIpv4: readCidr(entry.required('CidrIp')) })),
    ...permission
      .list('Ipv6Ranges')
      .map((entry) => rule(entry, { cidrIpv6: entry.required('CidrIpv6') })),
    ...permission.list('Groups').map((entry) => {
      const groupId = entry.required('GroupId')
      if (!api.rows(securityGroups).find(groupId)) throw notFound.securityGroup(groupId)
      return rule(entry, { groupId })
    }),
  ]
  if (rules.length === 0)
    throw new AwsError('InvalidParameterValue', 'Invalid value for ipPermissions: no peer given')
  return rules
}

function readPorts(input: Fields, egress: boolean): RuleShape {
  const protocol = input.required('IpProtocol').toLowerCase()
  const names: Readonly<Record<string, string>> = {
    '6': 'tcp',
    '17': 'udp',
    '1': 'icmp',
    all: '-1',
  }
  const name = names[protocol] ?? protocol
  const known = ['tcp', 'udp', 'icmp', 'icmpv6', '-1'].includes(name) || /^\d{1,3}$/.test(name)
  if (!known)
    throw new AwsError('InvalidPermission.Malformed', `Unsupported IP protocol "${protocol}"`)
  if (name === '-1') return { egress, protocol: name }
  const fromPort = input.integer('FromPort', -1, 65_535)
  const toPort = input.integer('ToPort', -1, 65_535)
  if ((name === 'tcp' || name === 'udp') && (fromPort === undefined || toPort === undefined))
    throw new AwsError('MissingParameter', 'TCP and UDP rules need FromPort and ToPort')
  if (name !== 'icmp' && (fromPort ?? 0) > (toPort ?? 0))
    throw new AwsError(
      'InvalidParameterValue',
      `Invalid TCP/UDP port range (${fromPort},${toPort})`,
    )
  return {
    egress,
    protocol: name,
    ...(fromPort === undefined ? {} : { fromPort }),
    ...(toPort === undefined ? {} : { toPort }),
  }
}

function readCidr(text: string): string {
  const block = parseCidr(text)
  if (!block) throw new AwsError('InvalidParameterValue', `CIDR block ${text} is malformed`)
  return formatCidr(block)
}
