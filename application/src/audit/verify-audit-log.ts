import { type AuditChain, DomainError } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import { type AuditHeadView, auditHeadView, AuditVerificationView } from './views.ts'

/** It reads the whole log and holds a connection meanwhile. */
const PER_CHAIN = { points: 20, windowMs: 60_000 }

/** Recomputes a log from its oldest entry to its head. Too-many-requests `too-many-verifications`. */
export async function verifyAuditLog(
  ports: Pick<Ports, 'db' | 'clock' | 'throttle'>,
  chain: AuditChain,
): Promise<AuditVerificationView> {
  const { audit } = ports.db.stores
  await throttle(ports, chain)
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

async function throttle(ports: Pick<Ports, 'throttle'>, chain: AuditChain): Promise<void> {
  const { allowed, retryAfterMs } = await ports.throttle.take(`audit-verify ${chain}`, PER_CHAIN)
  if (allowed) return
  const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  throw new DomainError(
    'too-many-requests',
    'too-many-verifications',
    `The log was verified often enough just now. Try again in ${retryAfterSeconds} s.`,
    { details: { retryAfterSeconds } },
  )
}

/** The end of a log, to be kept elsewhere. */
export async function getAuditHead(
  ports: Pick<Ports, 'db'>,
  chain: AuditChain,
): Promise<AuditHeadView> {
  return auditHeadView(await ports.db.stores.audit.head(chain))
}
