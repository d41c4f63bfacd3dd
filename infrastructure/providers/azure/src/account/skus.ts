import type { JsonObject } from '@skyclust/domain'
import { listAt, objectsAt, textAt, textsAt } from '../arm/document.ts'
import type { Arm } from '../client.ts'

/** A virtual machine size as this subscription may use it in one region. */
export interface Sku {
  readonly name: string
  readonly family: string
  readonly vcpus: number
  readonly memoryGiB: number
  readonly architecture: 'x86_64' | 'arm64'
  /** Zones it can be had in; empty in regions without zones. */
  readonly zones: readonly string[]
  /** Why the subscription may not use it here. */
  readonly barred: string | undefined
}

export interface Skus {
  /** Every VM size of a region; read once per session and hour. */
  all(location: string, signal: AbortSignal): Promise<readonly Sku[]>
  /** Zones a size can be spread over; empty where there are none. */
  zonesOf(location: string, size: string, signal: AbortSignal): Promise<readonly string[]>
}

const FRESH_MS = 3_600_000

export function computeSkus(arm: Arm, now: () => number): Skus {
  const known = new Map<string, { readonly at: number; readonly skus: Promise<readonly Sku[]> }>()
  const load = async (location: string, signal: AbortSignal) => {
    const value = await arm.list({
      path: `/subscriptions/${arm.subscription}/providers/Microsoft.Compute/skus`,
      apiVersion: '2021-07-01',
      query: { $filter: `location eq '${location}'` },
      bucket: 'arm-read',
      signal,
    })
    return objectsAt({ value }, 'value')
      .filter((item) => textAt(item, 'resourceType') === 'virtualMachines')
      .map((item) => skuOf(item, location))
  }
  const all = (location: string, signal: AbortSignal) => {
    const cached = known.get(location)
    if (cached && now() - cached.at < FRESH_MS) return cached.skus
    const entry = { at: now(), skus: load(location, signal) }
    known.set(location, entry)
    // A failure is not remembered.
    entry.skus.catch(() => known.get(location) === entry && known.delete(location))
    return entry.skus
  }
  return {
    all,
    async zonesOf(location, size, signal) {
      const skus = await all(location, signal)
      return skus.find((sku) => sku.name.toLowerCase() === size.toLowerCase())?.zones ?? []
    },
  }
}

function skuOf(item: JsonObject, location: string): Sku {
  const capability = (name: string) =>
    textAt(
      objectsAt(item, 'capabilities').find((entry) => textAt(entry, 'name') === name),
      'value',
    )
  const restrictions = objectsAt(item, 'restrictions')
  const whole = restrictions.find((entry) => textAt(entry, 'type') === 'Location')
  const barredZones = new Set(
    restrictions
      .filter((entry) => textAt(entry, 'type') === 'Zone')
      .flatMap((entry) => textsAt(entry, 'restrictionInfo', 'zones')),
  )
  const info = objectsAt(item, 'locationInfo').find(
    (entry) => textAt(entry, 'location')?.toLowerCase() === location,
  )
  return {
    name: textAt(item, 'name') ?? '',
    family: textAt(item, 'family') ?? '',
    vcpus: Number(capability('vCPUsAvailable') ?? capability('vCPUs') ?? 0),
    memoryGiB: Number(capability('MemoryGB') ?? 0),
    architecture: capability('CpuArchitectureType') === 'Arm64' ? 'arm64' : 'x86_64',
    zones: listAt(info, 'zones')
      .filter((zone) => typeof zone === 'string')
      .filter((zone) => !barredZones.has(zone))
      .toSorted(),
    barred: whole && (textAt(whole, 'reasonCode') ?? 'NotAvailableForSubscription'),
  }
}
