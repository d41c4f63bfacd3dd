import type { AuditEntry } from '@skyclust/domain'

export interface AuditRow {
  readonly chain: AuditEntry['chain']
  readonly seq: number
  readonly at: string
  readonly actorId: string | null
  readonly actorName: string
  readonly action: string
  readonly result: AuditEntry['result']
  readonly record: string
  readonly previousHash: string
  readonly hash: string
}

/**
 * The entry as its record says it, so that what is shown is what was hashed. A record that somebody made unreadable is
 * shown by its columns: the log of a chain that was tampered with must still open.
 */
export function toAuditEntry(row: AuditRow): AuditEntry {
  const { chain, seq, at, record, previousHash, hash } = row
  const said = parsed(record)
  return {
    actor: {
      kind: said.actor?.kind ?? 'anonymous',
      id: said.actor?.id ?? row.actorId ?? undefined,
      name: said.actor?.name ?? row.actorName,
      via: said.actor?.via ?? 'none',
      credentialId: said.actor?.credentialId,
    },
    action: said.action ?? row.action,
    permission: said.permission,
    target: said.target,
    result: said.result ?? row.result,
    status: said.status,
    code: said.code,
    requestId: said.requestId,
    address: said.address ?? '',
    userAgent: said.userAgent ?? '',
    changes: said.changes ?? [],
    reason: said.reason,
    chain,
    seq,
    at,
    previousHash,
    hash,
    record,
  }
}

function parsed(record: string): Partial<AuditEntry> {
  try {
    const value: unknown = JSON.parse(record)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
