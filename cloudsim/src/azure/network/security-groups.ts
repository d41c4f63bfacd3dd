import { beginOperation, operationOf, pollHeaders } from '../arm/async.ts'
import { checkPreconditions, referenceId, refuseUnknown } from '../arm/body.ts'
import { badRequest, childNotFound } from '../arm/errors.ts'
import { type ArmCall, type ArmOperation, empty, json, param } from '../arm/operation.ts'
import { paged } from '../arm/paging.ts'
import { busy, requireTracked, trackedOperations, trackedView } from '../arm/tracked.ts'
import {
  arrayOf,
  type Json,
  type JsonObject,
  numberOf,
  objectOf,
  sameJson,
  stringOf,
} from '../json.ts'
import { drawMs, findResource, newGuid, sameId, saveResource } from '../sim.ts'
import type { ResourceRecord } from '../state.ts'
import { acceptedProperties } from './schema.ts'
import { SUBNET_TYPE } from './subnets.ts'
import { requireNetworkQuota } from './usages.ts'

const NSG_TYPE = 'Microsoft.Network/networkSecurityGroups'
const RULE_TYPE = `${NSG_TYPE}/securityRules`
const SECONDS = [5, 10] as const
const accepted = acceptedProperties('networkSecurityGroups')
const acceptedRule = acceptedProperties('securityRules')

interface Rule extends JsonObject {
  readonly name: string
  readonly properties: JsonObject
}

function checkRule(name: string | undefined, value: Json | undefined): Rule {
  if (name === undefined)
    throw badRequest(
      'InvalidRequestFormat',
      'Cannot parse the request. The name of a security rule is missing.',
    )
  const properties = objectOf(value) ?? {}
  refuseUnknown(properties, acceptedRule, 'SecurityRulePropertiesFormat')
  for (const key of ['protocol', 'access', 'priority', 'direction'])
    if (properties[key] === undefined)
      throw badRequest(
        'InvalidRequestFormat',
        `Cannot parse the request. Required property '${key}' not found in security rule ${name}.`,
      )
  const priority = numberOf(properties['priority']) ?? 0
  if (priority < 100 || priority > 4096)
    throw badRequest(
      'SecurityRuleInvalidPriority',
      `Security rule ${name} has invalid priority. The value must be between 100 and 4096.`,
    )
  requireEnum(name, 'access', properties, ['Allow', 'Deny'])
  requireEnum(name, 'direction', properties, ['Inbound', 'Outbound'])
  requireEnum(name, 'protocol', properties, ['*', 'Tcp', 'Udp', 'Icmp', 'Esp', 'Ah'])
  for (const side of ['source', 'destination']) {
    requireOneOf(name, properties, [
      `${side}AddressPrefix`,
      `${side}AddressPrefixes`,
      `${side}ApplicationSecurityGroups`,
    ])
    requireOneOf(name, properties, [`${side}PortRange`, `${side}PortRanges`])
  }
  const { provisioningState: _state, ...rest } = properties
  return { name, properties: rest }
}

function requireEnum(
  rule: string,
  key: string,
  properties: JsonObject,
  values: readonly string[],
): void {
  const value = stringOf(properties[key])?.toLowerCase()
  if (values.some((known) => known.toLowerCase() === value)) return
  throw badRequest(
    'InvalidRequestFormat',
    `Cannot parse the request. '${value ?? ''}' is not a valid ${key} of security rule ${rule}.`,
  )
}

function requireOneOf(rule: string, properties: JsonObject, keys: readonly string[]): void {
  const present = keys.some(
    (key) => stringOf(properties[key]) !== undefined || arrayOf(properties[key]).length > 0,
  )
  if (present) return
  throw badRequest(
    'SecurityRuleParameterNotSpecified',
    `Required security rule parameters are missing for security rule ${rule}. Security rule must specify ${keys.join(' or ')}.`,
  )
}

function refuseConflicts(rules: readonly Rule[]): void {
  const seen = new Map<string, string>()
  for (const { name, properties } of rules) {
    const key = `${stringOf(properties['direction'])?.toLowerCase()}/${numberOf(properties['priority'])}`
    const other = seen.get(key)
    if (other !== undefined)
      throw badRequest(
        'SecurityRuleConflict',
        `Security rule ${name} conflicts with rule ${other}. Rules cannot have the same Priority and Direction.`,
      )
    seen.set(key, name)
  }
}

function rulesOf(record: ResourceRecord): Rule[] {
  return arrayOf(record.properties['securityRules']) as Rule[]
}

function ruleView(group: ResourceRecord, rule: Rule): JsonObject {
  return {
    id: `${group.id}/securityRules/${rule.name}`,
    name: rule.name,
    type: RULE_TYPE,
    etag: `W/"${group.etag}"`,
    properties: { provisioningState: group.state, ...rule.properties },
  }
}

function defaultRule(
  group: ResourceRecord,
  name: string,
  priority: number,
  direction: string,
  access: string,
  from: string,
  to: string,
): JsonObject {
  return {
    id: `${group.id}/defaultSecurityRules/${name}`,
    name,
    type: `${NSG_TYPE}/defaultSecurityRules`,
    properties: {
      provisioningState: 'Succeeded',
      protocol: '*',
      sourcePortRange: '*',
      destinationPortRange: '*',
      sourceAddressPrefix: from,
      destinationAddressPrefix: to,
      access,
      priority,
      direction,
    },
  }
}

function usersOf(call: ArmCall, group: ResourceRecord): ResourceRecord[] {
  const subnets = call.sim.state.resources(SUBNET_TYPE).values()
  return subnets.filter((subnet) =>
    sameId(referenceId(subnet.properties['networkSecurityGroup']), group.id),
  )
}

const groupOperations = trackedOperations({
  type: NSG_TYPE,
  name: /^[a-zA-Z0-9](?:[\w.-]{0,78}\w)?$/,
  seconds: SECONDS,
  desired(call, at, existing) {
    const body = objectOf(call.body['properties']) ?? {}
    refuseUnknown(body, accepted, 'NetworkSecurityGroupPropertiesFormat')
    if (!existing) requireNetworkQuota(call, NSG_TYPE, at.location)
    const rules = arrayOf(body['securityRules']).map((entry) => {
      const rule = objectOf(entry)
      return checkRule(stringOf(rule?.['name']), rule?.['properties'])
    })
    refuseConflicts(rules)
    const guid = stringOf(existing?.properties['resourceGuid']) ?? newGuid(call.sim)
    return { properties: { resourceGuid: guid, securityRules: rules }, top: {} }
  },
  refuseDelete(call, group) {
    const users = usersOf(call, group)
    if (users.length === 0) return
    throw badRequest(
      'InUseNetworkSecurityGroupCannotBeDeleted',
      `Network security group ${group.id} cannot be deleted because it is in use by the following resources: ${users.map((subnet) => subnet.id).join(', ')}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
    )
  },
  view: (call, record) =>
    trackedView(record, {
      resourceGuid: record.properties['resourceGuid'],
      securityRules: rulesOf(record).map((rule) => ruleView(record, rule)),
      defaultSecurityRules: [
        defaultRule(
          record,
          'AllowVnetInBound',
          65000,
          'Inbound',
          'Allow',
          'VirtualNetwork',
          'VirtualNetwork',
        ),
        defaultRule(
          record,
          'AllowAzureLoadBalancerInBound',
          65001,
          'Inbound',
          'Allow',
          'AzureLoadBalancer',
          '*',
        ),
        defaultRule(record, 'DenyAllInBound', 65500, 'Inbound', 'Deny', '*', '*'),
        defaultRule(
          record,
          'AllowVnetOutBound',
          65000,
          'Outbound',
          'Allow',
          'VirtualNetwork',
          'VirtualNetwork',
        ),
        defaultRule(record, 'AllowInternetOutBound', 65001, 'Outbound', 'Allow', '*', 'Internet'),
        defaultRule(record, 'DenyAllOutBound', 65500, 'Outbound', 'Deny', '*', '*'),
      ],
      ...(usersOf(call, record).length > 0
        ? { subnets: usersOf(call, record).map(({ id }) => ({ id })) }
        : {}),
    }),
})

function change(
  call: ArmCall,
  group: ResourceRecord,
  rules: readonly Rule[],
  kind: 'create' | 'update',
) {
  refuseConflicts(rules)
  if (operationOf(call.sim, group)) throw busy(call, group)
  const updated = {
    ...group,
    properties: { ...group.properties, securityRules: [...rules] },
    etag: newGuid(call.sim),
  }
  saveResource(call.sim, updated)
  return beginOperation(call, {
    kind,
    targets: [updated],
    durationMs: drawMs(call.sim, SECONDS),
    title: 'change security rules',
    location: group.location,
  })
}

const parent = (call: ArmCall) => requireTracked(call, NSG_TYPE)
const named = (name: string) => (rule: Rule) => rule.name.toLowerCase() === name.toLowerCase()

function putRule(call: ArmCall) {
  const group = parent(call)
  const name = param(call, 'rule')
  checkPreconditions(call.request, rulesOf(group).some(named(name)) ? group : undefined)
  const rule = checkRule(name, call.body['properties'])
  const existing = rulesOf(group).find(named(name))
  if (existing && sameJson(existing.properties, rule.properties))
    return json(200, ruleView(group, existing))
  const others = rulesOf(group).filter((other) => !named(name)(other))
  const operation = change(call, group, [...others, rule], 'update')
  const stored = findResource(call.sim, NSG_TYPE, group.id) ?? group
  return json(
    existing ? 200 : 201,
    ruleView(stored, rule),
    pollHeaders(call, operation, 'Microsoft.Network', 10),
  )
}

function getRule(call: ArmCall) {
  const group = parent(call)
  const rule = rulesOf(group).find(named(param(call, 'rule')))
  if (!rule) throw childNotFound(RULE_TYPE, param(call, 'rule'))
  return json(200, ruleView(group, rule))
}

function deleteRule(call: ArmCall) {
  const group = parent(call)
  const name = param(call, 'rule')
  if (!rulesOf(group).some(named(name))) return empty(204)
  const operation = change(
    call,
    group,
    rulesOf(group).filter((rule) => !named(name)(rule)),
    'update',
  )
  return empty(202, pollHeaders(call, operation, 'Microsoft.Network', 10))
}

const many = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${NSG_TYPE}/{name}/securityRules`
const common = { type: RULE_TYPE, registration: true }

export const securityGroupOperations: readonly ArmOperation[] = [
  ...groupOperations,
  { ...common, method: 'PUT', path: `${many}/{rule}`, action: `${RULE_TYPE}/write`, run: putRule },
  { ...common, method: 'GET', path: `${many}/{rule}`, action: `${RULE_TYPE}/read`, run: getRule },
  {
    ...common,
    method: 'DELETE',
    path: `${many}/{rule}`,
    action: `${RULE_TYPE}/delete`,
    run: deleteRule,
  },
  {
    ...common,
    method: 'GET',
    path: many,
    action: `${RULE_TYPE}/read`,
    run(call) {
      const group = parent(call)
      return paged(
        call,
        rulesOf(group).map((rule) => ruleView(group, rule)),
      )
    },
  },
]
