import { badRequest } from '../arm/errors.ts'
import type { JsonObject } from '../json.ts'

interface Location {
  readonly name: string
  readonly displayName: string
  readonly geography: string
  readonly zones: readonly string[]
}

const zoned = ['1', '2', '3']

/** The regions of this sandbox; a region without availability zones is among them on purpose. */
export const locations: readonly Location[] = [
  { name: 'koreacentral', displayName: 'Korea Central', geography: 'Asia Pacific', zones: zoned },
  { name: 'koreasouth', displayName: 'Korea South', geography: 'Asia Pacific', zones: [] },
  { name: 'japaneast', displayName: 'Japan East', geography: 'Asia Pacific', zones: zoned },
  { name: 'southeastasia', displayName: 'Southeast Asia', geography: 'Asia Pacific', zones: zoned },
  { name: 'australiaeast', displayName: 'Australia East', geography: 'Asia Pacific', zones: zoned },
  { name: 'centralindia', displayName: 'Central India', geography: 'Asia Pacific', zones: zoned },
  { name: 'eastus', displayName: 'East US', geography: 'US', zones: zoned },
  { name: 'eastus2', displayName: 'East US 2', geography: 'US', zones: zoned },
  { name: 'westus', displayName: 'West US', geography: 'US', zones: [] },
  { name: 'westus2', displayName: 'West US 2', geography: 'US', zones: zoned },
  { name: 'westus3', displayName: 'West US 3', geography: 'US', zones: zoned },
  { name: 'westeurope', displayName: 'West Europe', geography: 'Europe', zones: zoned },
  { name: 'northeurope', displayName: 'North Europe', geography: 'Europe', zones: zoned },
  { name: 'uksouth', displayName: 'UK South', geography: 'Europe', zones: zoned },
  {
    name: 'germanywestcentral',
    displayName: 'Germany West Central',
    geography: 'Europe',
    zones: zoned,
  },
]

/** ARM takes both `Korea Central` and `koreacentral`. */
export function normalLocation(location: string): string {
  return location.replaceAll(' ', '').toLowerCase()
}

export function findLocation(name: string): Location | undefined {
  return locations.find((location) => location.name === normalLocation(name))
}

/** The normal name of a location that a resource type can be created in. */
export function requireLocation(value: string | undefined, type: string): string {
  if (value === undefined)
    throw badRequest('LocationRequired', 'The location property is required for this definition.')
  const found = findLocation(value)
  if (found) return found.name
  const available = locations.map((location) => location.name).join(',')
  throw badRequest(
    type === 'Microsoft.Resources/resourceGroups'
      ? 'LocationNotAvailableForResourceGroup'
      : 'LocationNotAvailableForResourceType',
    type === 'Microsoft.Resources/resourceGroups'
      ? `The provided location '${value}' is not available for resource group. List of available regions is '${available}'.`
      : `The provided location '${value}' is not available for resource type '${type}'. List of available regions for the resource type is '${available}'.`,
  )
}

/** Refuses zones that the location does not have. */
export function requireZones(zones: readonly string[], location: string, what: string): void {
  const offered = findLocation(location)?.zones ?? []
  const missing = zones.find((zone) => !offered.includes(zone))
  if (missing === undefined) return
  const offer =
    offered.length === 0
      ? `The zone(s) '${missing}' for resource '${what}' is not supported. The location '${location}' has no availability zones.`
      : `The zone(s) '${missing}' for resource '${what}' is not supported. The supported zones for location '${location}' are '${offered.join(',')}'.`
  throw badRequest('AvailabilityZoneNotSupported', offer)
}

export function locationDocument(subscription: string, location: Location): JsonObject {
  return {
    id: `/subscriptions/${subscription}/locations/${location.name}`,
    name: location.name,
    type: 'Region',
    displayName: location.displayName,
    regionalDisplayName: `(${location.geography}) ${location.displayName}`,
    metadata: {
      regionType: 'Physical',
      regionCategory: location.zones.length > 0 ? 'Recommended' : 'Other',
      geographyGroup: location.geography,
    },
    ...(location.zones.length > 0
      ? {
          availabilityZoneMappings: location.zones.map((zone) => ({
            logicalZone: zone,
            physicalZone: `${location.name}-az${zone}`,
          })),
        }
      : {}),
  }
}
