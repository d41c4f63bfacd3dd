import { type DomainClaim, DomainClaimId } from '@skyclust/domain'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { claimableDomain } from './email-domain.ts'
import type { ClaimDomainRequest } from './requests.ts'
import { type DomainView, domainView } from './views.ts'

/** Says that an e-mail domain is the workspace's. Anybody may: it counts once its DNS record was seen. */
export async function claimDomain(
  ports: Ports,
  actor: WorkspaceActor,
  request: ClaimDomainRequest,
): Promise<DomainView> {
  const domain = claimableDomain(request.domain)
  const claim: DomainClaim = {
    id: newId(ports.random, 'dom', DomainClaimId),
    workspaceId: actor.workspaceId,
    domain,
    proof: ports.tokens.newSecret().value,
    verifiedAt: undefined,
    createdAt: isoTime(ports.clock.now()),
  }
  const view = domainView(claim)
  ports.trail.note({ target: { kind: 'domain', id: claim.id, name: domain } })
  await ports.db.transaction(async ({ domains }) => {
    await domains.insert(claim)
    ports.trail.note({ after: { domain, verifiedAt: null } })
  })
  return view
}
