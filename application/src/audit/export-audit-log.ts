import { type AuditChain, DomainError } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import { EXPORT_FORMATS } from './export-formats.ts'
import { filterOf } from './filter-of.ts'
import type { AuditExportFormat, AuditQuery } from './requests.ts'
import { auditEntryView } from './views.ts'

const PAGE = 500

/** An export that is written while it is read: no more than a page of it is in memory. */
export interface AuditExport {
  readonly contentType: string
  /** Proposed to the browser. */
  readonly fileName: string
  readonly chunks: AsyncIterable<string>
}

/**
 * The chosen entries, oldest first, with record and hashes: SHA-256 of `previousHash` (as bytes) and `record` must be
 * `hash`, and `previousHash` the hash before, so nothing of ours is needed to verify it. The iteration fails when the reader may no longer read: a file that ends early must not
 * look complete.
 */
export function exportAuditLog(
  ports: Pick<Ports, 'db' | 'clock'>,
  chain: AuditChain,
  { format, ...query }: AuditQuery & { readonly format: AuditExportFormat },
): AuditExport {
  const filter = filterOf(query)
  const { audit } = ports.db.stores
  const { contentType, begin, between, end, entry } = EXPORT_FORMATS[format]

  async function* chunks(): AsyncGenerator<string> {
    // What is written meanwhile, this export's own entry last, is not waited for.
    const upTo = (await audit.head(chain))?.seq ?? 0
    let isFirst = true
    let text = begin
    let cursor: string | undefined
    do {
      const page = await audit.list(chain, filter, {
        limit: PAGE,
        oldestFirst: true,
        ...(cursor === undefined ? {} : { cursor }),
      })
      const items = page.items.filter(({ seq }) => seq <= upTo)
      for (const item of items) {
        text += isFirst ? '' : between
        text += entry(auditEntryView(item))
        isFirst = false
      }
      if (text !== '') yield text
      text = ''
      cursor = items.length === page.items.length ? page.nextCursor : undefined
    } while (cursor !== undefined)
    if (upTo > 0 && !(await audit.head(chain)))
      throw new DomainError('forbidden', 'access-ended', 'You may no longer read this log.')
    if (end !== '') yield end
  }

  const day = new Date(ports.clock.now()).toISOString().slice(0, 10)
  return { contentType, fileName: `audit-${chain}-${day}.${format}`, chunks: chunks() }
}
