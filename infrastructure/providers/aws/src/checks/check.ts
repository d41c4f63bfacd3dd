import type { Finding, ResourceTree } from '@skyclust/domain'
import { listRegions, listZones } from '../account/places.ts'
import type { Aws } from '../client.ts'
import { checkAddresses } from './addresses.ts'
import { checkForeignNetwork } from './foreign-network.ts'
import { checkMachineTypes } from './machine-types.ts'
import { checkNames } from './names.ts'
import { checkPrincipals } from './principals.ts'
import { checkVersion } from './version.ts'
import { runCheck, worldOf, type Check } from './world.ts'
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
  const regions = await listRegions(home, signal)
  if (!regions.some((region) => region.name === aws.region))
    return [
      {
        severity: 'error',
        code: 'unknown-region',
        message: `There is no region ${aws.region}, or it is not switched on for this account.`,
        remedy: `Choose one of ${regions.map((region) => region.name).join(', ')}.`,
        pointer: '/location',
      },
    ]
  const world = worldOf(tree, { aws, principal, zones: await listZones(aws, signal) })
  const findings = await Promise.all(CHECKS.map((check) => runCheck(check, world, signal)))
  return findings.flat()
}
