import type { Finding } from '@skyclust/domain'
import { listZones } from '../account/places.ts'
import type { Check } from './world.ts'

/** A control plane needs subnets in two zones, none of them among the few old ones EKS leaves out. */
export const checkZones: Check = async (world, signal) => {
  const { aws, networks, subnets, foundation, cluster } = world
  const own = networks.length > 0
  const used = own ? subnets : (foundation?.subnets ?? [])
  if (!own && !foundation) return []
  const zones = await listZones(aws, signal)
  const pointer = !own ? '/network/networkId' : cluster ? '/network/create/zones' : '/zones'
  const names = [...new Set(used.flatMap((s) => s.spec.zone ?? []))]
  const usable = zones.filter((zone) => zone.usable).map((zone) => zone.name)
  const findings = names.flatMap((name): Finding[] => {
    const zone = zones.find((each) => each.name === name)
    if (zone?.usable) return []
    return [
      {
        severity: 'error',
        code: 'unknown-zone',
        message: zone
          ? `EKS has no control planes in zone ${name} (${zone.id}).`
          : `There is no zone ${name} in this region.`,
        remedy: `Choose among ${usable.join(', ')}.`,
        pointer,
      },
    ]
  })
  if (names.length < 2 && (cluster !== undefined || own))
    findings.push({
      severity: 'error',
      code: 'too-few-zones',
      message: `The network has subnets in ${names.length === 1 ? `one zone only (${names[0]})` : 'no zone'}; EKS needs two.`,
      remedy: `Choose at least two of ${usable.join(', ')}.`,
      pointer,
    })
  return findings
}
