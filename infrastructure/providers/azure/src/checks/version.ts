import type { Cluster, Finding } from '@skyclust/domain'
import { readVersions } from '../account/versions.ts'
import type { CheckInput } from './check.ts'

/** Whether AKS offers the wished version here, under the support plan that goes with the tier. */
export async function checkVersion(
  { arm, signal }: CheckInput,
  cluster: Cluster,
): Promise<readonly Finding[]> {
  const wish = cluster.spec.version
  const versions = await readVersions(arm, cluster.location, signal)
  const premium = cluster.spec.azure?.tier === 'Premium'
  const plan = premium ? 'AKSLongTermSupport' : 'KubernetesOfficial'
  const valid = versions.filter((version) => version.supportPlans.includes(plan))
  if (wish === undefined) return []
  const found = versions.find((v) => v.minor === wish || v.patches.includes(wish))
  const offered = valid.flatMap((v) => [v.minor, ...v.patches]).join(', ')
  if (!found)
    return [
      {
        severity: 'error',
        code: 'unknown-version',
        message: `AKS does not offer Kubernetes ${wish} in ${cluster.location}.`,
        remedy: `Choose one of ${offered}, or leave the version out to get the default.`,
        pointer: '/version',
        details: { valid: valid.flatMap((v) => [v.minor, ...v.patches]) },
      },
    ]
  if (!found.supportPlans.includes(plan))
    return [
      {
        severity: 'error',
        code: 'unknown-version',
        message: `Kubernetes ${wish} is in ${cluster.location} only under ${found.supportPlans.join(', ')}, and tier ${cluster.spec.azure?.tier ?? 'Free'} has ${plan}.`,
        remedy: premium
          ? `Choose one of ${offered}.`
          : `Choose one of ${offered}, or the Premium tier, which brings long-term support.`,
        pointer: '/version',
      },
    ]
  if (!found.isPreview) return []
  return [
    {
      severity: 'warning',
      code: 'preview-version',
      message: `Kubernetes ${wish} is a preview in ${cluster.location}: without support, not for production.`,
      pointer: '/version',
    },
  ]
}
