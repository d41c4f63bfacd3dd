import { takeFailedOperation } from '../../core/faults.ts'
import { type Api, uniqueUuid } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import { findInstanceType } from '../ec2/instance-type-table.ts'
import type { Fields, Tree } from '../fields.ts'
import { quota } from '../quotas/quota-table.ts'
import { nodeAccessEntry } from './access-entry-rows.ts'
import { existingSubnet } from './cluster-subnets.ts'
import { inUse, invalidParameter, limitExceeded } from './errors.ts'
import { activeClusterOf, requestHash, tagsOf } from './lookup.ts'
import { nodeTrouble, type NodeTrouble } from './node-checks.ts'
import { readScaling, readTaints } from './nodegroup-input.ts'
import { launchNodes } from './nodes.ts'
import { authorizePassRole, canAssume, roleByArn } from './roles.ts'
import { type Cluster, type Nodegroup, nodegroups } from './rows.ts'
import { hasUpdate } from './state.ts'
import { amiFits, amiTypes, findVersion, releaseVersionOf } from './versions.ts'

/** Accepts a node group, or answers what an earlier call with the same client request token made. */
export function createNodegroup(api: Api, input: Fields): Nodegroup {
  const cluster = activeClusterOf(api, input)
  const name = input.required('nodegroupName')
  const id = `${cluster.id}/${name}`
  const clientRequestToken = input.string('clientRequestToken')
  const hash = requestHash(input)
  const existing = api.rows(nodegroups).find(id)
  const details = { clusterName: cluster.id, nodegroupName: name }
  if (existing) {
    const repeated = clientRequestToken && existing.clientRequestToken === clientRequestToken
    if (repeated && existing.requestHash === hash) return existing
    throw inUse(
      `NodeGroup already exists with name ${name} and cluster name ${cluster.id}`,
      details,
    )
  }
  if (hasUpdate(cluster, api.now))
    throw inUse(`Cannot create nodegroup: cluster ${cluster.id} is currently updating`, details)
  const wanted = readNodegroup(api, input, cluster, name)
  checkQuota(api, cluster, details)
  const uuid = uniqueUuid(api.context, 'nodegroup')
  const draft = {
    ...api.stamp(),
    ...wanted,
    id,
    name,
    clusterName: cluster.id,
    arn: `arn:aws:eks:${api.region}:${api.account}:nodegroup/${cluster.id}/${name}/${uuid}`,
    autoScalingGroup: `eks-${name}-${uuid}`,
    requestHash: hash,
    issues: [],
    modifiedAt: api.now,
    ...(clientRequestToken === undefined ? {} : { clientRequestToken }),
  }
  const trouble = injectedTrouble(api, draft.autoScalingGroup) ?? nodeTrouble(api, cluster, draft)
  const launched = trouble?.launched ?? true
  const full = launched ? launchOrReport(api, cluster, draft) : undefined
  const failure = full ?? trouble
  const [from, to] = failure?.after ?? [120, 180]
  const group: Nodegroup = {
    ...draft,
    settlesAt: api.now + api.drawMs(from, to),
    ...(failure ? { failure: failure.issue } : {}),
  }
  api.rows(nodegroups).put(group)
  nodeAccessEntry(api, cluster, group.nodeRole)
  return group
}

function injectedTrouble(api: Api, resource: string): NodeTrouble | undefined {
  const failed = takeFailedOperation(api.context.faults, api.call)
  if (!failed) return undefined
  const { code, message } = failed
  return { issue: { code, message, resourceIds: [resource] }, launched: false, after: [120, 300] }
}

/** Machines that find no free address are what the group fails of. */
function launchOrReport(
  api: Api,
  cluster: Cluster,
  draft: Omit<Nodegroup, 'settlesAt'>,
): NodeTrouble | undefined {
  try {
    launchNodes(api, cluster, { ...draft, settlesAt: 0 }, draft.scaling.desiredSize)
    return undefined
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const resourceIds = draft.subnetIds
    return {
      issue: { code: 'InsufficientFreeAddresses', message: error.message, resourceIds },
      launched: true,
      after: [300, 600],
    }
  }
}

function checkQuota(api: Api, cluster: Cluster, details: Readonly<Record<string, string>>): void {
  const limit = quota(api, 'L-6D54EA21')
  const count = api
    .rows(nodegroups)
    .all()
    .filter(({ clusterName }) => clusterName === cluster.id).length
  if (count >= limit)
    throw limitExceeded(`Nodegroup limit exceeded for cluster. Nodegroup limit: ${limit}`, details)
}

function readNodegroup(api: Api, input: Fields, cluster: Cluster, name: string) {
  const details = { clusterName: cluster.id, nodegroupName: name }
  if (!/^[0-9A-Za-z][A-Za-z0-9\-_]{0,62}$/.test(name))
    throw invalidParameter(`The nodegroup name '${name}' is invalid`, details)
  const version = input.string('version') ?? cluster.version
  const known = findVersion(version)
  if (!known || version !== cluster.version)
    throw invalidParameter(
      `Nodegroup version ${version} must match the version ${cluster.version} of cluster ${cluster.id}`,
      details,
    )
  const subnetIds = [...new Set(input.strings('subnets'))]
  if (subnetIds.length === 0) throw invalidParameter('subnets must not be empty', details)
  for (const id of subnetIds)
    if (existingSubnet(api, id, details).vpcId !== cluster.vpcId)
      throw invalidParameter(
        `Subnet ${id} is not in the VPC ${cluster.vpcId} of cluster ${cluster.id}`,
        details,
      )
  const capacityType = input.oneOf('capacityType', ['ON_DEMAND', 'SPOT']) ?? 'ON_DEMAND'
  const diskSize = input.integer('diskSize', 1, 16_384) ?? 20
  return {
    version,
    releaseVersion: input.string('releaseVersion') ?? releaseVersionOf(known),
    scaling: readScaling(api, input.fields('scalingConfig'), details),
    diskSize,
    subnetIds,
    ...readMachines(input, version, details),
    nodeRole: readNodeRole(api, input, details),
    capacityType,
    labels: input.map('labels') ?? {},
    taints: readTaints(input.list('taints')),
    settings: readSettings(input),
    tags: tagsOf(input),
  }
}

function readSettings(input: Fields): Record<string, Tree> {
  const settings: Record<string, Tree> = {}
  for (const name of ['updateConfig', 'nodeRepairConfig']) {
    const value = input.raw(name)
    if (value !== undefined) settings[name] = value
  }
  return settings
}

function readMachines(input: Fields, version: string, details: Readonly<Record<string, string>>) {
  const given = input.strings('instanceTypes')
  const instanceTypes = given.length > 0 ? given : ['t3.medium']
  const architectures = new Set(
    instanceTypes.map((name) => {
      const type = findInstanceType(name)
      if (!type)
        throw invalidParameter(
          `The following supplied instance types do not exist: [${name}]`,
          details,
        )
      return type.architecture
    }),
  )
  const arm = architectures.has('arm64')
  const amiType =
    input.string('amiType') ?? (arm ? 'AL2023_ARM_64_STANDARD' : 'AL2023_x86_64_STANDARD')
  const architecture = amiTypes[amiType]
  if (architecture === undefined)
    throw invalidParameter(`AMI Type ${amiType} is not supported`, details)
  if (!amiFits(amiType, version))
    throw invalidParameter(
      `AMI Type ${amiType} is only supported for kubernetes versions 1.32 or earlier`,
      details,
    )
  const unfit = instanceTypes.filter(
    (name) => findInstanceType(name)?.architecture !== architecture,
  )
  if (unfit.length > 0)
    throw invalidParameter(
      `[${unfit.join(', ')}] is not a valid instance type for requested amiType ${amiType}`,
      details,
    )
  return { instanceTypes, amiType }
}

function readNodeRole(api: Api, input: Fields, details: Readonly<Record<string, string>>): string {
  const arn = input.required('nodeRole')
  authorizePassRole(api, arn)
  const role = roleByArn(api, arn)
  if (!role || role.assumableAt > api.now)
    throw invalidParameter(
      `The role with name ${arn.split('/').at(-1)} cannot be found. (Service: AmazonIdentityManagement; Status Code: 404; Error Code: NoSuchEntity)`,
      details,
    )
  if (!canAssume(role, 'ec2.amazonaws.com', api.now))
    throw invalidParameter(
      `Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole ${arn}`,
      details,
    )
  return arn
}
