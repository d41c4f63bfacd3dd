import type { Observation, ObjectHandler, ResolvedObject, Settlement } from '@skyclust/application'
import type { Cluster } from '@aws-sdk/client-eks'
import type { FieldChange, JsonObject } from '@skyclust/domain'
import { orAbsent, present, receipt, requestIdOf, text, texts } from '../handler.ts'
import { leftoversOfCluster } from '../network/leftovers.ts'
import type { SessionContext } from '../session-context.ts'
import { isOwned, tagMap } from '../tags.ts'
import { describeIssues, failedBy } from './health-issues.ts'

/** Fields UpdateClusterConfig can mend, in the order they are mended: it takes one kind of change per call. */
const CHANGEABLE = ['endpointPublicAccess', 'endpointPrivateAccess', 'supportType'] as const

export function clusterHandler(context: SessionContext): ObjectHandler {
  const { aws } = context
  const describe = async (name: string, signal: AbortSignal) => {
    const answer = await orAbsent(
      aws.eks('eks:DescribeCluster', 'read', signal, (eks, options) =>
        eks.describeCluster({ name }, options),
      ),
    )
    return answer?.cluster
  }
  return {
    type: 'eks:cluster',
    async find(object, _externalId, signal) {
      const cluster = await describe(object.declaration.name, signal)
      return cluster ? [observe(object, cluster)] : []
    },
    async create(object, { token, signal }) {
      const answer = await aws.eks('eks:CreateCluster', 'create', signal, (eks, options) =>
        eks.createCluster({ ...createInput(object), clientRequestToken: token }, options),
      )
      const { externalId, ...seen } = observe(object, present(answer.cluster, 'cluster'))
      return receipt(externalId, answer, { ...seen, owned: true })
    },
    compare: (object, { fields }) => compareFields(object.desired, fields),
    async update(object, { externalId }, changes, { token, signal }) {
      const answer = await aws.eks('eks:UpdateClusterConfig', 'update', signal, (eks, options) =>
        eks.updateClusterConfig(
          {
            name: externalId,
            clientRequestToken: token,
            ...(changes[0]?.path === 'supportType'
              ? { upgradePolicy: { supportType: supportType(object) } }
              : { resourcesVpcConfig: endpointAccess(object) }),
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
    async remove(_object, externalId, { signal }) {
      const answer = await aws.eks('eks:DeleteCluster', 'remove', signal, (eks, options) =>
        eks.deleteCluster({ name: externalId }, options),
      )
      return requestIdOf(answer)
    },
    async explainBlock(_object, externalId, signal) {
      const groups = await orAbsent(
        aws.eks('eks:ListNodegroups', 'read', signal, (eks, options) =>
          eks.listNodegroups({ clusterName: externalId }, options),
        ),
      )
      return (groups?.nodegroups ?? []).map((name) => `node group ${name}`)
    },
    async leftovers(_object, externalId, signal) {
      const cluster = await describe(externalId, signal)
      const vpcId = cluster?.resourcesVpcConfig?.vpcId
      return vpcId === undefined ? [] : leftoversOfCluster(context, vpcId, externalId, signal)
    },
  }
}

function createInput(object: ResolvedObject) {
  const { version, serviceCidr } = object.desired
  return {
    name: object.declaration.name,
    ...(typeof version === 'string' ? { version } : {}),
    roleArn: text(object, 'roleArn'),
    resourcesVpcConfig: { subnetIds: texts(object, 'subnetIds'), ...endpointAccess(object) },
    ...(typeof serviceCidr === 'string'
      ? { kubernetesNetworkConfig: { serviceIpv4Cidr: serviceCidr } }
      : {}),
    accessConfig: {
      authenticationMode: 'API' as const,
      bootstrapClusterCreatorAdminPermissions: false,
    },
    // The add-ons of the graph take their place.
    bootstrapSelfManagedAddons: false,
    upgradePolicy: { supportType: supportType(object) },
    tags: tagMap(object),
  }
}

function endpointAccess({ desired }: ResolvedObject) {
  return {
    endpointPublicAccess: desired['endpointPublicAccess'] === true,
    endpointPrivateAccess: desired['endpointPrivateAccess'] === true,
  }
}

function supportType({ desired }: ResolvedObject): 'STANDARD' | 'EXTENDED' {
  return desired['supportType'] === 'EXTENDED' ? 'EXTENDED' : 'STANDARD'
}

/** The version is left out: EKS itself raises it at the end of support, and never lowers it. */
function compareFields(desired: JsonObject, fields: JsonObject): readonly FieldChange[] {
  return CHANGEABLE.filter(
    (path) => fields[path] !== undefined && fields[path] !== desired[path],
  ).map((path) => ({ path, desired: desired[path], observed: fields[path] }))
}

function observe(object: ResolvedObject, cluster: Cluster): Observation {
  const access = cluster.resourcesVpcConfig
  return {
    externalId: cluster.name ?? object.declaration.name,
    owned: isOwned(object, cluster.tags),
    settled: settlementOf(cluster),
    outputs: outputsOf(cluster),
    fields: {
      endpointPublicAccess: access?.endpointPublicAccess,
      endpointPrivateAccess: access?.endpointPrivateAccess,
      supportType: cluster.upgradePolicy?.supportType,
    },
  }
}

function outputsOf(cluster: Cluster): Observation['outputs'] {
  const known = {
    clusterName: cluster.name,
    clusterArn: cluster.arn,
    endpoint: cluster.endpoint,
    certificateAuthority: cluster.certificateAuthority?.data,
    version: cluster.version,
    platformVersion: cluster.platformVersion,
    clusterSecurityGroupId: cluster.resourcesVpcConfig?.clusterSecurityGroupId,
  }
  return Object.fromEntries(
    Object.entries(known).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

function settlementOf({ status, health }: Cluster): Settlement {
  switch (status) {
    case 'ACTIVE':
      return { state: 'ready' }
    case 'DELETING':
      return { state: 'deleting' }
    case 'FAILED':
      return failedBy('the cluster', health?.issues)
    case 'CREATING':
    case 'PENDING':
    case 'UPDATING':
    case undefined:
    default: {
      const message = describeIssues(health?.issues)
      return { state: 'pending', ...(message === '' ? {} : { message }) }
    }
  }
}
