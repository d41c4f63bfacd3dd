import { conflict } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import type { PersonIdentity } from './identity-of.ts'
import { loadUser } from './load-user.ts'
import { judgeFreshCode, reauthenticate, wrongCodeOfSignedIn } from './reauthenticate.ts'
import type { CodeOrProofRequest } from './requests.ts'
import { hasSecondFactor, replaceRecoveryCodes, secondFactorOf } from './second-factors.ts'
import { noteFactor } from './totp.ts'
import type { RecoveryCodesView } from './views.ts'

/**
 * New recovery codes; the earlier ones are void. Who has an authenticator app shows a code of it, who has passkeys only
 * signs in afresh or gives the password. Conflict `no-second-factor` when there is nothing to recover.
 */
export async function renewRecoveryCodes(
  ports: Ports,
  identity: PersonIdentity,
  proof: CodeOrProofRequest,
): Promise<RecoveryCodesView> {
  const user = await loadUser(ports.db.stores, identity.user.id)
  noteFactor(ports, user)
  const factor = await secondFactorOf(ports.db.stores, user.id)
  if (!hasSecondFactor(factor))
    throw conflict(
      'no-second-factor',
      'Recovery codes stand in for a second factor. Add an authenticator app or a passkey first.',
    )
  if (factor.totp && proof?.code === undefined) throw wrongCodeOfSignedIn()
  const judged =
    proof?.code === undefined ? undefined : await judgeFreshCode(ports, user, proof.code)
  if (!judged) await reauthenticate(ports, identity, proof)
  const recoveryCodes = await ports.db.transaction(async (stores) => {
    if (judged && !(await judged.use(stores))) throw wrongCodeOfSignedIn()
    return replaceRecoveryCodes(ports, stores, user.id)
  })
  return { recoveryCodes }
}
