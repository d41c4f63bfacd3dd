import type { LocationCatalog } from '@skyclust/application'
import type { Arm } from '../client.ts'
import { vmPrice } from '../prices/vm-prices.ts'
import { readLocations } from './locations.ts'
import type { Skus } from './skus.ts'
import { readVersions } from './versions.ts'

/** What one region of the subscription offers: zones, VM sizes it may use, Kubernetes versions. */
export async function readCatalog(
  arm: Arm,
  skus: Skus,
  location: string,
  signal: AbortSignal,
): Promise<LocationCatalog> {
  const [locations, sizes, versions] = await Promise.all([
    readLocations(arm, signal),
    skus.all(location, signal),
    readVersions(arm, location, signal),
  ])
  return {
    zones: locations.find((place) => place.name === location)?.zones ?? [],
    machineTypes: sizes
      .filter((size) => size.barred === undefined)
      .map((size) => {
        const price = vmPrice(location, size.name)
        return {
          name: size.name,
          vcpu: size.vcpus,
          memoryGiB: size.memoryGiB,
          architecture: size.architecture,
          usdPerHour: price?.usdPerHour,
          ...(price?.approximatedFrom === undefined
            ? {}
            : { priceApproximatedFrom: price.approximatedFrom }),
          ...(size.zones.length > 0 ? { zones: size.zones } : {}),
        }
      }),
    versions: versions
      .filter((version) => !version.isPreview)
      .map((version) => ({
        version: version.minor,
        default: version.isDefault,
        support: version.supportPlans.includes('KubernetesOfficial')
          ? ('standard' as const)
          : ('extended' as const),
      })),
  }
}
