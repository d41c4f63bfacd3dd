import type { Cluster, Finding } from '@skyclust/domain'
import type { GcpClient } from '../client.ts'
import { lastSegment, type Site } from '../location.ts'
import { error, ifThere, near } from './findings.ts'
import { listRegions, readRegion } from './regions.ts'

/** Autopilot clusters are regional. */
export function autopilotFindings(cluster: Cluster, site: Site): readonly Finding[] {
  if (!site.zonal || !cluster.spec.gcp?.autopilot) return []
  return [
    error({
      code: 'autopilot-zonal',
      message: `Autopilot clusters are regional; ${site.location} is a zone.`,
      remedy: `Use ${site.region} as location, or a standard cluster.`,
      pointer: '/location',
    }),
  ]
}

/** The region and the zones that nodes will use exist. */
export async function locationFindings(
  client: GcpClient,
  site: Site,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const region = await ifThere(readRegion(client, site.region, signal))
  if (!region) {
    const names = (await listRegions(client, signal)).map((r) => r.name)
    return [
      error({
        code: 'unknown-region',
        message: `Google Cloud has no region «${site.region}» for this project.`,
        remedy: `Use one of these: ${near(site.region, names).join(', ')}.`,
        pointer: '/location',
      }),
    ]
  }
  const zones = (region.zones ?? []).map(lastSegment).toSorted()
  const missing = site.zones.filter((zone) => !zones.includes(zone))
  if (missing.length === 0) return []
  return [
    error({
      code: site.zonal ? 'unknown-zone' : 'too-few-zones',
      message: `${site.region} has the zones ${zones.join(', ')}; ${missing.join(', ')} is not among them.`,
      remedy: `Use a zone such as ${zones[0] ?? 'one of another region'} as location, or another region.`,
      pointer: '/location',
    }),
  ]
}
