import type { QuotaState } from '@skyclust/application'
import { numberAt, objectsAt, textAt } from '../arm/document.ts'
import type { Arm } from '../client.ts'

const SOURCES = [
  { namespace: 'Microsoft.Compute', apiVersion: '2024-07-01' },
  { namespace: 'Microsoft.Network', apiVersion: '2025-05-01' },
] as const

/** Usages of a region by quota name (`cores`, `standardDSv5Family`, `VirtualNetworks` …); names ignore case. */
export async function readQuotas(
  arm: Arm,
  location: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly QuotaState[]> {
  const pages = await Promise.all(
    SOURCES.map(({ namespace, apiVersion }) =>
      arm.list({
        path: `/subscriptions/${arm.subscription}/providers/${namespace}/locations/${location}/usages`,
        apiVersion,
        bucket: 'arm-read',
        signal,
      }),
    ),
  )
  const usages = objectsAt({ value: pages.flat() }, 'value')
  return names.flatMap((quota) => {
    const usage = usages.find(
      (entry) => textAt(entry, 'name', 'value')?.toLowerCase() === quota.toLowerCase(),
    )
    if (!usage) return []
    return [
      {
        quota,
        description: textAt(usage, 'name', 'localizedValue') ?? quota,
        limit: numberAt(usage, 'limit') ?? 0,
        used: numberAt(usage, 'currentValue') ?? 0,
      },
    ]
  })
}
