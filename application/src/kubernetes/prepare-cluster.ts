import type { Finding, Plan, Resource } from '@skyclust/domain'
import { assertMayCreate } from '../access/resource-access.ts'
import { catalogOrFinding, credentialAndProvider } from '../catalog/location-catalog.ts'
import { expressed } from '../planning/expressible.ts'
import { planResources } from '../planning/plan-resources.ts'
import { placementFindings, settingsOf } from '../planning/workspace-limits.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { expandCluster, requestFindings } from './expand-cluster.ts'
import { findResource } from './get-resource.ts'
import type { CreateClusterRequest } from './requests.ts'

/** The resources of a request and their plan; nothing is stored and nothing in a cloud is changed. */
export interface PreparedCluster {
  readonly resources: readonly Resource[]
  readonly plan: Plan
}

/** Expands and plans a create request. Used alike by the dry run and the apply, so that both see the same. */
export async function prepareCluster(
  ports: Ports,
  actor: WorkspaceActor,
  request: CreateClusterRequest,
): Promise<PreparedCluster> {
  assertMayCreate(actor, 'cluster:create', request.labels)
  const { credential, provider } = await credentialAndProvider(ports, actor, request.credentialId)
  const findings: Finding[] = [...requestFindings(request)]
  if (credential.provider !== request.provider)
    findings.push({
      severity: 'error',
      code: 'credential-of-other-provider',
      message: `«${credential.name}» is a credential of ${credential.provider}.`,
      remedy: `Choose a credential of ${request.provider}.`,
      pointer: '/credentialId',
    })
  findings.push(
    ...placementFindings(await settingsOf(ports.db.stores, actor.workspaceId), request),
    ...(await nameFindings(ports, actor, request)),
    ...(await networkFindings(ports, actor, request)),
  )
  const known = await catalogOrFinding(ports, credential, provider, request.location)
  if ('finding' in known || findings.some((f) => f.severity === 'error'))
    return {
      resources: [],
      plan: emptyPlan(request, [...findings, ...('finding' in known ? [known.finding] : [])]),
    }
  const at = new Date(ports.clock.now()).toISOString()
  const placement = {
    workspaceId: actor.workspaceId,
    credential,
    location: request.location,
    labels: request.labels,
    at,
  }
  const zoneFindings = unknownZones(request, known.catalog.zones)
  if (zoneFindings.length > 0)
    return { resources: [], plan: emptyPlan(request, [...findings, ...zoneFindings]) }
  const expanded = expressed(() =>
    expandCluster(ports, provider, known.catalog, placement, request),
  )
  if ('finding' in expanded)
    return { resources: [], plan: emptyPlan(request, [...findings, expanded.finding]) }
  const resources = expanded.value
  const [root] = resources
  if (!root) throw new Error('a cluster request expands to at least the cluster')
  const plan = await planResources(ports, actor, {
    root,
    resources,
    states: [],
    credential,
    provider,
    allowCidrOverlap: request.allowCidrOverlap,
    findings,
  })
  return { resources, plan }
}

async function nameFindings(
  ports: Ports,
  actor: WorkspaceActor,
  request: CreateClusterRequest,
): Promise<readonly Finding[]> {
  const { resources } = ports.db.stores
  const taken: Finding[] = []
  const kinds =
    'create' in request.network ? (['cluster', 'network'] as const) : (['cluster'] as const)
  for (const kind of kinds) {
    if ((await resources.findByName(actor.workspaceId, kind, request.name)) === undefined) continue
    taken.push({
      severity: 'error',
      code: 'name-taken',
      message: `The workspace has a ${kind} called «${request.name}» already.`,
      remedy: 'Choose another name.',
      pointer: '/name',
    })
  }
  return taken
}

async function networkFindings(
  ports: Ports,
  actor: WorkspaceActor,
  request: CreateClusterRequest,
): Promise<readonly Finding[]> {
  if (!('networkId' in request.network)) return []
  const pointer = '/network/networkId'
  const { networkId } = request.network
  const network = await findResource(ports, actor, 'network', networkId, 'network:read')
  const unfit = (message: string, remedy: string): Finding[] => [
    { severity: 'error', code: 'network-unfit', message, remedy, pointer },
  ]
  if (network.deletionRequestedAt !== undefined)
    return unfit(`The network «${network.name}» is being deleted.`, 'Choose another network.')
  if (network.provider !== request.provider || network.credentialId !== request.credentialId)
    return unfit(
      `The network «${network.name}» belongs to another account.`,
      'Choose a network of the same credential.',
    )
  if (!request.location.startsWith(network.location))
    return unfit(
      `The network «${network.name}» is in ${network.location}, the cluster would be in ${request.location}.`,
      'Choose a network of the same region.',
    )
  if (network.observedGeneration !== network.generation)
    return unfit(`The network «${network.name}» is not ready yet.`, 'Wait until it is ready.')
  return []
}

function unknownZones(request: CreateClusterRequest, zones: readonly string[]): readonly Finding[] {
  const asked = 'create' in request.network ? (request.network.create.zones ?? []) : []
  const pointer = '/network/create/zones'
  const unknown = asked.filter((z) => !zones.includes(z))
  const findings: Finding[] = unknown.map((zone) => ({
    severity: 'error',
    code: 'unknown-zone',
    message: `${request.location} has no zone «${zone}».`,
    remedy: `Use zones out of: ${zones.join(', ')}.`,
    pointer,
  }))
  if (request.provider === 'aws' && asked.length > 0 && new Set(asked).size < 2)
    findings.push({
      severity: 'error',
      code: 'too-few-zones',
      message: 'EKS needs subnets in at least two zones; one is given.',
      remedy: `Name at least two of: ${zones.join(', ')}.`,
      pointer,
    })
  return findings
}

/** A plan that did not get as far as steps: the findings say why. */
export function emptyPlan(
  request: Pick<CreateClusterRequest, 'provider' | 'location'>,
  findings: readonly Finding[],
): Plan {
  return {
    provider: request.provider,
    location: request.location,
    steps: [],
    price: { lines: [], monthlyUsd: '0.00', currency: 'USD' },
    permissions: [],
    quota: [],
    findings,
    usualSeconds: { min: 0, max: 0 },
    digest: '',
  }
}
