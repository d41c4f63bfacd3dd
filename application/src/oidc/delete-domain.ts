import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { loadDomain } from './get-domain.ts'

/** Gives a domain up: its people are no longer routed here, and another workspace may prove it. */
export async function deleteDomain(ports: Ports, actor: WorkspaceActor, id: string): Promise<void> {
  await ports.db.transaction(async (stores) => {
    const { domain, verifiedAt = null, id: claimId } = await loadDomain(ports, stores, actor, id)
    ports.trail.note({ before: { domain, verifiedAt } })
    await stores.domains.delete(actor.workspaceId, claimId)
  })
}
