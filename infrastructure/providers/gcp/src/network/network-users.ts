import { CloudError } from '@skyclust/application'
import type { GcpClient } from '../client.ts'
import { sameObject } from '../compute/paths.ts'
import { firewallsIn, forwardingRulesIn, serviceOf } from './leftovers.ts'

interface User {
  readonly name: string
  readonly network?: string
  readonly networkInterfaces?: readonly {
    readonly network?: string
    readonly subnetwork?: string
  }[]
}

/** What keeps a network from being deleted, named with its kind. */
export async function networkUsers(
  client: GcpClient,
  network: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const project = `projects/${client.project}`
  const [rules, subnetworks, routers, machines] = await Promise.all([
    firewallsIn(client, network, signal),
    aggregated(client, `${project}/aggregated/subnetworks`, 'subnetworks', signal),
    aggregated(client, `${project}/aggregated/routers`, 'routers', signal),
    aggregated(client, `${project}/aggregated/instances`, 'instances', signal),
  ])
  const here = (user: User) => sameObject(user.network, network)
  return [
    ...rules.map((rule) => `firewall rule ${rule.name}`),
    ...subnetworks.filter(here).map((s) => `subnetwork ${s.name}`),
    ...routers.filter(here).map((r) => `router ${r.name}`),
    ...machines
      .filter((m) => m.networkInterfaces?.some((nic) => sameObject(nic.network, network)))
      .map((m) => `VM ${m.name}`),
  ]
}

/** What keeps a subnetwork from being deleted. */
export async function subnetworkUsers(
  client: GcpClient,
  subnetwork: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const project = `projects/${client.project}`
  const [rules, machines, clusters] = await Promise.all([
    forwardingRulesIn(client, subnetwork, signal),
    aggregated(client, `${project}/aggregated/instances`, 'instances', signal),
    clustersOn(client, subnetwork, signal),
  ])
  return [
    ...clusters.map((name) => `GKE cluster ${name}`),
    ...rules.map((rule) => {
      const service = serviceOf(rule)
      return `forwarding rule ${rule.name}${service === undefined ? '' : ` of Kubernetes service ${service}`}`
    }),
    ...machines
      .filter((m) => m.networkInterfaces?.some((nic) => sameObject(nic.subnetwork, subnetwork)))
      .map((m) => `VM ${m.name}`),
  ]
}

async function clustersOn(
  client: GcpClient,
  subnetwork: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const path = `/v1/projects/${client.project}/locations/-/clusters`
  const answer = await client.send<{
    clusters?: readonly { name: string; networkConfig?: { subnetwork?: string } }[]
  }>({ api: 'container', kind: 'read', path, signal })
  return (answer.clusters ?? [])
    .filter((c) => sameObject(c.networkConfig?.subnetwork, subnetwork))
    .map((c) => c.name)
}

/** An explanation without one kind of object is better than none: what may not be listed is left out. */
async function aggregated(
  client: GcpClient,
  path: string,
  collection: string,
  signal: AbortSignal,
): Promise<readonly User[]> {
  try {
    const answer = await client.send<{
      items?: Readonly<Record<string, Readonly<Record<string, readonly User[]>>>>
    }>({ api: 'compute', kind: 'read', path: `/compute/v1/${path}`, signal })
    return Object.values(answer.items ?? {}).flatMap((scope) => scope[collection] ?? [])
  } catch (error) {
    if (error instanceof CloudError && (error.class === 'not-found' || error.class === 'denied'))
      return []
    throw error
  }
}
