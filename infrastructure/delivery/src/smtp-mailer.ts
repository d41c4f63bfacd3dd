import type { Mailer } from '@skyclust/application'
import { DomainError } from '@skyclust/domain'
import type { Transporter } from 'nodemailer'

export interface SmtpOptions {
  /**
   * `smtp://` (STARTTLS, required) or `smtps://` (TLS from the start), with `user:password@` when the server wants it.
   * `?tls=off` for a relay in one's own network that has no TLS and wants no password; servers on loopback need none.
   */
  readonly url: string
  /** `Name <address>` or an address. */
  readonly from: string
  /** How long the server may stay silent. */
  readonly timeoutMs?: number
}

const REASONS: Readonly<Record<string, string>> = {
  EAUTH: 'authentication',
  ENOAUTH: 'authentication',
  ETLS: 'tls',
  EREQUIRETLS: 'tls',
  ETIMEDOUT: 'timeout',
  ECONNECTION: 'unreachable',
  ESOCKET: 'unreachable',
  EDNS: 'unreachable',
  EENVELOPE: 'address',
  EMESSAGE: 'message',
}

/**
 * Sends by SMTP. Throws RangeError for settings that cannot be right; `send` rejects with DomainError unavailable
 * `mail-refused`, which names server and reason and nothing of the message or the password.
 */
export function smtpMailer(options: SmtpOptions): Mailer {
  const settings = settingsOf(options)
  let transport: Promise<Transporter> | undefined
  return {
    async send({ to, subject, text }) {
      // Installations without mail never load the library.
      transport ??= import('nodemailer').then(({ createTransport }) => createTransport(settings))
      try {
        await (
          await transport
        ).sendMail({
          from: options.from,
          // As an object, so that a comma in it does not make two recipients.
          to: { name: '', address: to },
          subject,
          text,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } catch (error) {
        throw refused(settings.host, error)
      }
    },
  }
}

function settingsOf({ url: text, timeoutMs = 20_000 }: SmtpOptions) {
  const url = URL.parse(text)
  if (!url?.hostname || !['smtp:', 'smtps:'].includes(url.protocol))
    throw new RangeError('The SMTP URL must look like smtps://user:password@mail.example.com:465')
  const secure = url.protocol === 'smtps:'
  const tls = url.searchParams.get('tls') ?? 'required'
  if (tls !== 'required' && tls !== 'off')
    throw new RangeError('The SMTP URL takes ?tls=required (the default) or ?tls=off')
  const host = url.hostname.replaceAll(/^\[|\]$/g, '')
  const [user, pass] = [decoded(url.username), decoded(url.password)]
  const isHere = host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
  if (tls === 'off' && user !== '' && !isHere)
    throw new RangeError('A password is not sent without TLS: leave out ?tls=off or the user')
  const plain = !secure && (tls === 'off' || isHere)
  return {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !plain,
    ignoreTLS: plain,
    ...(user !== '' && { auth: { user, pass } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // What is sent is text: nothing in it may become a file or a download.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new RangeError('User and password of the SMTP URL must be percent-encoded')
  }
}

/** Without the cause: the server's words can repeat what was sent to it. */
function refused(host: string, error: unknown): DomainError {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  const reason = REASONS[String(code)] ?? 'unknown'
  const status = typeof responseCode === 'number' ? `, status ${responseCode}` : ''
  return new DomainError(
    'unavailable',
    'mail-refused',
    `The mail server ${host} did not take the message (${reason}${status}). Check the SMTP settings, then send it again.`,
    { details: { reason } },
  )
}
