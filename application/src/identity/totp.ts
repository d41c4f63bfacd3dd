import { conflict, type User } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Actor, Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import type { PersonIdentity } from './identity-of.ts'
import { loadUser } from './load-user.ts'
import { judgeFreshCode, reauthenticate, wrongCodeOfSignedIn } from './reauthenticate.ts'
import type { CodeOrProofRequest, ConfirmTotpRequest, ProofRequest } from './requests.ts'
import {
  hasSecondFactor,
  replaceRecoveryCodes,
  secondFactorOf,
  totpContext,
} from './second-factors.ts'
import { countReauthentication } from './throttling.ts'
import type { NewTotpView, RecoveryCodesView } from './views.ts'

/** A new secret for an authenticator app; it counts once `confirmTotp` has seen a code of it. Conflict `totp-exists`. */
export async function setUpTotp(
  ports: Ports,
  identity: PersonIdentity,
  proof: ProofRequest,
): Promise<NewTotpView> {
  noteFactor(ports, identity.user)
  const user = await reauthenticate(ports, identity, proof)
  const secret = ports.oneTimePasswords.newSecret()
  const sealed = await ports.vault.seal(secret, totpContext(user.id))
  await ports.db.transaction(async ({ secondFactors }) => {
    if ((await secondFactors.totp(user.id))?.confirmedAt !== undefined) throw totpExists()
    await secondFactors.setTotp(user.id, sealed)
  })
  return { secret, uri: ports.oneTimePasswords.uri(secret, user.email) }
}

/** The app shows the right code: from now on it is asked for. Answers with recovery codes, once. */
export async function confirmTotp(
  ports: Ports,
  { userId }: Actor,
  { code }: ConfirmTotpRequest,
): Promise<RecoveryCodesView> {
  const user = await loadUser(ports.db.stores, userId)
  noteFactor(ports, user)
  const totp = await ports.db.stores.secondFactors.totp(userId)
  if (!totp)
    throw conflict(
      'totp-missing',
      'There is no authenticator app to confirm. Begin with a new one.',
    )
  if (totp.confirmedAt !== undefined) throw totpExists()
  const counted = await countReauthentication(ports, userId)
  const secret = await ports.vault.open(totp.sealed, totpContext(userId))
  const step = ports.oneTimePasswords.check(secret, code.replace(' ', ''), ports.clock.now())
  if (step === undefined) throw wrongCodeOfSignedIn()
  await counted.giveBack()
  const recoveryCodes = await ports.db.transaction(async (stores) => {
    // Locks the row: of two confirmations at once one is too late.
    if (!(await stores.secondFactors.useTotpStep(userId, step))) throw wrongCodeOfSignedIn()
    await stores.secondFactors.confirmTotp(userId, isoTime(ports.clock.now()))
    return replaceRecoveryCodes(ports, stores, userId)
  })
  ports.trail.note({ before: { authenticator: false }, after: { authenticator: true } })
  return { recoveryCodes }
}

/** Forgets the authenticator app. A code of it, the password or a fresh sign-in is needed. */
export async function removeTotp(
  ports: Ports,
  identity: PersonIdentity,
  proof: CodeOrProofRequest,
): Promise<void> {
  noteFactor(ports, identity.user)
  const user = await loadUser(ports.db.stores, identity.user.id)
  const judged =
    proof?.code === undefined ? undefined : await judgeFreshCode(ports, user, proof.code)
  if (!judged) await reauthenticate(ports, identity, proof)
  await ports.db.transaction(async (stores) => {
    if (judged && !(await judged.use(stores))) throw wrongCodeOfSignedIn()
    await stores.secondFactors.removeTotp(user.id)
    await dropUselessRecoveryCodes(stores, user)
  })
  ports.trail.note({ before: { authenticator: true }, after: { authenticator: false } })
}

/** Recovery codes stand in for a factor: without one they would be passwords nobody remembers having. */
export async function dropUselessRecoveryCodes(
  stores: Pick<Stores, 'secondFactors' | 'passkeys'>,
  user: Pick<User, 'id'>,
): Promise<void> {
  if (hasSecondFactor(await secondFactorOf(stores, user.id))) return
  await stores.secondFactors.replaceRecoveryCodes(user.id, [])
}

export function noteFactor(ports: Pick<Ports, 'trail'>, { id, email }: User): void {
  ports.trail.note({ target: { kind: 'user', id, name: email } })
}

function totpExists() {
  return conflict('totp-exists', 'You have an authenticator app. Remove it before adding another.')
}
