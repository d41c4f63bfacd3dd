import type { Cluster, Finding } from '@skyclust/domain'
import type { GcpClient } from '../client.ts'
import type { Site } from '../location.ts'
import { readServerConfig } from './catalog.ts'
import { error, ifThere } from './findings.ts'

/** The version wanted is offered in the release channel, in full or by its beginning. */
export async function versionFindings(
  client: GcpClient,
  cluster: Cluster,
  site: Site,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const config = await ifThere(readServerConfig(client, site.location, signal))
  const { version } = cluster.spec
  if (!config || version === undefined) return []
  const channel = cluster.spec.gcp?.releaseChannel ?? 'REGULAR'
  const offered = config.channels?.find((c) => c.channel === channel)?.validVersions ?? []
  const matches = (candidate: string) =>
    candidate === version ||
    candidate.startsWith(`${version}.`) ||
    candidate.startsWith(`${version}-`)
  if (offered.some(matches)) return []
  const elsewhere = (config.channels ?? [])
    .filter((c) => c.validVersions?.some(matches))
    .flatMap((c) => c.channel ?? [])
  return [
    error({
      code: 'unknown-version',
      message: `Kubernetes ${version} is not offered in ${site.location} on the ${channel} channel; valid are ${offered.join(', ')}.`,
      remedy:
        elsewhere.length > 0
          ? `Choose one of these versions, or the release channel ${elsewhere.join(' or ')}.`
          : 'Choose one of these versions, or leave the version out.',
      pointer: '/version',
      details: { valid: offered },
    }),
  ]
}
