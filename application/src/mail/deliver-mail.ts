import type { MailId } from '@skyclust/domain'
import type { Mailer } from '../ports/identity.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { RunResult } from '../ports/stores.ts'
import { mailContext } from './enqueue-mail.ts'

const MAX_ATTEMPTS = 10
const FIRST_RETRY_MS = 5_000
const MAX_ERROR_LENGTH = 300

/**
 * One attempt at handing a message to the SMTP server. A refused one is tried again after 5 s, doubled each time (about 43
 * minutes in all), then left in the outbox with its error. At least once: a crash between sending and noting it sends twice.
 */
export async function deliverMail(
  ports: Pick<Ports, 'db' | 'vault' | 'clock' | 'logger'> & { readonly mailer: Mailer },
  id: MailId,
): Promise<RunResult> {
  const found = await ports.db.stores.mails.get(id)
  if (!found?.sealed || found.mail.sentAt !== undefined) return { again: 'when-woken' }
  const { mail, sealed } = found
  if (mail.attempts >= MAX_ATTEMPTS) return { again: 'when-woken' }
  const text = await ports.vault.open(sealed, mailContext(id))
  try {
    await ports.mailer.send({ to: mail.to, subject: mail.subject, text })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await ports.db.transaction(({ mails }) => mails.failed(id, reason.slice(0, MAX_ERROR_LENGTH)))
    ports.logger.warn({ mail: id, attempt: mail.attempts + 1, reason }, 'mail was not taken')
    if (mail.attempts + 1 >= MAX_ATTEMPTS) return { again: 'when-woken' }
    return { again: 'after', ms: FIRST_RETRY_MS * 2 ** mail.attempts }
  }
  await ports.db.transaction(({ mails }) => mails.sent(id, isoTime(ports.clock.now())))
  return { again: 'when-woken' }
}
