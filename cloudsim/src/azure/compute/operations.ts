import { type ArmOperation, param } from '../arm/operation.ts'
import { paged } from '../arm/paging.ts'
import { badRequest } from '../arm/errors.ts'
import type { JsonObject } from '../json.ts'
import { findLocation, locations, normalLocation } from '../resources/locations.ts'
import { vcpuLimit, vcpusUsed } from './quota.ts'
import { isOffered, type VmSize, vmFamilies, vmSizes } from './vm-sizes.ts'

function capability(name: string, value: string): JsonObject {
  return { name, value }
}

function skuView(size: VmSize, location: (typeof locations)[number]): JsonObject {
  return {
    resourceType: 'virtualMachines',
    name: size.name,
    tier: 'Standard',
    size: size.name.replace('Standard_', ''),
    family: size.family,
    locations: [location.name],
    locationInfo: [{ location: location.name, zones: [...location.zones], zoneDetails: [] }],
    capabilities: [
      capability('vCPUs', String(size.vcpus)),
      capability('vCPUsAvailable', String(size.vcpus)),
      capability('MemoryGB', String(size.memoryGb)),
      capability('CpuArchitectureType', /p[a-z]*s_/.test(size.name) ? 'Arm64' : 'x64'),
      capability('PremiumIO', 'True'),
      capability('AcceleratedNetworkingEnabled', 'True'),
      ...(size.name.includes('_NC') ? [capability('GPUs', '1')] : []),
    ],
    restrictions: [],
  }
}

export const computeOperations: readonly ArmOperation[] = [
  {
    method: 'GET',
    path: '/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/usages',
    type: 'Microsoft.Compute/locations/usages',
    action: 'Microsoft.Compute/locations/usages/read',
    registration: true,
    run(call) {
      const location = normalLocation(param(call, 'location'))
      if (!findLocation(location))
        throw badRequest(
          'NoRegisteredProviderFound',
          `No registered resource provider found for location '${location}' and API version '${call.apiVersion}' for type 'locations/usages'.`,
        )
      const usages = ['cores', ...vmFamilies].map((name) => ({
        unit: 'Count',
        currentValue: vcpusUsed(call.sim, call.account, location, name),
        limit: vcpuLimit(call.account, name),
        name: {
          value: name,
          localizedValue:
            name === 'cores'
              ? 'Total Regional vCPUs'
              : `${name.replace(/^standard/, 'Standard ').replace(/Family$/, ' Family')} vCPUs`,
        },
      }))
      return paged(call, usages)
    },
  },
  {
    method: 'GET',
    path: '/subscriptions/{subscription}/providers/Microsoft.Compute/skus',
    type: 'Microsoft.Compute/skus',
    action: 'Microsoft.Compute/skus/read',
    registration: true,
    run(call) {
      const filter = call.query.get('$filter') ?? ''
      const wanted = /location eq '([^']*)'/.exec(filter)?.[1]
      const places = locations.filter(
        (place) => wanted === undefined || place.name === normalLocation(wanted),
      )
      const skus = places.flatMap((place) =>
        vmSizes.filter((size) => isOffered(size, place.name)).map((size) => skuView(size, place)),
      )
      return paged(call, skus)
    },
  },
]
