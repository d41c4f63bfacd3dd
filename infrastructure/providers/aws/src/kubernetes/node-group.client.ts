import type { Observation, ObjectHandler, ResolvedObject, Settlement } from '@skyclust/application'
import type { Nodegroup } from '@aws-sdk/client-eks'
import { orAbsent, present, receipt, requestIdOf, text, texts } from '../handler.ts'
import type { SessionContext } from '../session-context.ts'
import { isOwned, tagMap } from '../tags.ts'
import { describeIssues, failedBy } from './health-issues.ts'
import {
  compareNodeGroup,
  configUpdate,
  labelsOf,
  scalingOf,
  taintsOf,
} from './node-group-changes.ts'

export function nodeGroupHandler({ aws }: SessionContext): ObjectHandler {
  return {
    type: 'eks:node-group',
    async find(object, _externalId, signal) {
      const answer = await orAbsent(
        aws.eks('eks:DescribeNodegroup', 'read', signal, (eks, options) =>
          eks.describeNodegroup(addressOf(object), options),
        ),
      )
      return answer?.nodegroup ? [observe(object, answer.nodegroup)] : []
    },
    async create(object, { token, signal }) {
      const answer = await aws.eks('eks:CreateNodegroup', 'create', signal, (eks, options) =>
        eks.createNodegroup({ ...createInput(object), clientRequestToken: token }, options),
      )
      const { externalId, ...seen } = observe(object, present(answer.nodegroup, 'nodegroup'))
      return receipt(externalId, answer, { ...seen, owned: true })
    },
    compare: (object, { fields }) => compareNodeGroup(object.desired, fields),
    async update(object, { externalId, fields }, _changes, { token, signal }) {
      const answer = await aws.eks('eks:UpdateNodegroupConfig', 'update', signal, (eks, options) =>
        eks.updateNodegroupConfig(
          {
            ...addressOf(object),
            ...configUpdate(object.desired, fields),
            clientRequestToken: token,
          },
          options,
        ),
      )
      const operationId = answer.update?.id
      return {
        ...receipt(externalId, answer),
        ...(operationId === undefined ? {} : { operationId }),
      }
    },
    async remove(object, externalId, { signal }) {
      const answer = await aws.eks('eks:DeleteNodegroup', 'remove', signal, (eks, options) =>
        eks.deleteNodegroup(
          { clusterName: text(object, 'clusterName'), nodegroupName: externalId },
          options,
        ),
      )
      return requestIdOf(answer)
    },
    async explainBlock(object, _externalId, signal) {
      const answer = await orAbsent(
        aws.eks('eks:DescribeNodegroup', 'read', signal, (eks, options) =>
          eks.describeNodegroup(addressOf(object), options),
        ),
      )
      const issues = describeIssues(answer?.nodegroup?.health?.issues)
      return issues === '' ? [] : [issues]
    },
  }
}

function addressOf(object: ResolvedObject) {
  return { clusterName: text(object, 'clusterName'), nodegroupName: object.declaration.name }
}

function createInput(object: ResolvedObject) {
  const { desired } = object
  return {
    ...addressOf(object),
    nodeRole: text(object, 'nodeRoleArn'),
    subnets: texts(object, 'subnetIds'),
    instanceTypes: [text(object, 'machineType')],
    amiType: text(object, 'amiType') as NonNullable<Nodegroup['amiType']>,
    capacityType: desired['capacityType'] === 'SPOT' ? ('SPOT' as const) : ('ON_DEMAND' as const),
    diskSize: Number(desired['diskGiB']),
    scalingConfig: scalingOf(desired),
    labels: labelsOf(desired),
    taints: taintsOf(desired),
    tags: tagMap(object),
  }
}

function observe(object: ResolvedObject, group: Nodegroup): Observation {
  const name = group.nodegroupName ?? object.declaration.name
  const autoScalingGroup = group.resources?.autoScalingGroups?.[0]?.name
  return {
    externalId: name,
    owned: isOwned(object, group.tags),
    settled: settlementOf(group),
    outputs: {
      nodeGroupName: name,
      ...(autoScalingGroup === undefined ? {} : { autoScalingGroup }),
      ...(group.version === undefined ? {} : { version: group.version }),
      ...(group.releaseVersion === undefined ? {} : { releaseVersion: group.releaseVersion }),
    },
    fields: {
      desiredSize: group.scalingConfig?.desiredSize,
      minSize: group.scalingConfig?.minSize,
      maxSize: group.scalingConfig?.maxSize,
      labels: group.labels ?? {},
      taints: (group.taints ?? []).map(({ key = '', value = '', effect = '' }) => ({
        key,
        value,
        effect,
      })),
    },
  }
}

/**
 * DEGRADED is a group that worked and has trouble: it is waited for, with the reasons shown, and never replaced (its nodes
 * may be running). So is one whose deletion failed: it is asked to go again.
 */
function settlementOf({ status, health }: Nodegroup): Settlement {
  switch (status) {
    case 'ACTIVE':
      return { state: 'ready' }
    case 'CREATE_FAILED':
      return failedBy('the node group', health?.issues)
    case 'DELETE_FAILED':
      return failedBy('the deletion of the node group', health?.issues)
    case 'DELETING':
      return { state: 'deleting' }
    case 'CREATING':
    case 'UPDATING':
    case 'DEGRADED':
    case undefined:
    default: {
      const message = describeIssues(health?.issues)
      return { state: 'pending', ...(message === '' ? {} : { message }) }
    }
  }
}
