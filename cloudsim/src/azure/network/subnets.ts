import { beginOperation, operationOf, pollHeaders } from '../arm/async.ts'
import { checkPreconditions, referenceId, refuseUnknown } from '../arm/body.ts'
import { badRequest, childNotFound, resourceNotFound } from '../arm/errors.ts'
import { type ArmCall, type ArmOperation, empty, json, param } from '../arm/operation.ts'
import { paged } from '../arm/paging.ts'
import { groupId } from '../arm/resource-id.ts'
import { busy } from '../arm/tracked.ts'
import { arrayOf, type Json, type JsonObject, objectOf, sameJson, stringOf } from '../json.ts'
import {
  type AzureSim,
  drawMs,
  findResource,
  isVisible,
  newGuid,
  resourcesBelow,
  sameId,
  saveResource,
} from '../sim.ts'
import type { ResourceRecord } from '../state.ts'
import { contains, overlaps, type Range, requireRange } from './cidr.ts'
import { requireReference } from './references.ts'
import { acceptedProperties } from './schema.ts'

export const VNET_TYPE = 'Microsoft.Network/virtualNetworks'
export const SUBNET_TYPE = 'Microsoft.Network/virtualNetworks/subnets'
const accepted = acceptedProperties('subnets')
const NAME = /^[a-zA-Z0-9](?:[\w.-]{0,78}\w)?$/
const SECONDS = [5, 10] as const

export function subnetsOf(sim: AzureSim, vnet: { readonly id: string }): ResourceRecord[] {
  return resourcesBelow(sim, SUBNET_TYPE, vnet.id)
}

/** The address prefixes of a subnet, however the body wrote them. */
export function prefixesOf(properties: JsonObject): string[] {
  const many = arrayOf(properties['addressPrefixes']).filter((entry) => typeof entry === 'string')
  const single = stringOf(properties['addressPrefix'])
  return many.length > 0 ? many : single === undefined ? [] : [single]
}

/** Network interfaces of cluster nodes that hold addresses of a subnet, as ids of their IP configurations. */
function nodeInterfaces(sim: AzureSim, subnetId: string): string[] {
  const pools = sim.state
    .resources('Microsoft.ContainerService/managedClusters/agentPools')
    .values()
  return pools
    .filter((pool) => sameId(stringOf(pool.properties['vnetSubnetID']), subnetId))
    .map((pool) => {
      const scaleSet = stringOf(pool.top['scaleSet']) ?? `aks-${pool.name}-vmss`
      const group = groupId(
        pool.subscription,
        stringOf(pool.top['nodeResourceGroup']) ?? pool.group,
      )
      return `${group}/providers/Microsoft.Compute/virtualMachineScaleSets/${scaleSet}/virtualMachines/0/networkInterfaces/${scaleSet}/ipConfigurations/ipconfig1`
    })
}

export function refuseSubnetInUse(sim: AzureSim, subnet: ResourceRecord): void {
  const [user] = nodeInterfaces(sim, subnet.id)
  if (user === undefined) return
  throw badRequest(
    'InUseSubnetCannotBeDeleted',
    `Subnet ${subnet.name} is in use by ${user} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
  )
}

interface Place {
  readonly id: string
  readonly name: string
  readonly location: string
  readonly space: readonly Range[]
}

/** Checks one subnet against its VNet and siblings and gives the properties that are kept. */
export function checkSubnet(
  call: ArmCall,
  vnet: Place,
  name: string,
  value: Json | undefined,
  siblings: readonly { readonly name: string; readonly prefixes: readonly string[] }[],
): JsonObject {
  const properties = objectOf(value) ?? {}
  refuseUnknown(properties, accepted, 'SubnetPropertiesFormat')
  if (!NAME.test(name))
    throw badRequest(
      'InvalidResourceName',
      `Resource name ${name} is invalid. The name can be up to 80 characters long. It must begin with a word character, and it must end with a word character or with '_'.`,
    )
  const prefixes = prefixesOf(properties)
  if (prefixes.length === 0)
    throw badRequest(
      'SubnetAddressPrefixRequired',
      `Address prefix for subnet ${name} is not specified.`,
    )
  for (const prefix of prefixes) {
    const range = requireRange(prefix)
    if (range.bits > 29 || !vnet.space.some((space) => contains(space, range)))
      throw badRequest(
        'NetcfgInvalidSubnet',
        `Subnet '${name}' is not valid in virtual network '${vnet.name}'.`,
      )
    const clash = siblings.some(
      (sibling) =>
        sibling.name.toLowerCase() !== name.toLowerCase() &&
        sibling.prefixes.some((other) => overlaps(requireRange(other), range)),
    )
    if (clash)
      throw badRequest(
        'NetcfgSubnetRangesOverlap',
        `Subnet '${name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${vnet.name}'.`,
      )
  }
  const from = { id: `${vnet.id}/subnets/${name}`, type: SUBNET_TYPE, location: vnet.location }
  requireReference(
    call,
    properties['networkSecurityGroup'],
    'Microsoft.Network/networkSecurityGroups',
    from,
  )
  requireReference(call, properties['natGateway'], 'Microsoft.Network/natGateways', from)
  requireReference(call, properties['routeTable'], 'Microsoft.Network/routeTables', from)
  return kept(properties)
}

function kept(properties: JsonObject): JsonObject {
  const {
    provisioningState: _state,
    ipConfigurations: _ips,
    purpose: _purpose,
    ...rest
  } = properties
  const reference = (key: string) => {
    const id = referenceId(rest[key])
    return id === undefined ? {} : { [key]: { id } }
  }
  const { networkSecurityGroup: _nsg, natGateway: _nat, routeTable: _routes, ...plain } = rest
  return {
    delegations: [],
    privateEndpointNetworkPolicies: 'Disabled',
    privateLinkServiceNetworkPolicies: 'Enabled',
    ...plain,
    ...reference('networkSecurityGroup'),
    ...reference('natGateway'),
    ...reference('routeTable'),
  }
}

/** A subnet record with new properties; a new etag only when something changed. */
export function subnetRecord(
  call: ArmCall,
  vnet: ResourceRecord,
  name: string,
  properties: JsonObject,
): ResourceRecord {
  const id = `${vnet.id}/subnets/${name}`
  const existing = findResource(call.sim, SUBNET_TYPE, id)
  return {
    id: existing?.id ?? id,
    name: existing?.name ?? name,
    type: SUBNET_TYPE,
    subscription: vnet.subscription,
    group: vnet.group,
    location: vnet.location,
    tags: {},
    top: {},
    properties,
    etag: newGuid(call.sim),
    createdAt: existing?.createdAt ?? call.sim.context.clock.now(),
    state: 'Succeeded',
  }
}

export function subnetView(sim: AzureSim, record: ResourceRecord): JsonObject {
  const interfaces = nodeInterfaces(sim, record.id)
  return {
    id: record.id,
    name: record.name,
    type: SUBNET_TYPE,
    etag: `W/"${record.etag}"`,
    properties: {
      provisioningState: record.state,
      ...record.properties,
      ...(interfaces.length > 0 ? { ipConfigurations: interfaces.map((id) => ({ id })) } : {}),
    },
  }
}

function requireVnet(call: ArmCall): ResourceRecord {
  const id = `${groupId(call.account.subscriptionId, param(call, 'group'))}/providers/${VNET_TYPE}/${param(call, 'vnet')}`
  const vnet = findResource(call.sim, VNET_TYPE, id)
  if (!vnet) throw resourceNotFound(VNET_TYPE, param(call, 'vnet'), param(call, 'group'))
  return vnet
}

export function placeOf(vnet: ResourceRecord): Place {
  const space = arrayOf(objectOf(vnet.properties['addressSpace'])?.['addressPrefixes'])
  return { ...vnet, space: space.filter((entry) => typeof entry === 'string').map(requireRange) }
}

/** Subnets of one VNet change one at a time. */
function refuseBusyVnet(call: ArmCall, vnet: ResourceRecord): void {
  const held = [vnet, ...subnetsOf(call.sim, vnet)].find((record) => operationOf(call.sim, record))
  if (held) throw busy(call, held)
}

function headersOf(call: ArmCall, record: ResourceRecord): Record<string, string> {
  const running = operationOf(call.sim, record)
  return running ? pollHeaders(call, running, 'Microsoft.Network', 10) : {}
}

function put(call: ArmCall) {
  const { sim } = call
  const vnet = requireVnet(call)
  const name = param(call, 'name')
  const existing = findResource(sim, SUBNET_TYPE, `${vnet.id}/subnets/${name}`)
  checkPreconditions(call.request, existing)
  const siblings = subnetsOf(sim, vnet).map((subnet) => ({
    name: subnet.name,
    prefixes: prefixesOf(subnet.properties),
  }))
  const properties = checkSubnet(call, placeOf(vnet), name, call.body['properties'], siblings)
  const same =
    existing &&
    existing.state !== 'Failed' &&
    existing.state !== 'Deleting' &&
    sameJson(existing.properties, properties)
  if (same) return json(200, subnetView(sim, existing), headersOf(call, existing))
  refuseBusyVnet(call, vnet)
  if (
    existing &&
    nodeInterfaces(sim, existing.id).length > 0 &&
    !sameJson(prefixesOf(existing.properties), prefixesOf(properties))
  )
    throw badRequest(
      'InUseSubnetCannotBeUpdated',
      `Subnet ${name} is in use and cannot be updated.`,
    )
  const record = subnetRecord(call, vnet, name, properties)
  saveResource(sim, record)
  beginOperation(call, {
    kind: existing ? 'update' : 'create',
    targets: [record],
    durationMs: drawMs(sim, SECONDS),
    title: 'put subnet',
    location: vnet.location,
  })
  const stored = findResource(sim, SUBNET_TYPE, record.id) ?? record
  return json(existing ? 200 : 201, subnetView(sim, stored), headersOf(call, stored))
}

function remove(call: ArmCall) {
  const { sim } = call
  const vnet = findResource(
    sim,
    VNET_TYPE,
    `${groupId(call.account.subscriptionId, param(call, 'group'))}/providers/${VNET_TYPE}/${param(call, 'vnet')}`,
  )
  const existing =
    vnet && findResource(sim, SUBNET_TYPE, `${vnet.id}/subnets/${param(call, 'name')}`)
  checkPreconditions(call.request, existing)
  if (!vnet || !existing) return empty(204)
  if (existing.state === 'Deleting') return empty(202, headersOf(call, existing))
  refuseSubnetInUse(sim, existing)
  refuseBusyVnet(call, vnet)
  const operation = beginOperation(call, {
    kind: 'delete',
    targets: [existing],
    durationMs: drawMs(sim, SECONDS),
    title: 'delete subnet',
    location: vnet.location,
  })
  return empty(202, pollHeaders(call, operation, 'Microsoft.Network', 10))
}

function get(call: ArmCall) {
  const vnet = requireVnet(call)
  const subnet = findResource(call.sim, SUBNET_TYPE, `${vnet.id}/subnets/${param(call, 'name')}`)
  if (!subnet) throw childNotFound(SUBNET_TYPE, param(call, 'name'))
  return json(200, subnetView(call.sim, subnet), { etag: `W/"${subnet.etag}"` })
}

const many = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${VNET_TYPE}/{vnet}/subnets`
const common = { type: SUBNET_TYPE, registration: true }

export const subnetOperations: readonly ArmOperation[] = [
  { ...common, method: 'PUT', path: `${many}/{name}`, action: `${SUBNET_TYPE}/write`, run: put },
  { ...common, method: 'GET', path: `${many}/{name}`, action: `${SUBNET_TYPE}/read`, run: get },
  {
    ...common,
    method: 'DELETE',
    path: `${many}/{name}`,
    action: `${SUBNET_TYPE}/delete`,
    run: remove,
  },
  {
    ...common,
    method: 'GET',
    path: many,
    action: `${SUBNET_TYPE}/read`,
    run(call) {
      const subnets = subnetsOf(call.sim, requireVnet(call)).filter((subnet) =>
        isVisible(call.sim, subnet.createdAt),
      )
      return paged(
        call,
        subnets.map((subnet) => subnetView(call.sim, subnet)),
      )
    },
  },
]
