import { MailId } from '@skyclust/domain'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores, VaultContext } from '../ports/stores.ts'
import { type MailLocale, type MailTemplate, renderMail } from './templates.ts'

/** Keys of the work queue that are messages: `mail:<id>`. */
export const MAIL_KEY = 'mail:'

export function mailContext(id: MailId): VaultContext {
  return { kind: 'mail', workspaceId: 'platform', id }
}

/**
 * Writes a message to be sent once the transaction is committed: with the change it tells of, or not at all. Without an
 * SMTP server it waits in the outbox, where the administrator reads it.
 */
export async function enqueueMail(
  ports: Pick<Ports, 'vault' | 'clock' | 'random' | 'installation'>,
  stores: Pick<Stores, 'mails' | 'jobs'>,
  mail: { readonly to: string; readonly locale: MailLocale; readonly template: MailTemplate },
): Promise<MailId> {
  const { publicUrl, mail: delivery } = ports.installation
  const { subject, text } = renderMail(mail.template, mail.locale, publicUrl)
  const id = newId(ports.random, 'msg', MailId)
  const sealed = await ports.vault.seal(text, mailContext(id))
  await stores.mails.insert(
    {
      id,
      to: mail.to,
      subject,
      createdAt: isoTime(ports.clock.now()),
      sentAt: undefined,
      attempts: 0,
      error: undefined,
    },
    sealed,
  )
  if (delivery === 'smtp') await stores.jobs.add(`${MAIL_KEY}${id}`)
  return id
}
