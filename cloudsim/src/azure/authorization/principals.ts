import { IDENTITY_TYPE, idsOfIdentity } from '../identity/user-assigned-identities.ts'
import type { AzureSim } from '../sim.ts'
import type { AccountRecord } from '../state.ts'

/** Virtual milliseconds until a new service principal is known to all of the directory: 2 to 3 minutes, by its id. */
function replicationMs(objectId: string): number {
  return 120_000 + (Number.parseInt(objectId.slice(0, 4), 16) % 60) * 1000
}

/** Whether the directory finds a principal now: a fresh managed identity is not found during its first minutes. */
export function isPrincipalKnown(sim: AzureSim, account: AccountRecord, objectId: string): boolean {
  if (objectId === account.objectId) return true
  const now = sim.context.clock.now()
  return [IDENTITY_TYPE, 'Microsoft.ContainerService/managedClusters']
    .flatMap((type) => sim.state.resources(type).values())
    .filter((record) => record.subscription === account.subscriptionId)
    .some((record) => {
      const known =
        idsOfIdentity(record).objectId === objectId ||
        record.properties['systemPrincipalId'] === objectId
      const delay = Math.max(replicationMs(objectId), sim.context.visibilityDelayMs())
      return known && now >= record.createdAt + delay
    })
}
