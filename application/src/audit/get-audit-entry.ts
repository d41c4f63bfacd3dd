import { type AuditChain, notFound } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import { type AuditEntryView, auditEntryView } from './views.ts'

/** One entry by its number; DomainError not-found when there is none, or it is no longer kept. */
export async function getAuditEntry(
  ports: Pick<Ports, 'db'>,
  chain: AuditChain,
  seq: number,
): Promise<AuditEntryView> {
  const entry = await ports.db.stores.audit.get(chain, seq)
  if (!entry) throw notFound('audit entry', String(seq))
  return auditEntryView(entry)
}
