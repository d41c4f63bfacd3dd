import type { AuditFilter } from '../ports/audit-store.ts'
import type { AuditQuery } from './requests.ts'

/** The filter of a request: what it names. */
export function filterOf(query: AuditQuery): AuditFilter {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) satisfies AuditFilter
}
