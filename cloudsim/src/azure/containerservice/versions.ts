import { badRequest } from '../arm/errors.ts'
import { type ArmOperation, json, param } from '../arm/operation.ts'
import { findLocation, normalLocation } from '../resources/locations.ts'

interface Minor {
  readonly version: string
  readonly patches: readonly string[]
  readonly isDefault?: boolean
  readonly plans: readonly string[]
}

const community = ['KubernetesOfficial', 'AKSLongTermSupport']

/** What AKS offers, oldest first; 1.32 is on long-term support only. */
const minors: readonly Minor[] = [
  { version: '1.32', patches: ['1.32.9', '1.32.10'], plans: ['AKSLongTermSupport'] },
  { version: '1.33', patches: ['1.33.6', '1.33.7'], plans: community },
  { version: '1.34', patches: ['1.34.2', '1.34.3'], plans: community, isDefault: true },
  { version: '1.35', patches: ['1.35.0', '1.35.1'], plans: community },
]

function compare(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number))
  for (const index of [0, 1, 2]) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

export function minorOf(version: string): number {
  return Number(version.split('.')[1] ?? 0)
}

/** Patch versions that a cluster of this version may go to: newer patches, and the next minor. */
export function upgradesOf(version: string): string[] {
  return minors
    .flatMap((minor) => minor.patches)
    .filter((patch) => compare(patch, version) > 0 && minorOf(patch) <= minorOf(version) + 1)
}

/** The full version for what a caller asks: nothing is the default, `1.34` its newest patch. */
export function resolveVersion(
  asked: string | undefined,
  location: string,
  supportPlan: string,
): string {
  const minor = minors.find((entry) =>
    asked === undefined
      ? entry.isDefault
      : entry.version === asked || entry.patches.includes(asked),
  )
  if (minor?.plans.includes(supportPlan)) {
    if (asked !== undefined && minor.patches.includes(asked)) return asked
    return minor.patches.at(-1) ?? minor.version
  }
  const supported = minors
    .filter((entry) => entry.plans.includes(supportPlan))
    .flatMap((entry) => entry.patches)
  throw badRequest(
    'K8sVersionNotSupported',
    `Managed cluster is on version ${asked ?? ''}, which is not supported in region ${location} under the support plan ${supportPlan}. Supported versions are ${supported.join(', ')}. Please use [az aks get-versions] command to get the supported version list in this region. For more information, please check https://aka.ms/supported-version-list`,
    'properties.kubernetesVersion',
  )
}

/** Refuses a downgrade or a jump over a minor version. */
export function requireUpgradeAllowed(from: string, to: string): void {
  if (from === to || upgradesOf(from).includes(to)) return
  throw badRequest(
    'OperationNotAllowed',
    `Upgrading Kubernetes version ${from} to ${to} is not allowed. Available upgrades: [${upgradesOf(from).join(' ')}]. Please see https://aka.ms/aks-supported-k8s-ver for version details.`,
  )
}

export const versionOperations: readonly ArmOperation[] = [
  {
    method: 'GET',
    path: '/subscriptions/{subscription}/providers/Microsoft.ContainerService/locations/{location}/kubernetesVersions',
    type: 'Microsoft.ContainerService/locations/kubernetesVersions',
    action: 'Microsoft.ContainerService/locations/kubernetesversions/read',
    registration: true,
    run(call) {
      const location = normalLocation(param(call, 'location'))
      if (!findLocation(location))
        throw badRequest(
          'NoRegisteredProviderFound',
          `No registered resource provider found for location '${location}' and API version '${call.apiVersion}' for type 'locations/kubernetesVersions'.`,
        )
      const values = minors.toReversed().map((minor) => ({
        version: minor.version,
        capabilities: { supportPlan: [...minor.plans] },
        ...(minor.isDefault ? { isDefault: true } : {}),
        patchVersions: Object.fromEntries(
          minor.patches.map((patch) => [patch, { upgrades: upgradesOf(patch) }]),
        ),
      }))
      return json(200, { values })
    },
  },
]
