import type { Api } from '../api.ts'
import type { Fields } from '../fields.ts'
import type { Answer, AnswerValue, Operation } from '../operation.ts'
import { createNodegroup } from './create-nodegroup.ts'
import { inUse } from './errors.ts'
import { clusterOf, namePage, nodegroupOf, renderHealth, seconds } from './lookup.ts'
import { releaseNetwork } from './network-of-cluster.ts'
import { type Nodegroup, nodegroups } from './rows.ts'
import { current, hasUpdate, memberStatus } from './state.ts'

const path = '/clusters/{name}/node-groups'
const target = (input: Fields) => input.string('nodegroupName')

export const nodegroupOperations: readonly Operation[] = [
  {
    name: 'CreateNodegroup',
    http: { method: 'POST', path },
    input: [
      'name!',
      'nodegroupName!',
      'subnets!',
      'nodeRole!',
      'scalingConfig',
      'diskSize',
      'instanceTypes',
      'amiType',
      'labels',
      'taints',
      'tags',
      'clientRequestToken',
      'updateConfig',
      'nodeRepairConfig',
      'capacityType',
      'version',
      'releaseVersion',
    ],
    mutating: true,
    bucket: 'eks.mutate',
    target,
    run: (api, input) => ({ nodegroup: renderNodegroup(createNodegroup(api, input), api) }),
  },
  {
    name: 'ListNodegroups',
    http: { method: 'GET', path },
    input: ['name!', 'maxResults', 'nextToken'],
    mutating: false,
    bucket: 'eks.describe',
    target: (input) => input.string('name'),
    run(api, input) {
      const cluster = clusterOf(api, input)
      const names = api
        .rows(nodegroups)
        .all()
        .filter(({ clusterName }) => clusterName === cluster.id)
        .map(({ name }) => name)
      return namePage(input, 'nodegroups', names)
    },
  },
  {
    name: 'DescribeNodegroup',
    http: { method: 'GET', path: `${path}/{nodegroupName}` },
    input: ['name!', 'nodegroupName!'],
    mutating: false,
    bucket: 'eks.describe',
    target,
    run: (api, input) => ({ nodegroup: renderNodegroup(nodegroupOf(api, input), api) }),
  },
  {
    name: 'DeleteNodegroup',
    http: { method: 'DELETE', path: `${path}/{nodegroupName}` },
    input: ['name!', 'nodegroupName!'],
    mutating: true,
    bucket: 'eks.mutate',
    target,
    run(api, input) {
      const group = nodegroupOf(api, input)
      if (group.deletingAt === undefined) {
        if (hasUpdate(group, api.now))
          throw inUse('Nodegroup cannot be deleted as it is currently being updated', {
            clusterName: group.clusterName,
            nodegroupName: group.name,
          })
        const goneAt = api.now + api.drawMs(200, 280)
        api.rows(nodegroups).patch(group.id, { deletingAt: api.now, goneAt })
        releaseNetwork(api, group.arn, goneAt)
      }
      return { nodegroup: renderNodegroup(nodegroupOf(api, input), api) }
    },
  },
]

function renderNodegroup(row: Nodegroup, api: Api): Answer {
  const group = current(row, api.now)
  const status = memberStatus(group, api.now)
  const failed = group.failure !== undefined && api.now >= group.settlesAt
  return {
    nodegroupName: group.name,
    nodegroupArn: group.arn,
    clusterName: group.clusterName,
    version: group.version,
    releaseVersion: group.releaseVersion,
    createdAt: seconds(group.createdAt),
    modifiedAt: seconds(group.modifiedAt),
    status,
    capacityType: group.capacityType,
    scalingConfig: { ...group.scaling },
    instanceTypes: group.instanceTypes,
    subnets: group.subnetIds,
    amiType: group.amiType,
    nodeRole: group.nodeRole,
    labels: group.labels,
    taints: group.taints.map((taint) => ({ ...taint })),
    resources:
      status === 'CREATING' ? undefined : { autoScalingGroups: [{ name: group.autoScalingGroup }] },
    diskSize: group.diskSize,
    health: renderHealth([...(failed && group.failure ? [group.failure] : []), ...group.issues]),
    updateConfig: { maxUnavailable: 1 },
    tags: group.tags,
    ...(group.settings as Record<string, AnswerValue>),
  }
}
