import { type DomainClaim, DomainClaimId, notFound } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { type DomainView, domainView } from './views.ts'

/** A claim of the actor's workspace; it is the request's target from here on. Throws not-found. */
export async function loadDomain(
  ports: Pick<Ports, 'trail'>,
  stores: Pick<Stores, 'domains'>,
  actor: WorkspaceActor,
  id: string,
): Promise<DomainClaim> {
  ports.trail.note({ target: { kind: 'domain', id, name: id } })
  const parsed = DomainClaimId.safeParse(id)
  const claim = parsed.success && (await stores.domains.get(actor.workspaceId, parsed.data))
  if (!claim) throw notFound('domain', id)
  ports.trail.note({ target: { kind: 'domain', id, name: claim.domain } })
  return claim
}

/** The e-mail domains the workspace claims, with the records that prove them. */
export async function listDomains(
  ports: Ports,
  actor: WorkspaceActor,
): Promise<{ readonly items: DomainView[] }> {
  const claims = await ports.db.stores.domains.list(actor.workspaceId)
  return { items: claims.map(domainView) }
}
