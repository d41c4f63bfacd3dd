import type { SubnetLayoutInput, SubnetPlan } from '@skyclust/application'
import { formatCidr, parseCidr, subCidr } from '@skyclust/domain'

const MAX_ZONES = 3
/** The smallest subnet of a VPC is a /28. */
const LONGEST_PREFIX = 28

/**
 * A public and a private subnet in each of the first three zones. Of a /16: private /19 (nodes and pods), public /24 (load
 * balancers, the NAT gateway) in the last eighth; other sizes in proportion.
 */
export function subnetLayout({ networkCidr, zones }: SubnetLayoutInput): readonly SubnetPlan[] {
  const network = parseCidr(networkCidr)
  if (!network) return []
  const privatePrefix = network.prefix + 3
  const publicPrefix = Math.min(network.prefix + 8, LONGEST_PREFIX)
  const publicBlock = subCidr(network, privatePrefix, 7)
  const chosen = zones.slice(0, MAX_ZONES)
  const suffixes = zoneSuffixes(chosen)
  return chosen.flatMap((zone, index): SubnetPlan[] => {
    const inner = subCidr(network, privatePrefix, index)
    const outer = publicBlock && subCidr(publicBlock, publicPrefix, index)
    if (!inner || !outer) return []
    const suffix = suffixes[index] ?? String(index + 1)
    const common = { zone, secondaryRanges: [] }
    return [
      {
        ...common,
        name: `public-${suffix}`,
        cidr: formatCidr(outer),
        access: 'public',
        nat: index === 0,
      },
      {
        ...common,
        name: `private-${suffix}`,
        cidr: formatCidr(inner),
        access: 'private',
        nat: false,
      },
    ]
  })
}

/** The zones' last letters where they tell them apart, else numbers. */
function zoneSuffixes(zones: readonly string[]): readonly string[] {
  const letters = zones.map((zone) => /[a-z]$/.exec(zone)?.[0] ?? '')
  return letters.every((letter) => letter !== '') && new Set(letters).size === letters.length
    ? letters
    : zones.map((_, index) => String(index + 1))
}
