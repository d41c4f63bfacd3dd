import { CloudError, type Leftover } from '@skyclust/application'
import { CALLS } from '../calls.ts'
import type { GcpClient } from '../client.ts'
import { computePath, sameObject } from '../compute/paths.ts'
import { parseObject } from '../naming.ts'

interface Firewall {
  readonly name: string
  readonly network: string
  readonly targetTags?: readonly string[]
}

interface ForwardingRule {
  readonly name: string
  readonly description?: string
  readonly selfLink: string
  readonly subnetwork?: string
}

interface EndpointGroup {
  readonly name: string
  readonly description?: string
  readonly selfLink: string
  readonly network?: string
}

interface LivingCluster {
  readonly id?: string
  readonly network?: string
  readonly networkConfig?: { readonly network?: string }
}

/** GKE marks rules with `gke-<cluster>-<first 8 of the cluster's id>-…`, in the name or in the tag of the nodes. */
const GKE_MARK = /^gke-.+-([0-9a-f]{8})-[a-z]+$/

/**
 * What GKE and Kubernetes left in a network of ours: firewall rules with the mark of a cluster that is gone, and zonal endpoint
 * groups when no cluster lives in the network any more.
 */
export async function networkLeftovers(
  client: GcpClient,
  network: string,
  signal: AbortSignal,
): Promise<readonly Leftover[]> {
  const living = await livingClusters(client, network, signal)
  const rules = await firewallsIn(client, network, signal)
  const dead = rules.filter((rule) => {
    const marks = clusterMarks(rule)
    return marks.length > 0 && !marks.some((mark) => living.ids.has(mark))
  })
  const groups = living.any ? [] : await endpointGroupsIn(client, network, signal)
  return [
    ...dead.map((rule) =>
      leftover(client, {
        description: `firewall rule ${rule.name}`,
        call: CALLS.deleteFirewall,
        path: `projects/${client.project}/global/firewalls/${rule.name}`,
      }),
    ),
    ...groups.map((group) =>
      leftover(client, {
        description: `network endpoint group ${group.name}`,
        call: CALLS.deleteEndpointGroup,
        path: computePath(group.selfLink),
      }),
    ),
  ]
}

/** Internal load balancers that a Kubernetes service made in a subnet of ours. */
export async function subnetworkLeftovers(
  client: GcpClient,
  subnetwork: string,
  signal: AbortSignal,
): Promise<readonly Leftover[]> {
  const rules = await forwardingRulesIn(client, subnetwork, signal)
  return rules
    .filter((rule) => serviceOf(rule) !== undefined)
    .map((rule) =>
      leftover(client, {
        description: `forwarding rule ${rule.name} of Kubernetes service ${serviceOf(rule) ?? ''}`,
        call: CALLS.deleteForwardingRule,
        path: computePath(rule.selfLink),
      }),
    )
}

function leftover(
  client: GcpClient,
  what: { readonly description: string; readonly call: string; readonly path: string },
): Leftover {
  return {
    description: what.description,
    call: what.call,
    async remove(signal) {
      const path = `/compute/v1/${what.path}`
      await client
        .send({ api: 'compute', kind: 'mutate', method: 'DELETE', path, signal })
        .catch((error: unknown) => {
          if (!(error instanceof CloudError && error.class === 'not-found')) throw error
        })
    },
  }
}

/** Beginnings of the ids of the clusters a rule was made for. */
function clusterMarks(rule: Pick<Firewall, 'name' | 'targetTags'>): readonly string[] {
  return [rule.name, ...(rule.targetTags ?? [])].flatMap((text) => GKE_MARK.exec(text)?.[1] ?? [])
}

/** The Kubernetes service that a load balancer's front end belongs to. */
export function serviceOf(rule: Pick<ForwardingRule, 'description'>): string | undefined {
  const service = parseObject(rule.description)?.['kubernetes.io/service-name']
  return typeof service === 'string' ? service : undefined
}

async function livingClusters(client: GcpClient, network: string, signal: AbortSignal) {
  const path = `/v1/projects/${client.project}/locations/-/clusters`
  const answer = await client.send<{
    clusters?: readonly LivingCluster[]
    missingZones?: readonly string[]
  }>({ api: 'container', kind: 'read', path, signal })
  const here = (answer.clusters ?? []).filter((c) => {
    const full = c.networkConfig?.network
    return full === undefined ? network.endsWith(`/${c.network ?? ''}`) : sameObject(full, network)
  })
  return {
    ids: new Set(here.flatMap((c) => c.id?.slice(0, 8) ?? [])),
    // Zones that did not answer may hold a cluster.
    any: here.length > 0 || (answer.missingZones ?? []).length > 0,
  }
}

export async function firewallsIn(
  client: GcpClient,
  network: string,
  signal: AbortSignal,
): Promise<readonly Firewall[]> {
  const path = `/compute/v1/projects/${client.project}/global/firewalls`
  const rules = await client.list<Firewall>({ api: 'compute', path, signal })
  return rules.filter((rule) => sameObject(rule.network, network))
}

export async function forwardingRulesIn(
  client: GcpClient,
  subnetwork: string,
  signal: AbortSignal,
): Promise<readonly ForwardingRule[]> {
  const region = subnetwork.split('/').slice(0, -2).join('/')
  const path = `/compute/v1/${region}/forwardingRules`
  const rules = await client.list<ForwardingRule>({ api: 'compute', path, signal })
  return rules.filter((rule) => sameObject(rule.subnetwork, subnetwork))
}

/** Endpoint groups of container-native load balancing carry the cluster's uid in their description. */
async function endpointGroupsIn(
  client: GcpClient,
  network: string,
  signal: AbortSignal,
): Promise<readonly EndpointGroup[]> {
  const path = `/compute/v1/projects/${client.project}/aggregated/networkEndpointGroups`
  const answer = await client
    .send<{
      items?: Readonly<Record<string, { networkEndpointGroups?: readonly EndpointGroup[] }>>
    }>({ api: 'compute', kind: 'read', path, signal })
    .catch(nothingWhenNotOffered)
  return Object.values(answer.items ?? {})
    .flatMap((scope) => scope.networkEndpointGroups ?? [])
    .filter((group) => sameObject(group.network, network))
    .filter((group) => parseObject(group.description)?.['cluster-uid'] !== undefined)
}

function nothingWhenNotOffered(error: unknown): { items?: undefined } {
  if (error instanceof CloudError && (error.class === 'not-found' || error.class === 'denied'))
    return {}
  throw error
}
