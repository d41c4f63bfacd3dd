import type { AuditChain } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import { filterOf } from './filter-of.ts'
import type { AuditQuery } from './requests.ts'
import { type AuditEntryView, auditEntryView } from './views.ts'

/** A page of a log, newest first. */
export async function listAuditEntries(
  ports: Pick<Ports, 'db'>,
  chain: AuditChain,
  query: AuditQuery & { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ readonly items: AuditEntryView[]; readonly nextCursor: string | null }> {
  const { limit, cursor, ...wanted } = query
  const page = await ports.db.stores.audit.list(chain, filterOf(wanted), {
    limit,
    ...(cursor === undefined ? {} : { cursor }),
  })
  return { items: page.items.map(auditEntryView), nextCursor: page.nextCursor ?? null }
}
