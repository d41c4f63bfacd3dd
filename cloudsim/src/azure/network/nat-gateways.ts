import { referenceId, refuseUnknown } from '../arm/body.ts'
import { badRequest } from '../arm/errors.ts'
import type { ArmCall } from '../arm/operation.ts'
import { trackedOperations, trackedView } from '../arm/tracked.ts'
import { arrayOf, numberOf, objectOf, stringOf } from '../json.ts'
import { requireZones } from '../resources/locations.ts'
import { newGuid, sameId } from '../sim.ts'
import type { ResourceRecord } from '../state.ts'
import { natGatewayOf, PUBLIC_IP_TYPE } from './public-ips.ts'
import { requireReference } from './references.ts'
import { acceptedProperties } from './schema.ts'
import { SUBNET_TYPE } from './subnets.ts'
import { requireNetworkQuota } from './usages.ts'

const NAT_TYPE = 'Microsoft.Network/natGateways'
const accepted = acceptedProperties('natGateways')

function subnetsOfGateway(call: ArmCall, gateway: ResourceRecord): ResourceRecord[] {
  const subnets = call.sim.state.resources(SUBNET_TYPE).values()
  return subnets.filter((subnet) =>
    sameId(referenceId(subnet.properties['natGateway']), gateway.id),
  )
}

export const natGatewayOperations = trackedOperations({
  type: NAT_TYPE,
  name: /^[a-zA-Z0-9](?:[\w.-]{0,78}\w)?$/,
  seconds: [10, 10],
  desired(call, at, existing) {
    const body = objectOf(call.body['properties']) ?? {}
    refuseUnknown(body, accepted, 'NatGatewayPropertiesFormat')
    const sku = stringOf(objectOf(call.body['sku'])?.['name'])
    if (sku !== 'Standard' && sku !== 'StandardV2')
      throw badRequest(
        'InvalidRequestFormat',
        `Cannot parse the request. NAT gateway ${at.id} needs a sku with the name Standard or StandardV2.`,
      )
    if (!existing) requireNetworkQuota(call, NAT_TYPE, at.location)
    const zones = arrayOf(call.body['zones']).filter((zone) => typeof zone === 'string')
    requireZones(zones, at.location, at.id)
    const idle = numberOf(body['idleTimeoutInMinutes']) ?? 4
    if (idle < 4 || idle > 120)
      throw badRequest(
        'NatGatewayIdleTimeoutInvalid',
        `The idle timeout of NAT gateway ${at.id} must be between 4 and 120 minutes.`,
      )
    const addresses = arrayOf(body['publicIpAddresses']).map((entry) => {
      const address = requireReference(call, entry, PUBLIC_IP_TYPE, {
        id: at.id,
        type: NAT_TYPE,
        location: at.location,
      })
      const holder = address && natGatewayOf(call.sim, address)
      if (holder && !sameId(holder.id, at.id))
        throw badRequest(
          'PublicIPAddressInUse',
          `Resource ${at.id} is referencing public IP address ${address.id} that is already allocated to resource ${holder.id}.`,
        )
      return { id: address?.id ?? '' }
    })
    return {
      properties: {
        idleTimeoutInMinutes: idle,
        publicIpAddresses: addresses,
        resourceGuid: existing?.properties['resourceGuid'] ?? newGuid(call.sim),
      },
      top: { sku: { name: sku, tier: 'Regional' }, ...(zones.length > 0 ? { zones } : {}) },
    }
  },
  refuseDelete(call, gateway) {
    const users = subnetsOfGateway(call, gateway)
    if (users.length === 0) return
    throw badRequest(
      'InUseNatGatewayCannotBeDeleted',
      `Nat gateway ${gateway.id} cannot be deleted because it is in use by the following resources: ${users.map((subnet) => subnet.id).join(', ')}. In order to delete the Nat gateway, remove the association with the resource(s).`,
    )
  },
  view(call, record) {
    const subnets = subnetsOfGateway(call, record).map(({ id }) => ({ id }))
    return trackedView(record, { ...record.properties, ...(subnets.length > 0 ? { subnets } : {}) })
  },
})
