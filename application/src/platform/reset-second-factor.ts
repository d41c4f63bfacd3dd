import type { UserId } from '@skyclust/domain'
import { endSignIns } from '../identity/load-user.ts'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import type { Actor, Ports } from '../ports/ports.ts'
import { assertNotOneself, changeUser } from './change-user.ts'
import type { PlatformUserView } from './views.ts'

/** For who lost phone and codes: authenticator app, recovery codes and passkeys go, sessions end, and the user is told. */
export function resetSecondFactor(
  ports: Ports,
  actor: Actor,
  id: UserId,
): Promise<PlatformUserView> {
  return changeUser(ports, id, async (user, stores) => {
    assertNotOneself(actor, user, 'reset your own second factor here; remove it in your profile')
    await stores.secondFactors.removeTotp(id)
    await stores.secondFactors.replaceRecoveryCodes(id, [])
    await stores.passkeys.deleteAll(id)
    await endSignIns(stores, id)
    const template = { kind: 'second-factor-reset' } as const
    await enqueueMail(ports, stores, { to: user.email, locale: user.locale, template })
    return user
  })
}
