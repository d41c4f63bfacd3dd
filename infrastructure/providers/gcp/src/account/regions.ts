import type { GcpClient } from '../client.ts'

interface QuotaMetric {
  readonly metric: string
  readonly limit: number
  readonly usage: number
}

export interface Region {
  readonly name: string
  readonly status?: string
  readonly zones?: readonly string[]
  readonly quotas?: readonly QuotaMetric[]
}

export interface Project {
  readonly quotas?: readonly QuotaMetric[]
}

/** A region with its zones and quotas; throws CloudError not-found for a name that is none. */
export function readRegion(
  client: GcpClient,
  region: string,
  signal: AbortSignal,
): Promise<Region> {
  const path = `/compute/v1/projects/${client.project}/regions/${region}`
  return client.send<Region>({ api: 'compute', kind: 'read', path, signal })
}

export function listRegions(client: GcpClient, signal: AbortSignal): Promise<readonly Region[]> {
  const path = `/compute/v1/projects/${client.project}/regions`
  return client.list<Region>({ api: 'compute', path, signal })
}

/** Project-wide quotas. */
export function readProject(client: GcpClient, signal: AbortSignal): Promise<Project> {
  const path = `/compute/v1/projects/${client.project}`
  return client.send<Project>({ api: 'compute', kind: 'read', path, signal })
}
