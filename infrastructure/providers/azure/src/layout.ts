import type { SubnetLayoutInput, SubnetPlan } from '@skyclust/application'
import { formatCidr, parseCidr, subCidr } from '@skyclust/domain'

/**
 * One regional subnet for nodes behind a NAT gateway. With CNI overlay only nodes and internal load balancers take
 * addresses from it, so a /20 (4,091 usable) is plenty; small networks give half of themselves.
 */
export function subnetLayout(input: SubnetLayoutInput): readonly SubnetPlan[] {
  const network = parseCidr(input.networkCidr)
  const nodes = network && subCidr(network, Math.max(20, network.prefix + 1), 0)
  if (!nodes) return []
  return [
    { name: 'nodes', cidr: formatCidr(nodes), access: 'private', nat: true, secondaryRanges: [] },
  ]
}
