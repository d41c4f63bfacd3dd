import type { QuotaState } from '@skyclust/application'
import type { GcpClient } from '../client.ts'
import { readProject, readRegion } from './regions.ts'

/** Metrics that regions also show but that bind project-wide, or only there. */
const GLOBAL = new Set(['NETWORKS', 'SUBNETWORKS', 'ROUTERS', 'FIREWALLS', 'CPUS_ALL_REGIONS'])

/** Limit and use of quotas by their compute metric; one that Google does not show is left out. */
export async function quotas(
  client: GcpClient,
  region: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly QuotaState[]> {
  const [projectWide, regional] = await Promise.all([
    names.some((name) => GLOBAL.has(name)) ? readProject(client, signal) : undefined,
    names.some((name) => !GLOBAL.has(name)) ? readRegion(client, region, signal) : undefined,
  ])
  return names.flatMap((quota) => {
    const wide = GLOBAL.has(quota)
    const found = (wide ? projectWide : regional)?.quotas?.find((q) => q.metric === quota)
    if (!found) return []
    const description = `${quota} ${wide ? 'of the project' : `in ${region}`}`
    return [{ quota, description, limit: found.limit, used: found.usage }]
  })
}
