import { listAt, objectsAt, textAt } from '../arm/document.ts'
import type { Arm } from '../client.ts'

export interface AzureLocation {
  readonly name: string
  readonly displayName: string
  /** Logical availability zones of this subscription; empty where the region has none. */
  readonly zones: readonly string[]
}

/** Physical regions the subscription sees. */
export async function readLocations(
  arm: Arm,
  signal: AbortSignal,
): Promise<readonly AzureLocation[]> {
  const value = await arm.list({
    path: `/subscriptions/${arm.subscription}/locations`,
    apiVersion: '2022-12-01',
    bucket: 'arm-read',
    signal,
  })
  return objectsAt({ value }, 'value')
    .filter((item) => textAt(item, 'metadata', 'regionType') !== 'Logical')
    .map((item) => ({
      name: textAt(item, 'name') ?? '',
      displayName: textAt(item, 'displayName') ?? '',
      zones: listAt(item, 'availabilityZoneMappings')
        .flatMap((mapping) => textAt(mapping, 'logicalZone') ?? [])
        .toSorted(),
    }))
    .toSorted((a, b) => (a.displayName < b.displayName ? -1 : 1))
}
