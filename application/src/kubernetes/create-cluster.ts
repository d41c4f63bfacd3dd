import type { Plan } from '@skyclust/domain'
import { assertApplicable } from '../planning/plan-resources.ts'
import { storeNewTree } from '../planning/store-new-tree.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { auditTarget, wishView } from './audit-view.ts'
import { resourceDetail } from './get-resource.ts'
import { prepareCluster } from './prepare-cluster.ts'
import type { CreateClusterRequest } from './requests.ts'
import type { ResourceDetail } from './views.ts'

/** What creating this cluster would do, cost and need; changes nothing anywhere. */
export async function planCluster(
  ports: Ports,
  actor: WorkspaceActor,
  request: CreateClusterRequest,
): Promise<Plan> {
  return (await prepareCluster(ports, actor, request)).plan
}

/**
 * Writes down that the cluster is wanted and wakes its reconciler. Refused with `preflight-failed` while a finding says that
 * it cannot work or the workspace's limits are reached, with `plan-changed` when the plan is not the one that was shown, with `name-taken` for a used name.
 */
export async function createCluster(
  ports: Ports,
  actor: WorkspaceActor,
  request: CreateClusterRequest,
): Promise<ResourceDetail> {
  // It has no id yet; a refusal is on record by its name.
  ports.trail.note({ target: { kind: 'cluster', id: '', name: request.name } })
  const { plan, resources } = await prepareCluster(ports, actor, request)
  assertApplicable(plan, request.planDigest)
  const cluster = await storeNewTree(ports, actor.workspaceId, resources)
  ports.trail.note({ target: auditTarget(cluster), after: wishView(resources, cluster) })
  // Who may create, but not read, is shown what they made and nothing else.
  return resourceDetail(ports, actor, cluster)
}
