import { mailContext } from '../mail/enqueue-mail.ts'
import type { Ports } from '../ports/ports.ts'
import type { Page } from '../ports/stores.ts'
import type { MailView } from './views.ts'

/** The outbox, newest first. Bodies hold sign-in links: reading them is on record, and sent ones have none. */
export async function listMails(
  ports: Ports,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<Page<MailView>> {
  const { items, nextCursor } = await ports.db.stores.mails.list(page)
  ports.trail.note({ target: { kind: 'outbox', id: 'mails', name: `${items.length} messages` } })
  const views: MailView[] = []
  for (const { sealed, ...mail } of items) {
    const { id, to, subject, createdAt, sentAt, attempts, error } = mail
    const text = sealed === undefined ? null : await ports.vault.open(sealed, mailContext(id))
    views.push({
      id,
      to,
      subject,
      text,
      createdAt,
      sentAt: sentAt ?? null,
      attempts,
      error: error ?? null,
    })
  }
  return { items: views, nextCursor }
}
