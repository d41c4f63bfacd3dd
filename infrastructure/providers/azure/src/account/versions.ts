import { objectAt, objectsAt, textsAt, textAt } from '../arm/document.ts'
import type { Arm } from '../client.ts'

/** A minor version AKS offers in a region. */
export interface AksVersion {
  readonly minor: string
  readonly patches: readonly string[]
  readonly isDefault: boolean
  readonly isPreview: boolean
  /** `KubernetesOfficial`, `AKSLongTermSupport`. */
  readonly supportPlans: readonly string[]
}

/** Versions of a region, newest first. */
export async function readVersions(
  arm: Arm,
  location: string,
  signal: AbortSignal,
): Promise<readonly AksVersion[]> {
  const answer = await arm.send({
    method: 'GET',
    path: `/subscriptions/${arm.subscription}/providers/Microsoft.ContainerService/locations/${location}/kubernetesVersions`,
    apiVersion: '2026-04-01',
    bucket: 'aks-other',
    signal,
  })
  return objectsAt(answer.body, 'values')
    .map((item) => ({
      minor: textAt(item, 'version') ?? '',
      patches: Object.keys(objectAt(item, 'patchVersions')),
      isDefault: item['isDefault'] === true,
      isPreview: item['isPreview'] === true,
      supportPlans: textsAt(item, 'capabilities', 'supportPlan'),
    }))
    .toSorted((a, b) => Number(b.minor.split('.')[1]) - Number(a.minor.split('.')[1]))
}
