import { pruneAuditLogs } from '../audit/prune-audit-logs.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'

/** The daily clean-up: sessions and links that have expired, and audit entries that workspaces no longer keep. */
export async function runMaintenance(
  ports: Pick<Ports, 'db' | 'clock' | 'logger'>,
): Promise<{ readonly expired: number; readonly pruned: number }> {
  const expired = await ports.db.transaction(({ platform }) =>
    platform.purgeExpired(isoTime(ports.clock.now())),
  )
  const pruned = await pruneAuditLogs(ports)
  ports.logger.info({ expired, pruned }, 'maintenance done')
  return { expired, pruned }
}
