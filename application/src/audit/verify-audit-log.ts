import type { AuditChain } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import { type AuditHeadView, auditHeadView, AuditVerificationView } from './views.ts'

/** Recomputes a log from its oldest entry to its head. */
export async function verifyAuditLog(
  ports: Pick<Ports, 'db' | 'clock'>,
  chain: AuditChain,
): Promise<AuditVerificationView> {
  const { audit } = ports.db.stores
  const found = await audit.verify(chain)
  const head = auditHeadView(await audit.head(chain))
  return AuditVerificationView.parse({
    ok: found.ok,
    entries: found.entries,
    brokenAt: found.ok ? null : found.brokenAt,
    what: found.ok ? null : found.what,
    head,
    checkedAt: isoTime(ports.clock.now()),
  })
}

/** The end of a log, to be kept elsewhere. */
export async function getAuditHead(
  ports: Pick<Ports, 'db'>,
  chain: AuditChain,
): Promise<AuditHeadView> {
  return auditHeadView(await ports.db.stores.audit.head(chain))
}
