import type { Check } from './world.ts'
import { listVersions } from '../account/catalog.ts'

/** The version must be one that EKS takes for new clusters now; extended support costs six times as much. */
export const checkVersion: Check = async ({ aws, cluster }, signal) => {
  const asked = cluster?.spec.version
  if (asked === undefined) return []
  const versions = await listVersions(aws, signal)
  const known = versions.find((each) => each.version === asked)
  if (!known)
    return [
      {
        severity: 'error',
        code: 'unknown-version',
        message: `EKS does not offer Kubernetes ${asked} here.`,
        remedy: `Choose one of ${versions.map((each) => each.version).join(', ')}.`,
        pointer: '/version',
        details: { versions: versions.map((each) => each.version) },
      },
    ]
  if (known.support !== 'extended') return []
  return [
    {
      severity: 'warning',
      code: 'version-extended-support',
      message: `Kubernetes ${asked} is in extended support: the control plane costs $0.60 instead of $0.10 an hour.`,
      remedy: `Choose one of ${versions
        .filter((each) => each.support === 'standard')
        .map((each) => each.version)
        .join(', ')}.`,
      pointer: '/version',
    },
  ]
}
