import {
  deliverMail,
  type Lease,
  type Mailer,
  type Ports,
  reconcileTree,
  runMaintenance,
  type RunResult,
} from '@skyclust/application'
import { MailId } from '@skyclust/domain'

/** Key of the daily clean-up. */
export const MAINTENANCE_KEY = 'maintenance'
const MAIL = /^mail:(?<id>.+)$/
const DAY_MS = 24 * 3_600_000

/** What a key of the queue stands for: a mail to send, the daily clean-up, or the root of a tree to reconcile. */
export async function runJob(
  ports: Ports & { readonly mailer: Mailer | undefined },
  lease: Lease,
  signal: AbortSignal,
): Promise<RunResult> {
  if (lease.key === MAINTENANCE_KEY) {
    await runMaintenance(ports)
    return { again: 'after', ms: DAY_MS }
  }
  const mail = MAIL.exec(lease.key)?.groups?.['id']
  if (mail === undefined) return reconcileTree(ports, lease, signal)
  if (!ports.mailer) return { again: 'when-woken' }
  return deliverMail({ ...ports, mailer: ports.mailer }, MailId.parse(mail))
}
