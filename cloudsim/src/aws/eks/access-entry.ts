import type { Api } from '../api.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { isAccessPolicy, newAccessEntry } from './access-entry-rows.ts'
import { inUse, invalidParameter, invalidRequest, noSuch } from './errors.ts'
import { activeClusterOf, eksPage, namePage, seconds, tagsOf } from './lookup.ts'
import { type AccessEntry, accessEntries, type AccessPolicy, type Cluster } from './rows.ts'
import { tokenOf } from './updates.ts'

const path = '/clusters/{name}/access-entries'
const entryPath = `${path}/{principalArn}`
const policyPath = `${entryPath}/access-policies`
const target = (input: Fields) => input.string('principalArn')
const mutation = { mutating: true, bucket: 'eks.mutate', target } as const
const reading = { mutating: false, bucket: 'eks.describe', target } as const

export const accessEntryOperations: readonly Operation[] = [
  {
    ...mutation,
    name: 'CreateAccessEntry',
    http: { method: 'POST', path },
    input: [
      'name!',
      'principalArn!',
      'kubernetesGroups',
      'tags',
      'clientRequestToken',
      'username',
      'type',
    ],
    run: (api, input) => ({ accessEntry: renderEntry(createEntry(api, input)) }),
  },
  {
    ...reading,
    name: 'ListAccessEntries',
    http: { method: 'GET', path },
    input: ['name!', 'associatedPolicyArn', 'maxResults', 'nextToken'],
    target: (input) => input.string('name'),
    run(api, input) {
      const cluster = clusterWithEntries(api, input)
      const policy = input.string('associatedPolicyArn')
      const names = api
        .rows(accessEntries)
        .all()
        .filter(({ clusterName }) => clusterName === cluster.id)
        .filter(
          ({ policies }) =>
            policy === undefined || policies.some(({ policyArn }) => policyArn === policy),
        )
        .map(({ principalArn }) => principalArn)
      return namePage(input, 'accessEntries', names)
    },
  },
  {
    ...reading,
    name: 'DescribeAccessEntry',
    http: { method: 'GET', path: entryPath },
    input: ['name!', 'principalArn!'],
    run: (api, input) => ({ accessEntry: renderEntry(entryOf(api, input)) }),
  },
  {
    ...mutation,
    name: 'DeleteAccessEntry',
    http: { method: 'DELETE', path: entryPath },
    input: ['name!', 'principalArn!'],
    run(api, input) {
      api.rows(accessEntries).delete(entryOf(api, input).id)
      return {}
    },
  },
  {
    ...mutation,
    name: 'AssociateAccessPolicy',
    http: { method: 'POST', path: policyPath },
    input: ['name!', 'principalArn!', 'policyArn!', 'accessScope!'],
    run: associatePolicy,
  },
  {
    ...mutation,
    name: 'DisassociateAccessPolicy',
    http: { method: 'DELETE', path: `${policyPath}/{policyArn}` },
    input: ['name!', 'principalArn!', 'policyArn!'],
    run(api, input) {
      const entry = entryOf(api, input)
      const policyArn = input.required('policyArn')
      const policies = entry.policies.filter((each) => each.policyArn !== policyArn)
      if (policies.length === entry.policies.length)
        throw noSuch(`The policy ${policyArn} is not associated with ${entry.principalArn}`)
      api.rows(accessEntries).patch(entry.id, { policies })
      return {}
    },
  },
  {
    ...reading,
    name: 'ListAssociatedAccessPolicies',
    http: { method: 'GET', path: policyPath },
    input: ['name!', 'principalArn!', 'maxResults', 'nextToken'],
    run(api, input) {
      const entry = entryOf(api, input)
      const result = eksPage(input, entry.policies, ({ policyArn }) => policyArn)
      return {
        clusterName: entry.clusterName,
        principalArn: entry.principalArn,
        associatedAccessPolicies: result.items.map(renderPolicy),
        nextToken: result.nextToken,
      }
    },
  },
]

function clusterWithEntries(api: Api, input: Fields): Cluster {
  const cluster = activeClusterOf(api, input)
  if (cluster.authenticationMode === 'CONFIG_MAP')
    throw invalidRequest(
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
      { clusterName: cluster.id },
    )
  return cluster
}

function entryOf(api: Api, input: Fields): AccessEntry {
  const cluster = clusterWithEntries(api, input)
  const principalArn = input.required('principalArn')
  const entry = api.rows(accessEntries).find(`${cluster.id}/${principalArn}`)
  if (!entry)
    throw noSuch(
      `The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.`,
      { clusterName: cluster.id },
    )
  return entry
}

function createEntry(api: Api, input: Fields): AccessEntry {
  const cluster = clusterWithEntries(api, input)
  const principalArn = input.required('principalArn')
  const details = { clusterName: cluster.id }
  const existing = api.rows(accessEntries).find(`${cluster.id}/${principalArn}`)
  if (existing) {
    const token = input.string('clientRequestToken')
    if (token && existing.clientRequestToken === token) return existing
    throw inUse('The specified access entry resource is already in use on this cluster.', details)
  }
  if (!/^arn:aws:iam::\d{12}:(user|role)\/.+/.test(principalArn))
    throw invalidParameter(
      `The specified principalArn is invalid: invalid principal ${principalArn}`,
      details,
    )
  const type =
    input.oneOf('type', [
      'STANDARD',
      'EC2_LINUX',
      'EC2_WINDOWS',
      'FARGATE_LINUX',
      'EC2',
      'HYBRID_LINUX',
    ]) ?? 'STANDARD'
  const groups = input.strings('kubernetesGroups')
  if (type !== 'STANDARD' && groups.length > 0)
    throw invalidParameter('kubernetesGroups can only be set on STANDARD access entries', details)
  if (groups.some((group) => group.startsWith('system:')))
    throw invalidParameter('The kubernetes group name cannot start with system:', details)
  const node = type === 'EC2_LINUX' || type === 'EC2_WINDOWS'
  return newAccessEntry(api, cluster, {
    principalArn,
    type,
    groups: node ? ['system:nodes'] : groups,
    tags: tagsOf(input),
    username: input.string('username') ?? defaultUsername(principalArn, node),
    ...tokenOf(input),
  })
}

function defaultUsername(principalArn: string, node: boolean): string {
  if (node) return 'system:node:{{EC2PrivateDNSName}}'
  if (!principalArn.includes(':role/')) return principalArn
  const [, , , , account] = principalArn.split(':')
  return `arn:aws:sts::${account}:assumed-role/${principalArn.split('/').at(-1)}/{{SessionName}}`
}

function associatePolicy(api: Api, input: Fields): Answer {
  const entry = entryOf(api, input)
  const policyArn = input.required('policyArn')
  if (!isAccessPolicy(policyArn))
    throw invalidParameter(`The policyArn parameter format is not valid: ${policyArn}`)
  if (entry.type !== 'STANDARD')
    throw invalidRequest(`Access policies cannot be associated with entries of type ${entry.type}`)
  const scopeInput = input.fields('accessScope')
  const type = scopeInput?.oneOf('type', ['cluster', 'namespace']) ?? 'cluster'
  const namespaces = scopeInput?.strings('namespaces') ?? []
  if ((type === 'namespace') !== namespaces.length > 0)
    throw invalidParameter('The accessScope of type namespace needs namespaces, cluster has none')
  const before = entry.policies.find((each) => each.policyArn === policyArn)
  const policy: AccessPolicy = {
    policyArn,
    scope: { type, namespaces },
    associatedAt: before?.associatedAt ?? api.now,
    modifiedAt: api.now,
  }
  api.rows(accessEntries).patch(entry.id, {
    policies: [...entry.policies.filter((each) => each !== before), policy],
  })
  return {
    clusterName: entry.clusterName,
    principalArn: entry.principalArn,
    associatedAccessPolicy: renderPolicy(policy),
  }
}

function renderPolicy(policy: AccessPolicy): Answer {
  return {
    policyArn: policy.policyArn,
    accessScope: { type: policy.scope.type, namespaces: policy.scope.namespaces },
    associatedAt: seconds(policy.associatedAt),
    modifiedAt: seconds(policy.modifiedAt),
  }
}

function renderEntry(entry: AccessEntry): Answer {
  return {
    clusterName: entry.clusterName,
    principalArn: entry.principalArn,
    kubernetesGroups: entry.groups,
    accessEntryArn: entry.arn,
    createdAt: seconds(entry.createdAt),
    modifiedAt: seconds(entry.createdAt),
    tags: entry.tags,
    username: entry.username,
    type: entry.type,
  }
}
