import type { AuditChain, NewAuditEntry, Workspace } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'

const PAGE = 200
const DAY_MS = 24 * 3_600_000

/**
 * Removes what workspaces no longer want to keep, and says so in their logs. A log that does not verify is left as it is:
 * removing its beginning would remove the proof. Returns how many entries went.
 */
export async function pruneAuditLogs(
  ports: Pick<Ports, 'db' | 'clock' | 'logger'>,
): Promise<number> {
  let removed = 0
  let cursor: string | undefined
  do {
    const page = await ports.db.stores.workspaces.list({
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    })
    for (const workspace of page.items) removed += await pruneLogOf(ports, workspace)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return removed
}

async function pruneLogOf(
  { db, clock, logger }: Pick<Ports, 'db' | 'clock' | 'logger'>,
  { id, settings }: Workspace,
): Promise<number> {
  const { auditRetentionDays } = settings
  if (auditRetentionDays === undefined) return 0
  const before = isoTime(clock.now() - auditRetentionDays * DAY_MS)
  const verified = await db.stores.audit.verify(id)
  if (!verified.ok) {
    logger.warn(
      { workspaceId: id, brokenAt: verified.brokenAt, what: verified.what },
      'the audit log does not verify; nothing of it is pruned',
    )
    return 0
  }
  return db.transaction(async ({ audit }) => {
    const removed = await audit.prune(id, before)
    if (removed > 0) await audit.appendTo(id, pruned(id, removed, before))
    return removed
  })
}

function pruned(chain: AuditChain, removed: number, before: string): NewAuditEntry {
  return {
    actor: {
      kind: 'system',
      id: undefined,
      name: 'SkyClust',
      via: 'none',
      credentialId: undefined,
    },
    action: 'pruneAuditLog',
    permission: undefined,
    target: { kind: 'audit-log', id: chain, name: chain },
    result: 'success',
    status: undefined,
    code: undefined,
    requestId: undefined,
    address: '',
    userAgent: '',
    changes: [{ path: '/entries', before: removed, after: 0 }],
    reason: `entries before ${before} are past the retention of the workspace`,
  }
}
