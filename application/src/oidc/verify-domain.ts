import { conflict } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { assertMayProve } from './assert-may-vouch.ts'
import { loadDomain } from './get-domain.ts'
import { type DomainView, domainView } from './views.ts'

const SHOWN_RECORDS = 5
const SHOWN_LENGTH = 120

/**
 * Looks for the claim's record in DNS; from then on people of the domain are routed to the workspace's providers.
 * Conflict `domain-not-verified` shows the record to set, `domain-taken` says that another workspace was first; forbidden
 * `beyond-own-access` for who is no owner where a provider is switched on.
 */
export async function verifyDomain(
  ports: Ports,
  actor: WorkspaceActor,
  id: string,
): Promise<DomainView> {
  const claim = await loadDomain(ports, ports.db.stores, actor, id)
  if (claim.verifiedAt !== undefined) return domainView(claim)
  await assertMayProve(ports.db.stores, actor)
  const { record } = domainView(claim)
  const found = await ports.dns.lookup(record.name)
  if (!found.some((text) => text.trim() === record.value))
    throw conflict(
      'domain-not-verified',
      `The TXT record ${record.name} with the value ${record.value} is not there yet. Set it; a change of DNS may take hours to be seen.`,
      { record, found: found.slice(0, SHOWN_RECORDS).map((text) => text.slice(0, SHOWN_LENGTH)) },
    )
  const verifiedAt = isoTime(ports.clock.now())
  const { domain } = claim
  await ports.db.transaction(async (stores) => {
    await assertMayProve(stores, actor)
    await stores.domains.verify(actor.workspaceId, claim.id, verifiedAt)
    ports.trail.note({ before: { domain, verifiedAt: null }, after: { domain, verifiedAt } })
  })
  return domainView({ ...claim, verifiedAt })
}
