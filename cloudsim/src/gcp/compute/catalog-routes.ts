import { type MachineType, machineTypeIn, machineTypesOf } from '../catalog/machine-types.ts'
import { isRegion, isZone, regionOf, REGIONS, ZONES, zonesOf } from '../catalog/regions.ts'
import { GoogleError } from '../errors.ts'
import { answerAggregated, answerList } from '../list.ts'
import type { GcpRequest, GcpRoute } from '../request.ts'
import { projectQuotas, regionQuotas } from './quotas.ts'
import { computeUrl } from './urls.ts'

const EPOCH = '1969-12-31T16:00:00.000-08:00'

function notFound(path: string): GoogleError {
  return new GoogleError(404, 'notFound', `The resource '${path}' was not found`)
}

function renderRegion({ state, project }: GcpRequest, region: string): object {
  return {
    kind: 'compute#region',
    id: String(1000 + REGIONS.indexOf(region)),
    creationTimestamp: EPOCH,
    name: region,
    description: region,
    status: 'UP',
    zones: zonesOf(region).map((zone) => computeUrl(`projects/${project}/zones/${zone}`)),
    quotas: regionQuotas(state, project, region),
    supportsPzs: false,
    selfLink: computeUrl(`projects/${project}/regions/${region}`),
  }
}

function renderZone({ project }: GcpRequest, zone: string): object {
  return {
    kind: 'compute#zone',
    id: String(2000 + ZONES.indexOf(zone)),
    creationTimestamp: EPOCH,
    name: zone,
    description: zone,
    status: 'UP',
    region: computeUrl(`projects/${project}/regions/${regionOf(zone)}`),
    availableCpuPlatforms: ['Intel Broadwell', 'Intel Cascade Lake', 'Intel Ice Lake', 'AMD Milan'],
    supportsPzs: false,
    selfLink: computeUrl(`projects/${project}/zones/${zone}`),
  }
}

function renderMachineType({ project }: GcpRequest, zone: string, type: MachineType): object {
  return {
    kind: 'compute#machineType',
    id: String(801_000 + type.vcpus * 100 + (type.memoryMb % 97)),
    creationTimestamp: EPOCH,
    name: type.name,
    description: `${type.vcpus} vCPUs, ${type.memoryMb / 1024} GB RAM`,
    guestCpus: type.vcpus,
    memoryMb: type.memoryMb,
    imageSpaceGb: 0,
    maximumPersistentDisks: type.shared ? 16 : 128,
    maximumPersistentDisksSizeGb: type.shared ? '3072' : '263168',
    isSharedCpu: type.shared,
    architecture: type.arm ? 'ARM64' : 'X86_64',
    zone,
    selfLink: computeUrl(`projects/${project}/zones/${zone}/machineTypes/${type.name}`),
  }
}

function renderProject({ state, project, account }: GcpRequest): object {
  return {
    kind: 'compute#project',
    id: account.projectNumber,
    creationTimestamp: EPOCH,
    name: project,
    commonInstanceMetadata: { kind: 'compute#metadata', fingerprint: 'c2FuZGJveA==' },
    defaultServiceAccount: `${account.projectNumber}-compute@developer.gserviceaccount.com`,
    defaultNetworkTier: 'PREMIUM',
    xpnProjectStatus: 'UNSPECIFIED_XPN_PROJECT_STATUS',
    vmDnsSetting: 'ZONAL_ONLY',
    quotas: projectQuotas(state, project),
    selfLink: computeUrl(`projects/${project}`),
  }
}

function known(zone: string | undefined, project: string): string {
  if (zone === undefined || !isZone(zone)) throw notFound(`projects/${project}/zones/${zone}`)
  return zone
}

const route = (
  path: string,
  name: string,
  permission: string,
  handle: GcpRoute['handle'],
): GcpRoute => ({
  method: 'GET',
  path: `compute/v1/projects/{project}${path}`,
  service: 'compute',
  operation: `compute.${name}`,
  permission: `compute.${permission}`,
  mutating: false,
  handle,
})

export const catalogRoutes: readonly GcpRoute[] = [
  route('', 'projects.get', 'projects.get', renderProject),
  route('/regions', 'regions.list', 'regions.list', (request) =>
    answerList(
      request,
      'compute#regionList',
      `projects/${request.project}/regions`,
      REGIONS.map((region) => renderRegion(request, region)),
    ),
  ),
  route('/regions/{region}', 'regions.get', 'regions.get', (request) => {
    const { region = '' } = request.params
    if (!isRegion(region)) throw notFound(`projects/${request.project}/regions/${region}`)
    return renderRegion(request, region)
  }),
  route('/zones', 'zones.list', 'zones.list', (request) =>
    answerList(
      request,
      'compute#zoneList',
      `projects/${request.project}/zones`,
      ZONES.map((zone) => renderZone(request, zone)),
    ),
  ),
  route('/zones/{zone}', 'zones.get', 'zones.get', (request) =>
    renderZone(request, known(request.params['zone'], request.project)),
  ),
  route('/zones/{zone}/machineTypes', 'machineTypes.list', 'machineTypes.list', (request) => {
    const zone = known(request.params['zone'], request.project)
    const items = machineTypesOf(zone).map((type) => renderMachineType(request, zone, type))
    const path = `projects/${request.project}/zones/${zone}/machineTypes`
    return answerList(request, 'compute#machineTypeList', path, items)
  }),
  route(
    '/zones/{zone}/machineTypes/{machineType}',
    'machineTypes.get',
    'machineTypes.get',
    (request) => {
      const zone = known(request.params['zone'], request.project)
      const { machineType = '' } = request.params
      const type = machineTypeIn(zone, machineType)
      if (!type)
        throw notFound(`projects/${request.project}/zones/${zone}/machineTypes/${machineType}`)
      return renderMachineType(request, zone, type)
    },
  ),
  route('/aggregated/machineTypes', 'machineTypes.aggregatedList', 'machineTypes.list', (request) =>
    answerAggregated(
      request,
      'compute#machineTypeAggregatedList',
      'machineTypes',
      ZONES.map((zone) => `zones/${zone}`),
      ZONES.flatMap((zone) =>
        machineTypesOf(zone).map((type) => ({
          scope: `zones/${zone}`,
          item: renderMachineType(request, zone, type),
        })),
      ),
    ),
  ),
]
