import { type Cidr, contains, formatAddress, overlaps, parseCidr } from '../cidr.ts'
import { clusterMissingRange, clusterUsingSubnetwork } from '../container/node-usage.ts'
import { GoogleError, invalid } from '../errors.ts'
import { type Json, message, objectsIn, text } from '../json-schema.ts'
import type { GcpRequest, GcpRoute } from '../request.ts'
import type { ComputeObject, GcpState } from '../state.ts'
import { inNetwork } from './networks.ts'
import { dependency, patchObject, pathOf, type ResourceKind } from './resource.ts'
import { named, resourceRoutes } from './resource-routes.ts'
import { computeUrl, parseReference, referenceField } from './urls.ts'

const secondaryRange = message(
  'SubnetworkSecondaryRange',
  { rangeName: 'string', ipCidrRange: 'string' },
  'ipCollection ipVersion reservedInternalRange',
)

const schema = message(
  'Subnetwork',
  {
    name: 'string',
    description: 'string',
    network: 'string',
    ipCidrRange: 'string',
    region: 'string',
    fingerprint: 'string',
    privateIpGoogleAccess: 'boolean',
    secondaryIpRanges: { list: secondaryRange },
    stackType: { oneOf: ['IPV4_IPV6', 'IPV4_ONLY', 'IPV6_ONLY'] },
    enableFlowLogs: 'boolean',
  },
  `allowSubnetCidrRoutesOverlap creationTimestamp externalIpv6Prefix gatewayAddress id internalIpv6Prefix
   ipCollection ipv6AccessType ipv6CidrRange ipv6GceEndpoint kind logConfig params privateIpv6GoogleAccess
   purpose reservedInternalRange resolveSubnetMask role selfLink state systemReservedExternalIpv6Ranges
   systemReservedInternalIpv6Ranges utilizationDetails`,
)

/** All ranges of a subnetwork, the primary one first. */
export function rangesOf(body: Json): Cidr[] {
  const texts = [
    text(body, 'ipCidrRange'),
    ...objectsIn(body, 'secondaryIpRanges').map((range) => text(range, 'ipCidrRange')),
  ]
  return texts.map(parseCidr).filter((range) => range !== undefined)
}

/** Ranges already taken in a network; none of them may overlap. */
export function takenRanges(
  state: GcpState,
  project: string,
  network: string,
  except?: string,
): { readonly range: Cidr; readonly by: ComputeObject }[] {
  return inNetwork(state, 'subnetworks', project, network)
    .filter((row) => pathOf('subnetworks', row) !== except)
    .flatMap((row) => rangesOf(row.body).map((range) => ({ range, by: row })))
}

function checkRange(value: string, field: string): Cidr {
  if (value === '')
    throw new GoogleError(400, 'required', `Required field '${field}' not specified`)
  const range = parseCidr(value)
  if (!range) {
    throw invalid(
      `Invalid value for field '${field}': '${value}'. Must be a CIDR address range that is contained in valid RFC range, with no host bits set.`,
    )
  }
  if (range.prefix > 29 || range.prefix < 4)
    throw invalid(
      `Invalid value for field '${field}': '${value}'. The prefix must be from 4 to 29.`,
    )
  return range
}

/** Checks the primary and secondary ranges of a subnetwork against each other and against its network. */
function checkRanges(request: GcpRequest, network: string, body: Json, except?: string): void {
  const secondary = objectsIn(body, 'secondaryIpRanges')
  const names = secondary.map((range) => text(range, 'rangeName'))
  for (const [index, name] of names.entries()) {
    const field = `resource.secondaryIpRanges[${index}].rangeName`
    if (!/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name) || names.indexOf(name) !== index)
      throw invalid(`Invalid value for field '${field}': '${name}'. Must be a unique, valid name.`)
  }
  const fields = [
    'resource.ipCidrRange',
    ...secondary.map((_, i) => `resource.secondaryIpRanges[${i}].ipCidrRange`),
  ]
  const values = [
    text(body, 'ipCidrRange'),
    ...secondary.map((range) => text(range, 'ipCidrRange')),
  ]
  const taken = takenRanges(request.state, request.project, network, except)
  const own: Cidr[] = []
  for (const [index, field] of fields.entries()) {
    const value = values[index] ?? ''
    const range = checkRange(value, field)
    const other = taken.find((known) => overlaps(known.range, range))
    if (other || own.some((known) => overlaps(known, range))) {
      const name = other?.by.name ?? text(body, 'name')
      const region = (other?.by.scope ?? `regions/${request.params['region']}`).slice(
        'regions/'.length,
      )
      throw invalid(
        `Invalid value for field '${field}': '${value}'. Invalid IPCidrRange: ${value} conflicts with existing subnetwork '${name}' in region '${region}'.`,
      )
    }
    own.push(range)
  }
}

export const subnetworkKind: ResourceKind = {
  collection: 'subnetworks',
  kind: 'compute#subnetwork',
  noun: 'subnetwork',
  scope: 'regions',
  quota: 'SUBNETWORKS',
  alsoNeeds: 'compute.networks.updatePolicy',
  schema,
  prepare(request, body) {
    const reference = text(body, 'network')
    if (reference === '')
      throw new GoogleError(400, 'required', `Required field 'resource.network' not specified`)
    const network = referenceField(reference, 'resource.network', request.project, 'networks')
    dependency(request.state, 'networks', network, 'resource.network')
    checkRanges(request, network, body)
    const secondary = objectsIn(body, 'secondaryIpRanges')
    return {
      description: text(body, 'description'),
      network: computeUrl(network),
      ipCidrRange: text(body, 'ipCidrRange'),
      ...(secondary.length > 0 ? { secondaryIpRanges: secondary } : {}),
      privateIpGoogleAccess: body['privateIpGoogleAccess'] === true,
      enableFlowLogs: body['enableFlowLogs'] === true,
      privateIpv6GoogleAccess: 'DISABLE_GOOGLE_ACCESS',
      purpose: 'PRIVATE',
      stackType: body['stackType'] ?? 'IPV4_ONLY',
      fingerprint: fingerprint(request.state),
    }
  },
  patch(request, row, change) {
    if (text(change, 'fingerprint') !== text(row.body, 'fingerprint'))
      throw new GoogleError(412, 'conditionNotMet', 'Invalid fingerprint.')
    const secondary = change['secondaryIpRanges']
    const changed: Json = {
      ...(secondary === undefined ? {} : { secondaryIpRanges: secondary }),
      ...(change['privateIpGoogleAccess'] === undefined
        ? {}
        : { privateIpGoogleAccess: change['privateIpGoogleAccess'] }),
      fingerprint: fingerprint(request.state),
    }
    const network = parseReference(text(row.body, 'network'), row.project) ?? ''
    const path = pathOf('subnetworks', row)
    const names = objectsIn(change, 'secondaryIpRanges').map((range) => text(range, 'rangeName'))
    const user =
      secondary === undefined ? undefined : clusterMissingRange(request.state, path, names)
    if (user !== undefined) {
      throw new GoogleError(
        400,
        'resourceInUseByAnotherResource',
        `The subnetwork resource '${path}' is already being used by '${user}'`,
      )
    }
    checkRanges(request, network, { ...row.body, name: row.name, ...changed }, path)
    return changed
  },
  usedBy: (state, row, path) => row.owner ?? clusterUsingSubnetwork(state, row.project, path),
  render: (_state, row) => ({ gatewayAddress: gateway(row.body) }),
}

const fingerprint = (state: GcpState) => Buffer.from(state.hex(8)).toString('base64')

function gateway(body: Json): string {
  const range = parseCidr(text(body, 'ipCidrRange'))
  return range ? formatAddress(range.first + 1) : ''
}

function expand(request: GcpRequest): object {
  const value = text(request.body, 'ipCidrRange')
  return patchObject(
    subnetworkKind,
    request,
    (row) => {
      const wider = checkRange(value, 'ipCidrRange')
      const now = parseCidr(text(row.body, 'ipCidrRange'))
      if (!now || !contains(wider, now) || wider.prefix >= now.prefix) {
        throw invalid(
          `Invalid value for field 'ipCidrRange': '${value}'. New IP CIDR range must be a superset of the current one.`,
        )
      }
      const network = parseReference(text(row.body, 'network'), row.project) ?? ''
      const changed = { ...row.body, name: row.name, ipCidrRange: value }
      checkRanges(request, network, changed, pathOf('subnetworks', row))
      return { ipCidrRange: value, fingerprint: fingerprint(request.state) }
    },
    'expandIpCidrRange',
  )
}

export const subnetworkRoutes: readonly GcpRoute[] = [
  ...resourceRoutes(subnetworkKind, ['get', 'list', 'aggregatedList', 'insert', 'patch', 'delete']),
  {
    method: 'POST',
    path: 'compute/v1/projects/{project}/regions/{region}/subnetworks/{subnetwork}/expandIpCidrRange',
    service: 'compute',
    operation: 'compute.subnetworks.expandIpCidrRange',
    permission: 'compute.subnetworks.expandIpCidrRange',
    mutating: true,
    body: message('SubnetworksExpandIpCidrRangeRequest', { ipCidrRange: 'string' }),
    handle: (request) => expand(named(subnetworkKind, request)),
  },
]
