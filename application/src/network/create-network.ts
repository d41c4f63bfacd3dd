import { type Finding, type Plan, type Resource } from '@skyclust/domain'
import { assertMayCreate } from '../access/resource-access.ts'
import { catalogOrFinding, credentialAndProvider } from '../catalog/location-catalog.ts'
import { auditTarget, wishView } from '../kubernetes/audit-view.ts'
import { expandNetwork } from '../kubernetes/expand-cluster.ts'
import { resourceDetail } from '../kubernetes/get-resource.ts'
import { emptyPlan } from '../kubernetes/prepare-cluster.ts'
import type { CreateNetworkRequest } from '../kubernetes/requests.ts'
import type { ResourceDetail } from '../kubernetes/views.ts'
import { expressed } from '../planning/expressible.ts'
import { assertApplicable, planResources } from '../planning/plan-resources.ts'
import { storeNewTree } from '../planning/store-new-tree.ts'
import { placementFindings, settingsOf } from '../planning/workspace-limits.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'

/** What creating this network would do, cost and need. */
export async function planNetwork(
  ports: Ports,
  actor: WorkspaceActor,
  request: CreateNetworkRequest,
): Promise<Plan> {
  return (await prepareNetwork(ports, actor, request)).plan
}

/** A network that clusters can share; it stays when they go. */
export async function createNetwork(
  ports: Ports,
  actor: WorkspaceActor,
  request: CreateNetworkRequest,
): Promise<ResourceDetail> {
  // It has no id yet; a refusal is on record by its name.
  ports.trail.note({ target: { kind: 'network', id: '', name: request.name } })
  const { plan, resources } = await prepareNetwork(ports, actor, request)
  assertApplicable(plan, request.planDigest)
  const network = await storeNewTree(ports, actor.workspaceId, resources)
  ports.trail.note({ target: auditTarget(network), after: wishView(resources, network) })
  return resourceDetail(ports, actor, network)
}

async function prepareNetwork(
  ports: Ports,
  actor: WorkspaceActor,
  request: CreateNetworkRequest,
): Promise<{ plan: Plan; resources: readonly Resource[] }> {
  assertMayCreate(actor, 'network:create', request.labels)
  const { credential, provider } = await credentialAndProvider(ports, actor, request.credentialId)
  const settings = await settingsOf(ports.db.stores, actor.workspaceId)
  const findings: Finding[] = [...placementFindings(settings, request)]
  if (credential.provider !== request.provider)
    findings.push({
      severity: 'error',
      code: 'credential-of-other-provider',
      message: `«${credential.name}» is a credential of ${credential.provider}.`,
      remedy: `Choose a credential of ${request.provider}.`,
      pointer: '/credentialId',
    })
  if (await ports.db.stores.resources.findByName(actor.workspaceId, 'network', request.name))
    findings.push({
      severity: 'error',
      code: 'name-taken',
      message: `The workspace has a network called «${request.name}» already.`,
      remedy: 'Choose another name.',
      pointer: '/name',
    })
  const known = await catalogOrFinding(ports, credential, provider, request.location)
  if ('finding' in known || findings.length > 0)
    return {
      plan: emptyPlan(request, [...findings, ...('finding' in known ? [known.finding] : [])]),
      resources: [],
    }
  const at = new Date(ports.clock.now()).toISOString()
  const placement = {
    workspaceId: actor.workspaceId,
    credential,
    location: request.location,
    labels: request.labels,
    at,
  }
  const expanded = expressed(() =>
    expandNetwork(ports, provider, known.catalog, placement, request),
  )
  if ('finding' in expanded)
    return { resources: [], plan: emptyPlan(request, [...findings, expanded.finding]) }
  const resources = expanded.value
  const [root] = resources
  if (!root) throw new Error('a network request expands to at least the network')
  const plan = await planResources(ports, actor, {
    root,
    resources,
    states: [],
    credential,
    provider,
    allowCidrOverlap: request.allowCidrOverlap,
    findings,
  })
  return { plan, resources }
}
