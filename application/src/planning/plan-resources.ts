import {
  type Credential,
  DomainError,
  type Finding,
  type Plan,
  type Resource,
  type ResourceTree,
} from '@skyclust/domain'
import { CloudError } from '../ports/cloud-error.ts'
import type { CloudProvider } from '../ports/cloud-provider.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { ObjectState } from '../ports/stores.ts'
import { resourceTree } from '../reconcile/load-walk.ts'
import { expressed } from './expressible.ts'
import { assemblePlan, planSteps, withGrowth } from './plan-tree.ts'
import { cidrFindings, findingOf, runPreflight } from './preflight.ts'
import { preflightFailed } from './preflight-failed.ts'
import { limitFindings, settingsOf } from './workspace-limits.ts'

const PREFLIGHT_TIMEOUT_MS = 60_000

/** A set of resources that shall exist, with what is recorded of them. */
export interface Intention {
  readonly root: Resource
  readonly resources: readonly Resource[]
  readonly states: readonly ObjectState[]
  readonly credential: Credential
  readonly provider: CloudProvider
  readonly allowCidrOverlap: boolean
  /** Found while the intention was put together. */
  readonly findings: readonly Finding[]
}

/** Plans what will be done to reach the intention, and lets the cloud check it. */
export async function planResources(
  ports: Ports,
  actor: WorkspaceActor,
  intention: Intention,
): Promise<Plan> {
  const signal = ports.clock.timeout(PREFLIGHT_TIMEOUT_MS)
  const { root, resources, states, credential, provider } = intention
  const tree = await resourceTree(ports.db.stores, root, resources)
  const graph = expressed(() =>
    provider.blueprint(tree, { account: credential.account, principal: credential.principal }),
  )
  if ('finding' in graph)
    return assemblePlan(tree, [], [], {
      quotas: [],
      findings: [...intention.findings, graph.finding],
    })
  const steps = planSteps(tree, graph.value, states)
  const declarations = withGrowth(graph.value, steps, states)
  const found = [
    ...intention.findings,
    ...(await newNetworkFindings(ports, actor, tree, intention)),
    ...(await limitFindings(
      ports,
      ports.db.stores,
      await settingsOf(ports.db.stores, root.workspaceId),
      { root, changed: resources },
    )),
  ]
  try {
    const session = await ports.sessions.open(credential, root.location)
    const preflight = await runPreflight(session, tree, declarations, steps, signal)
    return assemblePlan(tree, declarations, steps, {
      ...preflight,
      findings: [...found, ...preflight.findings],
    })
  } catch (error) {
    if (!(error instanceof CloudError)) throw error
    return assemblePlan(tree, declarations, steps, {
      quotas: [],
      findings: [...found, findingOf(error)],
    })
  }
}

/** What deleting these resources will do; needs no question to the cloud. */
export async function planRemoval(
  ports: Ports,
  intention: Pick<Intention, 'root' | 'resources' | 'states' | 'credential' | 'provider'>,
  doomed: ReadonlySet<Resource['id']>,
): Promise<Plan> {
  const { root, resources, states, credential, provider } = intention
  const left = resources.filter((r) => !doomed.has(r.id))
  const tree = await resourceTree(ports.db.stores, root, left)
  const declarations = doomed.has(root.id)
    ? []
    : provider.blueprint(tree, { account: credential.account, principal: credential.principal })
  const steps = planSteps(tree, declarations, states)
  return assemblePlan(tree, declarations, steps, { quotas: [], findings: [] })
}

async function newNetworkFindings(
  ports: Ports,
  actor: WorkspaceActor,
  tree: ResourceTree,
  { states, allowCidrOverlap }: Intention,
): Promise<readonly Finding[]> {
  // A network that stands already was checked when it was made.
  return states.length > 0 ? [] : cidrFindings(ports, actor, tree, allowCidrOverlap)
}

/** Refuses to apply what preflight says cannot work, or what is no longer what was shown. */
export function assertApplicable(plan: Plan, shownDigest: string | undefined): void {
  const errors = plan.findings.filter((f) => f.severity === 'error')
  if (errors.length > 0) throw preflightFailed(plan.findings)
  if (shownDigest !== undefined && shownDigest !== plan.digest)
    throw new DomainError(
      'conflict',
      'plan-changed',
      'What would be done now differs from the plan that was shown. Look at the new plan and confirm it.',
      { details: { plan } },
    )
}
