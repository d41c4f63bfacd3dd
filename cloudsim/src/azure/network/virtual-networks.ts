import { refuseUnknown } from '../arm/body.ts'
import { badRequest } from '../arm/errors.ts'
import type { ArmCall } from '../arm/operation.ts'
import { operationOf, removeResource } from '../arm/async.ts'
import { busy, type Desired, trackedOperations, trackedView } from '../arm/tracked.ts'
import { arrayOf, type JsonObject, objectOf, sameJson, stringOf } from '../json.ts'
import { findResource, newGuid } from '../sim.ts'
import type { ResourceRecord } from '../state.ts'
import { contains, requireRange } from './cidr.ts'
import { acceptedProperties } from './schema.ts'
import {
  checkSubnet,
  placeOf,
  prefixesOf,
  refuseSubnetInUse,
  SUBNET_TYPE,
  subnetRecord,
  subnetsOf,
  subnetView,
  VNET_TYPE,
} from './subnets.ts'
import { requireNetworkQuota } from './usages.ts'

const accepted = acceptedProperties('virtualNetworks')

interface SubnetBody {
  readonly name: string
  readonly properties: JsonObject
}

function subnetBodies(properties: JsonObject): SubnetBody[] {
  return arrayOf(properties['subnets']).map((entry) => {
    const subnet = objectOf(entry) ?? {}
    const name = stringOf(subnet['name'])
    if (name === undefined)
      throw badRequest(
        'InvalidRequestFormat',
        'Cannot parse the request. The name of a subnet is missing.',
      )
    return { name, properties: objectOf(subnet['properties']) ?? {} }
  })
}

function desired(
  call: ArmCall,
  at: { id: string; location: string },
  existing?: ResourceRecord,
): Desired {
  const body = objectOf(call.body['properties']) ?? {}
  refuseUnknown(body, accepted, 'VirtualNetworkPropertiesFormat')
  if (!existing) requireNetworkQuota(call, VNET_TYPE, at.location)
  const prefixes = arrayOf(objectOf(body['addressSpace'])?.['addressPrefixes']).filter(
    (entry) => typeof entry === 'string',
  )
  if (prefixes.length === 0)
    throw badRequest(
      'InvalidRequestFormat',
      'Cannot parse the request. Required property addressSpace.addressPrefixes is missing.',
    )
  const name = at.id.slice(at.id.lastIndexOf('/') + 1)
  const space = prefixes.map(requireRange)
  const place = { id: at.id, name, location: at.location, space }
  const current = existing ? subnetsOf(call.sim, existing) : []
  // A body without `subnets` keeps them; an empty list removes them.
  const given = body['subnets'] !== undefined
  const siblings: { name: string; prefixes: string[] }[] = []
  for (const subnet of given ? subnetBodies(body) : current) {
    if (given) checkSubnet(call, place, subnet.name, subnet.properties, siblings)
    else if (
      !prefixesOf(subnet.properties).every((prefix) =>
        space.some((range) => contains(range, requireRange(prefix))),
      )
    )
      throw badRequest(
        'NetcfgInvalidSubnet',
        `Subnet '${subnet.name}' is not valid in virtual network '${name}'.`,
      )
    siblings.push({ name: subnet.name, prefixes: prefixesOf(subnet.properties) })
  }
  const staying = new Set(siblings.map((subnet) => subnet.name.toLowerCase()))
  for (const subnet of current)
    if (!staying.has(subnet.name.toLowerCase())) refuseSubnetInUse(call.sim, subnet)
  const { subnets: _subnets, provisioningState: _state, resourceGuid: _guid, ...rest } = body
  const guid = stringOf(existing?.properties['resourceGuid']) ?? newGuid(call.sim)
  return {
    properties: {
      virtualNetworkPeerings: [],
      ...rest,
      resourceGuid: guid,
      enableDdosProtection: body['enableDdosProtection'] ?? false,
    },
    top: {},
  }
}

/** Brings the subnets in line with the body: the changed ones are given, the missing ones removed. */
function children(call: ArmCall, vnet: ResourceRecord): readonly ResourceRecord[] {
  const body = objectOf(call.body['properties']) ?? {}
  if (body['subnets'] === undefined) return []
  const bodies = subnetBodies(body)
  const staying = new Set(bodies.map((subnet) => subnet.name.toLowerCase()))
  for (const subnet of subnetsOf(call.sim, vnet))
    if (!staying.has(subnet.name.toLowerCase())) removeResource(call.sim, subnet)
  return bodies
    .map((subnet) =>
      subnetRecord(
        call,
        vnet,
        subnet.name,
        checkSubnet(call, placeOf(vnet), subnet.name, subnet.properties, []),
      ),
    )
    .filter((record) => {
      const existing = findResource(call.sim, SUBNET_TYPE, record.id)
      return (
        !existing ||
        existing.state === 'Failed' ||
        !sameJson(existing.properties, record.properties)
      )
    })
}

function refuseDelete(call: ArmCall, vnet: ResourceRecord): void {
  for (const subnet of subnetsOf(call.sim, vnet)) {
    refuseSubnetInUse(call.sim, subnet)
    if (operationOf(call.sim, subnet)) throw busy(call, subnet)
  }
}

export const virtualNetworkOperations = trackedOperations({
  type: VNET_TYPE,
  name: /^[a-zA-Z0-9](?:[\w.-]{0,62}\w)?$/,
  seconds: [5, 10],
  desired,
  children,
  refuseDelete,
  view: (call, record) =>
    trackedView(record, {
      ...record.properties,
      subnets: subnetsOf(call.sim, record).map((subnet) => subnetView(call.sim, subnet)),
    }),
})
