import { authorizeLinked } from '../arm/auth.ts'
import { refuseUnknown } from '../arm/body.ts'
import { ArmError, badRequest } from '../arm/errors.ts'
import type { ArmCall } from '../arm/operation.ts'
import { parseId } from '../arm/resource-id.ts'
import { findVmSize, isOffered, type VmSize, vmSizes } from '../compute/vm-sizes.ts'
import { arrayOf, type JsonObject, numberOf, stringOf } from '../json.ts'
import { SUBNET_TYPE } from '../network/subnets.ts'
import { requireZones } from '../resources/locations.ts'
import { findResource } from '../sim.ts'
import type { ResourceRecord } from '../state.ts'
import { CLUSTER_TYPE } from './records.ts'
import { acceptedMembers, withoutReadOnly } from './schema.ts'
import { minorOf, resolveVersion } from './versions.ts'

const accepted = acceptedMembers('poolProperties')

export interface PoolContext {
  readonly clusterId: string
  readonly location: string
  /** The control plane's version. */
  readonly version: string
  readonly supportPlan: string
  readonly networkPlugin: string
  readonly overlay: boolean
}

export interface CheckedPool {
  readonly name: string
  readonly properties: JsonObject
  readonly size: VmSize
  readonly subnet: ResourceRecord | undefined
}

/** Checks one agent pool as AKS does before it accepts a PUT, and fills in the defaults. */
export function checkPool(
  call: ArmCall,
  name: string,
  body: JsonObject,
  context: PoolContext,
  existing?: ResourceRecord,
): CheckedPool {
  refuseUnknown(body, accepted, 'ManagedClusterAgentPoolProfile')
  const given = withoutReadOnly('poolProperties', body) as JsonObject
  const osType = stringOf(given['osType']) ?? 'Linux'
  const mode = stringOf(given['mode']) ?? 'User'
  const count = numberOf(given['count']) ?? 1
  checkName(name, osType)
  const size = requireSize(
    call,
    name,
    stringOf(given['vmSize']) ?? 'Standard_D4s_v5',
    context.location,
  )
  const maxPods = numberOf(given['maxPods']) ?? defaultMaxPods(context)
  if (maxPods < 10 || maxPods > 250)
    throw badRequest(
      'InvalidParameter',
      `The value of parameter agentPoolProfile.maxPods is invalid: ${maxPods} is not between 10 and 250.`,
      'agentPoolProfile.maxPods',
    )
  checkCount(given, count, mode)
  if (mode === 'System') checkSystemPool(name, osType, size, maxPods * count, given)
  requireZones(
    arrayOf(given['availabilityZones']).filter((zone) => typeof zone === 'string'),
    context.location,
    name,
  )
  const version = poolVersion(stringOf(given['orchestratorVersion']), context)
  const subnet = requireSubnet(call, stringOf(given['vnetSubnetID']), context)
  const properties: JsonObject = {
    osDiskSizeGB: 128,
    osDiskType: 'Managed',
    kubeletDiskType: 'OS',
    type: 'VirtualMachineScaleSets',
    enableAutoScaling: false,
    enableNodePublicIP: false,
    scaleDownMode: 'Delete',
    osSKU: osType === 'Windows' ? 'Windows2022' : 'Ubuntu',
    upgradeSettings: { maxSurge: '10%' },
    powerState: { code: 'Running' },
    ...given,
    nodeImageVersion: `AKSUbuntu-2404gen2containerd-202611.01.0`,
    count,
    vmSize: size.name,
    maxPods,
    osType,
    mode,
    orchestratorVersion: version,
    currentOrchestratorVersion: version,
  }
  for (const key of ['vmSize', 'vnetSubnetID', 'osType', 'maxPods', 'osDiskSizeGB'])
    if (existing && existing.properties[key] !== properties[key])
      throw new ArmError(
        409,
        'PropertyChangeNotAllowed',
        `Changing property 'properties.${key}' is not allowed.`,
        { target: `properties.${key}` },
      )
  return { name, properties, size, subnet }
}

function checkName(name: string, osType: string): void {
  const pattern = osType === 'Windows' ? /^[a-z][a-z0-9]{0,5}$/ : /^[a-z][a-z0-9]{0,11}$/
  if (pattern.test(name)) return
  throw badRequest(
    'InvalidParameter',
    `The value of parameter agentPoolProfile.name is invalid. Please see https://aka.ms/aks-naming-rules for more details: '${name}' must match ${pattern.source}.`,
    'agentPoolProfile.name',
  )
}

function requireSize(call: ArmCall, pool: string, name: string, location: string): VmSize {
  const size = findVmSize(name)
  const offered = vmSizes
    .filter((candidate) => isOffered(candidate, location))
    .map((candidate) => candidate.name)
  if (!size)
    throw badRequest(
      'VMSizeNotSupported',
      `Virtual Machine size: '${name}' is not supported for subscription ${call.account.subscriptionId} in location '${location}'. The available VM sizes are '${offered.join(',')}'. For more details, please visit https://aka.ms/aks/quotas-skus-regions`,
    )
  if (!isOffered(size, location))
    throw badRequest(
      'BadRequest',
      `The VM size of AgentPoolProfile:${pool} is not allowed in your subscription in location '${location}'. The available VM sizes are '${offered.join(',')}'. For more details, please visit https://aka.ms/aks/quotas-skus-regions`,
    )
  return size
}

function defaultMaxPods(context: PoolContext): number {
  if (context.overlay) return 250
  return context.networkPlugin === 'azure' ? 30 : 110
}

function checkCount(given: JsonObject, count: number, mode: string): void {
  const lowest = mode === 'System' ? 1 : 0
  if (!Number.isInteger(count) || count < lowest || count > 1000)
    throw badRequest(
      'InvalidParameter',
      `The value of parameter agentPoolProfile.count is invalid: the count of a ${mode} pool must be between ${lowest} and 1000, not ${count}.`,
      'agentPoolProfile.count',
    )
  if (given['enableAutoScaling'] !== true) {
    if (given['minCount'] !== undefined || given['maxCount'] !== undefined)
      throw badRequest(
        'InvalidParameter',
        'The value of parameter agentPoolProfile.minCount is invalid: minCount and maxCount need enableAutoScaling.',
        'agentPoolProfile.minCount',
      )
    return
  }
  const [min, max] = [numberOf(given['minCount']) ?? -1, numberOf(given['maxCount']) ?? -1]
  if (min < lowest || max < min || count < min || count > max)
    throw badRequest(
      'InvalidParameter',
      `The value of parameter agentPoolProfile.count is invalid: with autoscaling, ${lowest} <= minCount <= count <= maxCount must hold, not ${min}, ${count}, ${max}.`,
      'agentPoolProfile.count',
    )
}

/** Rules of AKS's documentation for system pools: Linux, no B series, no spot, 4 vCPU and 4 GB, room for 30 pods. */
function checkSystemPool(
  name: string,
  osType: string,
  size: VmSize,
  pods: number,
  given: JsonObject,
): void {
  if (osType !== 'Linux')
    throw badRequest(
      'InvalidParameter',
      `The value of parameter agentPoolProfile.osType is invalid: system node pool ${name} must run Linux.`,
      'agentPoolProfile.osType',
    )
  if (given['scaleSetPriority'] === 'Spot')
    throw badRequest(
      'InvalidParameter',
      `The value of parameter agentPoolProfile.scaleSetPriority is invalid: system node pool ${name} must not be a spot pool.`,
      'agentPoolProfile.scaleSetPriority',
    )
  if (size.vcpus < 4 || size.memoryGb < 4 || size.name.startsWith('Standard_B'))
    throw badRequest(
      'SystemPoolSkuTooLow',
      `System node pool must use VM sku with at least 4 cores and 4GB memory that is not of the B series. Nodepool name: ${name}.`,
    )
  if (pods < 30)
    throw badRequest(
      'InsufficientMaxPods',
      `The AgentPoolProfile '${name}' has an invalid total maxPods(maxPods per node * node count), the total maxPods(${pods}) should be larger than 30`,
    )
}

function poolVersion(asked: string | undefined, context: PoolContext): string {
  if (asked === undefined) return context.version
  const version = resolveVersion(asked, context.location, context.supportPlan)
  const behind = minorOf(context.version) - minorOf(version)
  if (behind >= 0 && behind <= 3) return version
  throw badRequest(
    'NodePoolMcVersionIncompatible',
    `Node pool version ${version} and control plane version ${context.version} are incompatible. Minor version of node pool version ${minorOf(version)} is ${behind < 0 ? 'bigger than' : 'more than 3 versions behind'} control plane version ${minorOf(context.version)}. For more information, please check https://aka.ms/aks/UpgradeVersionRules.`,
  )
}

function requireSubnet(
  call: ArmCall,
  id: string | undefined,
  context: PoolContext,
): ResourceRecord | undefined {
  if (id === undefined) return undefined
  const parsed = parseId(id)
  if (!parsed)
    throw badRequest(
      'LinkedInvalidPropertyId',
      `Property id '${id}' at path 'properties.agentPoolProfiles[0].vnetSubnetID' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.`,
    )
  const subnet = findResource(call.sim, SUBNET_TYPE, id)
  const vnet = id.split('/').at(-3) ?? ''
  if (!subnet || subnet.subscription !== call.account.subscriptionId)
    throw badRequest(
      'SubnetNotFound',
      `Could not find subnet ${parsed.name} in vnet ${vnet} from resource group ${parsed.group ?? ''} of subscription ${parsed.subscription}.`,
    )
  if (subnet.location !== context.location)
    throw badRequest(
      'InvalidParameter',
      `The value of parameter agentPoolProfile.vnetSubnetID is invalid: subnet ${id} is in ${subnet.location}, the cluster in ${context.location}.`,
      'agentPoolProfile.vnetSubnetID',
    )
  if (arrayOf(subnet.properties['delegations']).length > 0)
    throw badRequest(
      'SubnetIsDelegated',
      `Subnet ${id} is delegated and cannot be used by an agent pool.`,
    )
  authorizeLinked(call.sim, call.account, call.principal, {
    action: `${CLUSTER_TYPE}/write`,
    scope: context.clusterId,
    linkedAction: `${SUBNET_TYPE}/join/action`,
    linkedScope: subnet.id,
  })
  return subnet
}
