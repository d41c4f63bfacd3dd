import type { Finding, ResourceTree } from '@skyclust/domain'
import { listRegions } from '../account/places.ts'
import type { Aws } from '../client.ts'
import { checkAddresses } from './addresses.ts'
import { checkForeignNetwork } from './foreign-network.ts'
import { checkMachineTypes } from './machine-types.ts'
import { checkNames } from './names.ts'
import { checkPrincipals } from './principals.ts'
import { checkVersion } from './version.ts'
import { unlessDenied, worldOf, type Check } from './world.ts'
import { checkZones } from './zones.ts'

const CHECKS: readonly Check[] = [
  checkZones,
  checkVersion,
  checkMachineTypes,
  checkAddresses,
  checkForeignNetwork,
  checkNames,
  checkPrincipals,
]

/** Everything about a tree that AWS would refuse or that would keep it from working; reads only. */
export async function checkTree(
  aws: Aws,
  home: Aws,
  principal: string,
  tree: ResourceTree,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const place = await unlessDenied(() => checkRegion(aws.region, home, signal))
  if (place.some((finding) => finding.severity === 'error')) return place
  const world = worldOf(tree, { aws, principal })
  const findings = await Promise.all(
    CHECKS.map((check) => unlessDenied(() => check(world, signal))),
  )
  return [...place, ...findings.flat()]
}

/** Nothing else can be asked of a region that is not there. */
async function checkRegion(
  region: string,
  home: Aws,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const regions = await listRegions(home, signal)
  if (regions.some((each) => each.name === region)) return []
  return [
    {
      severity: 'error',
      code: 'unknown-region',
      message: `There is no region ${region}, or it is not switched on for this account.`,
      remedy: `Choose one of ${regions.map((each) => each.name).join(', ')}.`,
      pointer: '/location',
    },
  ]
}
