import type { Finding, ObjectDeclaration, ResourceTree } from '@skyclust/domain'
import { clusterOf } from '@skyclust/domain'
import { readLocations } from '../account/locations.ts'
import type { Skus } from '../account/skus.ts'
import type { Arm } from '../client.ts'
import { checkAddresses } from './addresses.ts'
import { checkForeignNetwork } from './foreign-network.ts'
import { checkMachineTypes } from './machine-types.ts'
import { checkNames } from './names.ts'
import { nearest } from './nearest.ts'
import { checkProviders } from './providers.ts'
import { checkVersion } from './version.ts'

export interface CheckInput {
  readonly arm: Arm
  readonly skus: Skus
  readonly tree: ResourceTree
  readonly declarations: readonly ObjectDeclaration[]
  readonly signal: AbortSignal
}

/** Azure's own preflight: nothing in here changes anything. */
export async function check(input: CheckInput): Promise<readonly Finding[]> {
  const { arm, tree, signal } = input
  const location = tree.root.location
  const [locations, providers] = await Promise.all([
    readLocations(arm, signal),
    checkProviders(input),
  ])
  const here = locations.find((place) => place.name === location)
  if (!here)
    return [
      ...providers,
      {
        severity: 'error',
        code: 'unknown-region',
        message: `Azure has no region «${location}» for this subscription.`,
        remedy: `Choose one of its regions, for example ${nearest(
          location,
          locations.map((place) => place.name),
        ).join(', ')}.`,
        pointer: '/location',
      },
    ]
  // An unregistered provider refuses the reads below as well.
  if (providers.some((finding) => finding.severity === 'error')) return providers
  const cluster = clusterOf(tree)
  const more = await Promise.all([
    checkNames(input),
    checkAddresses(input),
    ...(cluster
      ? [
          checkVersion(input, cluster),
          checkMachineTypes(input, here.zones),
          checkForeignNetwork(input, cluster),
        ]
      : []),
  ])
  return [...providers, ...more.flat()]
}
