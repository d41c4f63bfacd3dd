import { DomainError } from '@skyclust/domain'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import type { Installation, Ports } from '../ports/ports.ts'
import { assertStrongPassword } from './assert-strong-password.ts'
import type { Client } from './client.ts'
import { mailToken } from './mail-token.ts'
import { newUser } from './new-user.ts'
import type { RegistrationRequest } from './requests.ts'
import { countMail } from './throttling.ts'

/**
 * Makes an account for who asks. The answer is the same whether or not the address has one; the mail tells. Forbidden
 * `registration-closed` where the operator allows none, or none of this domain.
 */
export async function register(
  ports: Ports,
  request: RegistrationRequest,
  client: Client,
): Promise<void> {
  const { email, name, locale, password } = request
  ports.trail.note({ target: { kind: 'user', id: 'unknown', name: email } })
  assertOpen(ports.installation, email)
  assertStrongPassword(password, email, '/password')
  await countMail(ports, { to: email, sender: client.address })
  const passwordHash = await ports.passwords.hash(password)
  const user = newUser(ports, { email, name, locale, passwordHash, isEmailProved: false })
  await ports.db.transaction(async (stores) => {
    if (await stores.users.insertUnlessTaken(user)) {
      ports.trail.note({ target: { kind: 'user', id: user.id, name: email } })
      const token = await mailToken(ports, stores, user, 'verify-email')
      const template = { kind: 'verify-email', token } as const
      await enqueueMail(ports, stores, { to: email, locale, template })
      return
    }
    const existing = await stores.users.findByEmail(email)
    if (!existing || existing.disabledAt !== undefined) return
    const template = { kind: 'account-exists' } as const
    await enqueueMail(ports, stores, { to: existing.email, locale: existing.locale, template })
  })
}

/** Whether an address may have an account made for it. */
export function mayRegister({ registration }: Installation, email: string): boolean {
  if (typeof registration === 'string') return registration === 'open'
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  return registration.domains.some((allowed) => allowed.toLowerCase() === domain)
}

function assertOpen(installation: Installation, email: string): void {
  if (mayRegister(installation, email)) return
  throw new DomainError(
    'forbidden',
    'registration-closed',
    installation.registration === 'closed'
      ? 'Nobody can register here by themselves. Ask a member of a workspace for an invitation.'
      : 'Only people of certain e-mail domains can register here. Use your work address, or ask for an invitation.',
  )
}
