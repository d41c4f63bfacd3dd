import type { AuditEntry } from '@skyclust/domain'
import { z } from 'zod'
import type { AuditHead } from '../ports/audit-store.ts'

/** An entry of the log as lists and details show it. */
export const AuditEntryView = z.object({
  seq: z.number().int(),
  at: z.string(),
  actor: z.object({
    kind: z.string(),
    id: z.string().nullable(),
    name: z.string(),
    via: z.string(),
    /** The session or key. */
    credentialId: z.string().nullable(),
  }),
  action: z.string(),
  permission: z.string().nullable(),
  target: z.object({ kind: z.string(), id: z.string(), name: z.string() }).nullable(),
  result: z.string(),
  status: z.number().int().nullable(),
  code: z.string().nullable(),
  requestId: z.string().nullable(),
  address: z.string(),
  userAgent: z.string(),
  /** What changed, by JSON pointer; an absent side did not exist. */
  changes: z.array(
    z.object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }),
  ),
  reason: z.string().nullable(),
  /** SHA-256, hex, of the bytes of `previousHash` followed by `record` in UTF-8. */
  hash: z.string(),
  previousHash: z.string(),
  /** The exact text that was hashed. */
  record: z.string(),
})
export type AuditEntryView = z.infer<typeof AuditEntryView>

export function auditEntryView(entry: AuditEntry): AuditEntryView {
  const { seq, at, actor, action, target, result, address, userAgent } = entry
  const { hash, previousHash, record } = entry
  return {
    seq,
    at,
    actor: {
      kind: actor.kind,
      id: actor.id ?? null,
      name: actor.name,
      via: actor.via,
      credentialId: actor.credentialId ?? null,
    },
    action,
    permission: entry.permission ?? null,
    target: target ?? null,
    result,
    status: entry.status ?? null,
    code: entry.code ?? null,
    requestId: entry.requestId ?? null,
    address,
    userAgent,
    changes: entry.changes.map((change) => ({ ...change })),
    reason: entry.reason ?? null,
    hash,
    previousHash,
    record,
  }
}

/** The end of a chain. Whoever keeps a copy elsewhere notices when the whole log is rewritten. */
export const AuditHeadView = z.object({
  /** Number of the newest entry; 0 while the log is empty. */
  seq: z.number().int(),
  hash: z.string().nullable(),
  /** Number of the oldest entry that is kept, and the hash of the one before it. */
  firstSeq: z.number().int(),
  anchorHash: z.string().nullable(),
})
export type AuditHeadView = z.infer<typeof AuditHeadView>

export function auditHeadView(head: AuditHead | undefined): AuditHeadView {
  if (!head) return { seq: 0, hash: null, firstSeq: 1, anchorHash: null }
  const { seq, hash, firstSeq, anchorHash } = head
  return { seq, hash, firstSeq, anchorHash }
}

/** What recomputing a chain found. */
export const AuditVerificationView = z.object({
  ok: z.boolean(),
  /** How many there are. */
  entries: z.number().int(),
  /** The first number that does not fit. */
  brokenAt: z.number().int().nullable(),
  what: z
    .enum([
      'entry-missing',
      'entry-too-many',
      'link-broken',
      'entry-changed',
      'columns-changed',
      'head-changed',
      'head-missing',
    ])
    .nullable(),
  head: AuditHeadView,
  checkedAt: z.string(),
})
export type AuditVerificationView = z.infer<typeof AuditVerificationView>

export const AuditStatisticsView = z.object({
  total: z.number().int(),
  byResult: z.record(z.string(), z.number().int()),
  /** The most frequent, at most 50. */
  byAction: z.array(z.object({ action: z.string(), count: z.number().int() })).readonly(),
  /** The busiest, at most 50. */
  byActor: z
    .array(z.object({ actorId: z.string().nullable(), name: z.string(), count: z.number().int() }))
    .readonly(),
  /** UTC days, oldest first. */
  byDay: z.array(z.object({ day: z.string(), count: z.number().int() })).readonly(),
})
export type AuditStatisticsView = z.infer<typeof AuditStatisticsView>
