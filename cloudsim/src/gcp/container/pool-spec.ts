import { machineTypeIn } from '../catalog/machine-types.ts'
import { isZone, regionOf, zonesOf } from '../catalog/regions.ts'
import { compareVersions, minorOf, resolveVersion, type Channel } from '../catalog/versions.ts'
import { badRequest, GoogleError } from '../errors.ts'
import { type Json, listIn, numberIn, objectIn, text } from '../json-schema.ts'
import { serviceAccountByEmail } from '../iam/service-account-rows.ts'
import { isDenied, type GcpRequest } from '../request.ts'
import type { NodePool } from './rows.ts'

const DEFAULT_SCOPES = [
  'https://www.googleapis.com/auth/devstorage.read_only',
  'https://www.googleapis.com/auth/logging.write',
  'https://www.googleapis.com/auth/monitoring',
  'https://www.googleapis.com/auth/service.management.readonly',
  'https://www.googleapis.com/auth/servicecontrol',
  'https://www.googleapis.com/auth/trace.append',
]
const MAX_NODES_PER_ZONE = 1000

export const RESOURCE_NAME = /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/

/** What a new node pool takes over from its cluster. */
export interface PoolSetting {
  readonly cluster: string
  readonly location: string
  readonly locations: readonly string[]
  readonly masterVersion: string
  readonly channel: Channel | undefined
  readonly privateNodes: boolean
  readonly maxPodsPerNode: number
}

export function checkName(name: string, field: string): void {
  if (!RESOURCE_NAME.test(name)) {
    throw badRequest(
      `Invalid value for field "${field}": "${name}". Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,38}[a-z0-9])?)' (only alphanumerics and '-' allowed, must start with a letter and end with an alphanumeric, and must be no longer than 40 characters).`,
    )
  }
}

/** Zones of a new cluster or pool: those asked for, else the zone itself or three of the region. */
export function nodeLocations(location: string, wanted: readonly unknown[]): string[] {
  const region = regionOf(location)
  if (wanted.length === 0) return isZone(location) ? [location] : zonesOf(region).slice(0, 3)
  const zones = wanted.map(String)
  const bad = zones.find((zone) => !zonesOf(region).includes(zone))
  if (bad !== undefined)
    throw badRequest(`Location "${bad}" is not a zone of region "${region}", where the cluster is.`)
  if (new Set(zones).size !== zones.length) throw badRequest('Locations must not repeat.')
  return zones
}

/** Bits of the range of each node: twice the pods, rounded up to a power of two (110 pods → /24). */
export const podCidrSize = (maxPodsPerNode: number): number =>
  32 - Math.ceil(Math.log2(2 * maxPodsPerNode))

export function checkMaxPods(maxPods: number): void {
  if (maxPods < 8 || maxPods > 256)
    throw badRequest(`Max pods constraint on node must be between 8 and 256, not ${maxPods}.`)
}

export function checkNodeVersion(wanted: string, setting: PoolSetting): string {
  if (wanted === '' || wanted === '-') return setting.masterVersion
  const version = resolveVersion(wanted, undefined)
  if (version === undefined) throw badRequest(`Node version "${wanted}" is unsupported.`)
  if (compareVersions(version, setting.masterVersion) > 0)
    throw badRequest(
      `Node version "${version}" must not be greater than master version "${setting.masterVersion}".`,
    )
  if (minorOf(setting.masterVersion) - minorOf(version) > 2)
    throw badRequest(
      `Node version "${version}" must be within two minor versions of master version "${setting.masterVersion}".`,
    )
  return version
}

export function checkMachineType(name: string, zones: readonly string[]): void {
  for (const zone of zones)
    if (!machineTypeIn(zone, name))
      throw badRequest(`Machine type with name '${name}' does not exist in zone '${zone}'.`)
}

function checkServiceAccount(request: GcpRequest, email: string): void {
  if (email === 'default') return
  if (!serviceAccountByEmail(request.state, request.project, email))
    throw badRequest(`Service account "${email}" does not exist.`)
  if (isDenied(request.account, 'iam.serviceAccounts.actAs')) {
    throw new GoogleError(
      403,
      'forbidden',
      `The user does not have access to service account "${email}". Ask a project owner to grant you the iam.serviceAccountUser role on the service account.`,
      { status: 'PERMISSION_DENIED' },
    )
  }
}

/** Checks an autoscaling setting and gives the least number of nodes per zone it asks for. */
export function checkAutoscaling(autoscaling: Json, zones: number): number {
  if (autoscaling['enabled'] !== true) return 0
  const perZone = [
    numberIn(autoscaling, 'minNodeCount') ?? 0,
    numberIn(autoscaling, 'maxNodeCount') ?? 0,
  ]
  const total = [
    numberIn(autoscaling, 'totalMinNodeCount') ?? 0,
    numberIn(autoscaling, 'totalMaxNodeCount') ?? 0,
  ]
  const [min = 0, max = 0] = total[1] ? total : perZone
  if (perZone[1] && total[1])
    throw badRequest('Autoscaling takes either max_node_count or total_max_node_count, not both.')
  if (max < 1) throw badRequest('Autoscaling max_node_count must be greater than zero.')
  if (min > max) throw badRequest('Autoscaling max_node_count must be at least min_node_count.')
  return total[1] ? Math.ceil(min / zones) : min
}

/** Checks a node pool and fills in what the cloud chooses when it is left open. */
export function newPool(
  request: GcpRequest,
  spec: Json,
  setting: PoolSetting,
  at: string,
): NodePool {
  const name = text(spec, 'name')
  checkName(name, `${at}.name`)
  const wanted = listIn(spec, 'locations')
  const locations = wanted.length > 0 ? nodeLocations(setting.location, wanted) : setting.locations
  const config = objectIn(spec, 'config')
  const machineType = text(config, 'machineType') || 'e2-medium'
  checkMachineType(machineType, locations)
  const serviceAccount = text(config, 'serviceAccount') || 'default'
  checkServiceAccount(request, serviceAccount)
  const diskSizeGb = numberIn(config, 'diskSizeGb') ?? 100
  if (diskSizeGb < 10 || diskSizeGb > 65_536)
    throw badRequest(`Disk size must be between 10 and 65536 GB, not ${diskSizeGb}.`)
  const initial = numberIn(spec, 'initialNodeCount') ?? 0
  if (initial < 0 || initial > MAX_NODES_PER_ZONE)
    throw badRequest(
      `Node pool "${name}": initial_node_count must be from 0 to ${MAX_NODES_PER_ZONE}.`,
    )
  const autoscaling = objectIn(spec, 'autoscaling')
  const least = checkAutoscaling(autoscaling, locations.length)
  const maxPods =
    numberIn(objectIn(spec, 'maxPodsConstraint'), 'maxPodsPerNode') ?? setting.maxPodsPerNode
  checkMaxPods(maxPods)
  const networkConfig = objectIn(spec, 'networkConfig')
  const privateNodes = networkConfig['enablePrivateNodes'] ?? setting.privateNodes
  return {
    cluster: setting.cluster,
    project: request.project,
    location: setting.location,
    name,
    hash: request.state.hex(8),
    status: 'PROVISIONING',
    conditions: [],
    locations,
    nodesPerZone: Math.max(initial, least),
    privateNodes: privateNodes === true,
    body: {
      config: {
        diskType: 'pd-balanced',
        imageType: 'COS_CONTAINERD',
        oauthScopes: DEFAULT_SCOPES,
        metadata: { 'disable-legacy-endpoints': 'true' },
        shieldedInstanceConfig: { enableIntegrityMonitoring: true },
        ...config,
        machineType,
        diskSizeGb,
        serviceAccount,
      },
      initialNodeCount: initial,
      ...(Object.keys(autoscaling).length > 0 ? { autoscaling } : {}),
      management: { autoUpgrade: true, autoRepair: true, ...objectIn(spec, 'management') },
      maxPodsConstraint: { maxPodsPerNode: String(maxPods) },
      podIpv4CidrSize: podCidrSize(maxPods),
      upgradeSettings: { maxSurge: 1, strategy: 'SURGE', ...objectIn(spec, 'upgradeSettings') },
      networkConfig: { ...networkConfig, enablePrivateNodes: privateNodes === true },
      version: checkNodeVersion(text(spec, 'version'), setting),
    },
  }
}
