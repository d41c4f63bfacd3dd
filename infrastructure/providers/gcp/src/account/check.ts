import { CloudError } from '@skyclust/application'
import {
  clusterOf,
  type Finding,
  type ObjectDeclaration,
  ofKind,
  type ResourceTree,
} from '@skyclust/domain'
import type { GcpClient } from '../client.ts'
import { SERVICE_ACCOUNT_TYPE } from '../kubernetes/node-identity.spec.ts'
import { siteOf } from '../location.ts'
import { foreignNetworkFindings } from './check-foreign-network.ts'
import { autopilotFindings, locationFindings } from './check-location.ts'
import { machineTypeFindings } from './check-machine-types.ts'
import { clusterNameFindings, nodeAccountFindings } from './check-names.ts'
import { overlapFindings, spaceFindings, spreadFindings } from './check-nodes.ts'
import { versionFindings } from './check-version.ts'
import { error } from './findings.ts'

type Check = () => Promise<readonly Finding[]>

/** What can be said about a tree on Google Cloud without changing anything; a check that is refused is a finding. */
export async function check(
  client: GcpClient,
  tree: ResourceTree,
  declarations: readonly ObjectDeclaration[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const site = siteOf(client.project, tree.root.location)
  const cluster = clusterOf(tree)
  const location = await asFindings(() => locationFindings(client, site, signal))
  // Everything else is asked at the location: pointless where there is none.
  if (location.some((f) => f.pointer === '/location')) return location
  const checks: Check[] = []
  if (cluster && cluster.deletionRequestedAt === undefined) {
    const pools = ofKind(tree.resources, 'node-pool').filter((p) => !p.deletionRequestedAt)
    const account = declarations.find((d) => d.type === SERVICE_ACCOUNT_TYPE)
    checks.push(
      () =>
        Promise.resolve([
          ...autopilotFindings(cluster, site),
          ...spreadFindings(pools, site),
          ...overlapFindings(tree, cluster),
          ...spaceFindings(tree, cluster, pools),
        ]),
      () => versionFindings(client, cluster, site, signal),
      () => machineTypeFindings(client, pools, site, signal),
      () => clusterNameFindings(client, cluster, pools, site, signal),
      () => foreignNetworkFindings(client, cluster, pools, site, signal),
      () => (account ? nodeAccountFindings(client, account, cluster, signal) : Promise.resolve([])),
    )
  }
  const results = await Promise.all(checks.map((run) => asFindings(run)))
  return distinct([...location, ...results.flat()])
}

async function asFindings(run: Check): Promise<readonly Finding[]> {
  try {
    return await run()
  } catch (thrown) {
    if (thrown instanceof CloudError) return [refused(thrown)]
    throw thrown
  }
}

function refused(thrown: CloudError): Finding {
  const codes: Readonly<Record<string, string>> = {
    denied: 'permission-missing',
    credential: 'credential-refused',
    throttled: 'cloud-unreachable',
    'unknown-outcome': 'cloud-unreachable',
  }
  return error({
    code: codes[thrown.class] ?? thrown.code.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    message: thrown.message,
    ...(thrown.remedy === undefined ? {} : { remedy: thrown.remedy }),
  })
}

/** Several checks may meet the same disabled API or wrong location. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map(
    findings.map((f) => [`${f.code} ${f.remedy ?? f.message} ${f.pointer ?? ''}`, f]),
  )
  return [...seen.values()]
}
