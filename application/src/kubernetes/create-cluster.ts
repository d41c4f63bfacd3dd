import type { Plan } from '@skyclust/domain'
import { assertApplicable } from '../planning/plan-resources.ts'
import { storeNewTree } from '../planning/store-new-tree.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { getCluster } from './get-cluster.ts'
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
 * it cannot work, with `plan-changed` when the plan is not the one that was shown, with `name-taken` for a used name.
 */
export async function createCluster(
  ports: Ports,
  actor: WorkspaceActor,
  request: CreateClusterRequest,
): Promise<ResourceDetail> {
  const { plan, resources } = await prepareCluster(ports, actor, request)
  assertApplicable(plan, request.planDigest)
  const cluster = await storeNewTree(ports, actor.workspaceId, resources)
  return getCluster(ports, actor, cluster.id)
}
