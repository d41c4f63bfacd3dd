import type { AuditChain } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import { filterOf } from './filter-of.ts'
import type { AuditQuery } from './requests.ts'
import type { AuditStatisticsView } from './views.ts'

/** How many entries, by result, action, actor and day. */
export async function getAuditStatistics(
  ports: Pick<Ports, 'db'>,
  chain: AuditChain,
  query: AuditQuery,
): Promise<AuditStatisticsView> {
  const found = await ports.db.stores.audit.statistics(chain, filterOf(query))
  return { ...found, byResult: { ...found.byResult } }
}
