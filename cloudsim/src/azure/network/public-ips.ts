import { referenceId, refuseUnknown } from '../arm/body.ts'
import { badRequest } from '../arm/errors.ts'
import { trackedOperations, trackedView } from '../arm/tracked.ts'
import { arrayOf, objectOf, stringOf } from '../json.ts'
import { requireZones } from '../resources/locations.ts'
import { type AzureSim, newGuid, sameId } from '../sim.ts'
import type { ResourceRecord } from '../state.ts'
import { acceptedProperties } from './schema.ts'
import { requireNetworkQuota } from './usages.ts'

export const PUBLIC_IP_TYPE = 'Microsoft.Network/publicIPAddresses'
const accepted = acceptedProperties('publicIPAddresses')

/** The NAT gateway that holds an address. */
export function natGatewayOf(sim: AzureSim, address: ResourceRecord): ResourceRecord | undefined {
  const gateways = sim.state.resources('Microsoft.Network/natGateways').values()
  return gateways.find((gateway) =>
    arrayOf(gateway.properties['publicIpAddresses']).some((entry) =>
      sameId(referenceId(entry), address.id),
    ),
  )
}

function drawAddress(sim: AzureSim): string {
  const drawn = Math.floor(sim.context.random() * 2 ** 24)
  return `20.${drawn >>> 16}.${(drawn >>> 8) % 256}.${drawn % 256}`
}

export const publicIpOperations = trackedOperations({
  type: PUBLIC_IP_TYPE,
  name: /^[a-zA-Z0-9](?:[\w.-]{0,78}\w)?$/,
  seconds: [3, 3],
  desired(call, at, existing) {
    const body = objectOf(call.body['properties']) ?? {}
    refuseUnknown(body, accepted, 'PublicIPAddressPropertiesFormat')
    const sku = stringOf(objectOf(call.body['sku'])?.['name']) ?? 'Basic'
    // Basic public IPs were retired on 2025-09-30: their limit is zero.
    if (sku === 'Basic')
      throw badRequest(
        'IPv4BasicSkuPublicIpCountLimitReached',
        'Cannot create more than 0 IPv4 Basic SKU public IP addresses for this subscription in this region.',
      )
    const method = stringOf(body['publicIPAllocationMethod']) ?? 'Dynamic'
    if (method !== 'Static')
      throw badRequest(
        'StandardSkuPublicIPAddressMustBeStatic',
        `Standard sku publicIp ${at.id} must have AllocationMethod set to Static.`,
      )
    if (!existing) requireNetworkQuota(call, PUBLIC_IP_TYPE, at.location)
    const zones = arrayOf(call.body['zones']).filter((zone) => typeof zone === 'string')
    requireZones(zones, at.location, at.id)
    const { provisioningState: _state, ipConfiguration: _ip, natGateway: _nat, ...rest } = body
    return {
      properties: {
        publicIPAddressVersion: 'IPv4',
        idleTimeoutInMinutes: 4,
        ...rest,
        resourceGuid: existing?.properties['resourceGuid'] ?? newGuid(call.sim),
        ipAddress: existing?.properties['ipAddress'] ?? drawAddress(call.sim),
      },
      top: {
        sku: { name: sku, tier: stringOf(objectOf(call.body['sku'])?.['tier']) ?? 'Regional' },
        ...(zones.length > 0 ? { zones } : {}),
      },
    }
  },
  refuseDelete(call, address) {
    const gateway = natGatewayOf(call.sim, address)
    if (!gateway) return
    throw badRequest(
      'PublicIPAddressCannotBeDeleted',
      `Public IP address ${address.id} can not be deleted since it is still allocated to resource ${gateway.id}. In order to delete the public IP, disassociate/detach the Public IP address from the resource. To learn how to do this, see aka.ms/deletepublicip.`,
    )
  },
  view(call, record) {
    const gateway = natGatewayOf(call.sim, record)
    return trackedView(record, {
      ...record.properties,
      ...(gateway ? { natGateway: { id: gateway.id } } : {}),
    })
  },
})
