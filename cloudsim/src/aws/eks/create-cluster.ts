import { takeFailedOperation } from '../../core/faults.ts'
import { type Api, uniqueHex } from '../api.ts'
import { contains, parseCidr } from '../ec2/cidr.ts'
import { securityGroups, type Subnet, vpcs } from '../ec2/rows.ts'
import type { Fields, Tree } from '../fields.ts'
import { quota } from '../quotas/quota-table.ts'
import { bootstrapAccessEntry } from './access-entry-rows.ts'
import { clusterSubnets } from './cluster-subnets.ts'
import { inUse, invalidParameter, limitExceeded } from './errors.ts'
import { requestHash, tagsOf } from './lookup.ts'
import { addClusterSecurityGroup, addControlPlaneInterfaces } from './network-of-cluster.ts'
import { authorizePassRole, canAssume, roleByArn } from './roles.ts'
import { type Cluster, clusters } from './rows.ts'
import { defaultVersion, findVersion, supportOf } from './versions.ts'

/** Accepts a cluster, or answers what an earlier call with the same client request token made. */
export function createCluster(api: Api, input: Fields): Cluster {
  const name = checkName(input.required('name'))
  const clientRequestToken = input.string('clientRequestToken')
  const hash = requestHash(input)
  const existing = api.rows(clusters).find(name)
  if (existing) {
    const repeated = clientRequestToken && existing.clientRequestToken === clientRequestToken
    if (repeated && existing.requestHash === hash) return existing
    if (repeated)
      throw invalidParameter('The client request token was used with other parameters', {
        clusterName: name,
      })
    throw inUse(`Cluster already exists with name: ${name}`, { clusterName: name })
  }
  const wanted = readCluster(api, input, name)
  const limit = quota(api, 'L-1194D53C')
  if (api.rows(clusters).all().length >= limit)
    throw limitExceeded(`Cluster limit exceeded for account: ${limit}`, { clusterName: name })
  const failed = takeFailedOperation(api.context.faults, api.call)
  const { region, account } = api
  const arn = `arn:aws:eks:${region}:${account}:cluster/${name}`
  const { subnets, ...settings } = wanted
  const vpcId = subnets[0]?.vpcId ?? ''
  const clusterSecurityGroupId = addClusterSecurityGroup(api, name, arn, vpcId)
  addControlPlaneInterfaces(api, name, arn, subnets, [
    clusterSecurityGroupId,
    ...settings.securityGroupIds,
  ])
  const cluster: Cluster = {
    ...api.stamp(),
    ...settings,
    id: name,
    arn,
    endpointId: uniqueHex(api.context, 'eks-endpoint').slice(0, 32).toUpperCase(),
    vpcId,
    subnetIds: subnets.map(({ id }) => id),
    zoneIds: [...new Set(subnets.map(({ zoneId }) => zoneId))],
    clusterSecurityGroupId,
    requestHash: hash,
    settlesAt: api.now + api.drawMs(600, 960),
    ...(clientRequestToken === undefined ? {} : { clientRequestToken }),
    ...(failed
      ? { failure: { code: failed.code, message: failed.message, resourceIds: [name] } }
      : {}),
  }
  api.rows(clusters).put(cluster)
  if (cluster.bootstrapAdmin && cluster.authenticationMode !== 'CONFIG_MAP')
    bootstrapAccessEntry(api, cluster)
  return cluster
}

function readCluster(api: Api, input: Fields, name: string) {
  const details = { clusterName: name }
  const version = input.string('version') ?? defaultVersion
  const found = findVersion(version)
  if (!found || supportOf(found, api.now) === 'UNSUPPORTED')
    throw invalidParameter(`unsupported Kubernetes version ${version}`, details)
  const roleArn = input.required('roleArn')
  if (!/^arn:aws:iam::\d{12}:role\/.+/.test(roleArn))
    throw invalidParameter(`Invalid roleArn ${roleArn}`, details)
  authorizePassRole(api, roleArn)
  if (!canAssume(roleByArn(api, roleArn), 'eks.amazonaws.com', api.now))
    throw invalidParameter(
      `Role with arn: ${roleArn}, could not be assumed because it does not exist or the trusted entity is not correct`,
      details,
    )
  const network = input.fields('resourcesVpcConfig')
  const subnets = clusterSubnets(api, name, network?.strings('subnetIds') ?? [])
  const access = input.fields('accessConfig')
  return {
    version,
    roleArn,
    subnets,
    securityGroupIds: readGroups(api, network?.strings('securityGroupIds') ?? [], subnets, name),
    ...readEndpointAccess(network, name),
    serviceIpv4Cidr: readServiceCidr(api, input, subnets, name),
    authenticationMode:
      access?.oneOf('authenticationMode', ['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP']) ??
      'CONFIG_MAP',
    bootstrapAdmin: access?.boolean('bootstrapClusterCreatorAdminPermissions') ?? true,
    supportType:
      input.fields('upgradePolicy')?.oneOf('supportType', ['STANDARD', 'EXTENDED']) ?? 'EXTENDED',
    deletionProtection: input.boolean('deletionProtection') ?? false,
    settings: readSettings(input),
    tags: tagsOf(input),
  }
}

/** The settings a cluster only keeps. */
function readSettings(input: Fields): Record<string, Tree> {
  const settings: Record<string, Tree> = {}
  for (const name of ['logging', 'encryptionConfig', 'zonalShiftConfig']) {
    const value = input.raw(name)
    if (value !== undefined) settings[name] = value
  }
  return settings
}

type EndpointAccess = Pick<
  Cluster,
  'endpointPublicAccess' | 'endpointPrivateAccess' | 'publicAccessCidrs'
>

const newEndpointAccess: EndpointAccess = {
  endpointPublicAccess: true,
  endpointPrivateAccess: false,
  publicAccessCidrs: [],
}

export function readEndpointAccess(
  network: Fields | undefined,
  clusterName: string,
  before: EndpointAccess = newEndpointAccess,
): EndpointAccess {
  const endpointPublicAccess =
    network?.boolean('endpointPublicAccess') ?? before.endpointPublicAccess
  const endpointPrivateAccess =
    network?.boolean('endpointPrivateAccess') ?? before.endpointPrivateAccess
  if (!endpointPublicAccess && !endpointPrivateAccess)
    throw invalidParameter('Private and public endpoint access cannot be false', { clusterName })
  const given = network?.strings('publicAccessCidrs') ?? []
  const cidrs = given.length > 0 ? given : before.publicAccessCidrs
  for (const cidr of cidrs)
    if (!parseCidr(cidr))
      throw invalidParameter(`The following CIDRs are invalid in publicAccessCidrs: [${cidr}]`, {
        clusterName,
      })
  const publicAccessCidrs = cidrs.length > 0 ? cidrs : endpointPublicAccess ? ['0.0.0.0/0'] : []
  return { endpointPublicAccess, endpointPrivateAccess, publicAccessCidrs }
}

export function readGroups(
  api: Api,
  ids: readonly string[],
  subnets: readonly Subnet[],
  clusterName: string,
): readonly string[] {
  if (ids.length > 5)
    throw invalidParameter('At most 5 security groups can be given', { clusterName })
  for (const id of ids)
    if (api.rows(securityGroups).find(id)?.vpcId !== subnets[0]?.vpcId)
      throw invalidParameter(
        `Security group(s) [${id}] are not in the same VPC as the subnets, or do not exist`,
        { clusterName },
      )
  return ids
}

function readServiceCidr(
  api: Api,
  input: Fields,
  subnets: readonly Subnet[],
  clusterName: string,
): string {
  const network = input.fields('kubernetesNetworkConfig')
  network?.oneOf('ipFamily', ['ipv4'])
  const vpc = parseCidr(api.rows(vpcs).find(subnets[0]?.vpcId ?? '')?.cidr ?? '')
  const text = network?.string('serviceIpv4Cidr')
  const ten = parseCidr('10.0.0.0/8')
  if (text === undefined)
    return vpc && ten && contains(ten, vpc) ? '172.20.0.0/16' : '10.100.0.0/16'
  const block = parseCidr(text)
  const ranges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(parseCidr)
  const isPrivate = block && ranges.some((range) => range && contains(range, block))
  if (!block || !isPrivate || block.prefix < 12 || block.prefix > 24)
    throw invalidParameter(
      `serviceIpv4Cidr ${text} is invalid: it must be a private block between /12 and /24`,
      { clusterName },
    )
  if (vpc && block.first <= vpc.last && vpc.first <= block.last)
    throw invalidParameter(`serviceIpv4Cidr ${text} overlaps with the CIDR of the VPC`, {
      clusterName,
    })
  return text
}

function checkName(name: string): string {
  if (!/^[0-9A-Za-z][A-Za-z0-9\-_]{0,99}$/.test(name))
    throw invalidParameter(
      `The cluster name '${name}' is invalid: it must match ^[0-9A-Za-z][A-Za-z0-9\\-_]* and have at most 100 characters`,
      { clusterName: name },
    )
  return name
}
