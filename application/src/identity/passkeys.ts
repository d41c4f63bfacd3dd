import { conflict, invalid, notFound, type Passkey, PasskeyId, type User } from '@skyclust/domain'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Actor, Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { attemptChallenge, challengeHash, closeChallenge, newChallenge } from './challenges.ts'
import type { PersonIdentity } from './identity-of.ts'
import { lockUser } from './load-user.ts'
import { reauthenticate } from './reauthenticate.ts'
import type { AddPasskeyRequest, ProofRequest } from './requests.ts'
import { hasSecondFactor, replaceRecoveryCodes, secondFactorOf } from './second-factors.ts'
import { dropUselessRecoveryCodes, noteFactor } from './totp.ts'
import type { PasskeyOptionsView, PasskeyView } from './views.ts'

const MAX_PASSKEYS = 20

/** The user's passkeys, oldest first. */
export async function listPasskeys(
  ports: Ports,
  { userId }: Actor,
): Promise<{ readonly items: readonly PasskeyView[] }> {
  const passkeys = await ports.db.stores.passkeys.listFor(userId)
  return { items: passkeys.map(passkeyView) }
}

/** Options for making a passkey. The proof of the person is asked for here; the challenge stands for it afterwards. */
export async function beginPasskey(
  ports: Ports,
  identity: PersonIdentity,
  proof: ProofRequest,
): Promise<PasskeyOptionsView> {
  const user = await reauthenticate(ports, identity, proof)
  const existing = await ports.db.stores.passkeys.listFor(user.id)
  if (existing.length >= MAX_PASSKEYS)
    throw conflict('too-many-passkeys', `You have ${MAX_PASSKEYS} passkeys. Remove one first.`)
  const { challenge, options } = await ports.passkeys.registrationOptions(user, existing)
  const stored = newChallenge(ports, 'passkey-registration', identity.session.id, {
    userId: user.id,
    passkeyChallenge: challenge,
  })
  await ports.db.transaction(async ({ challenges }) => {
    // One per session: who begins again means the new one.
    await challenges.delete(challengeHash(ports, 'passkey-registration', identity.session.id))
    await challenges.insert(stored)
  })
  return { options }
}

/** A passkey, and recovery codes when it is the user's first second factor. */
export interface AddedPasskey {
  readonly passkey: PasskeyView
  readonly recoveryCodes: readonly string[] | null
}

/** Stores the passkey the browser made. Invalid `passkey-refused` when the answer does not fit. */
export async function addPasskey(
  ports: Ports,
  { user, session }: PersonIdentity,
  { name, answer }: AddPasskeyRequest,
): Promise<AddedPasskey> {
  noteFactor(ports, user)
  const { tokenHash, passkeyChallenge = '' } = await attemptChallenge(
    ports,
    'passkey-registration',
    session.id,
  )
  const made = await ports.passkeys.verifyRegistration(passkeyChallenge, answer)
  if (!made || (await ports.db.stores.passkeys.findByCredentialId(made.credentialId)))
    throw invalid('passkey-refused', 'This passkey does not fit this site. Begin again.')
  const passkey: Passkey = {
    ...made,
    id: newId(ports.random, 'pky', PasskeyId),
    userId: user.id,
    name,
    createdAt: isoTime(ports.clock.now()),
    lastUsedAt: undefined,
  }
  return ports.db.transaction(async (stores) => {
    await closeChallenge(ports, stores, tokenHash)
    const before = await secondFactorOf(stores, user.id)
    await stores.passkeys.insert(passkey)
    ports.trail.note({
      target: { kind: 'passkey', id: passkey.id, name },
      after: passkeyView(passkey),
    })
    const isFirst = !hasSecondFactor(before)
    const recoveryCodes = isFirst ? await replaceRecoveryCodes(ports, stores, user.id) : null
    return { passkey: passkeyView(passkey), recoveryCodes }
  })
}

/** Removes one of the user's passkeys; conflict `last-way-in` when they could not sign in without it. */
export async function deletePasskey(
  ports: Ports,
  identity: PersonIdentity,
  id: PasskeyId,
  proof: ProofRequest,
): Promise<void> {
  ports.trail.note({ target: { kind: 'passkey', id, name: id } })
  const { id: userId } = await reauthenticate(ports, identity, proof)
  await ports.db.transaction(async (stores) => {
    // Of two ways in that are removed at once the second sees that the first has gone.
    const user = await lockUser(stores, userId)
    const passkey = (await stores.passkeys.listFor(user.id)).find((each) => each.id === id)
    if (!passkey) throw notFound('passkey', id)
    ports.trail.note({
      target: { kind: 'passkey', id, name: passkey.name },
      before: passkeyView(passkey),
    })
    await stores.passkeys.delete(user.id, id)
    await assertWayIn(stores, user)
    await dropUselessRecoveryCodes(stores, user)
  })
}

/** Refuses to leave an account nobody can sign in to: no password, no passkey, no provider that is switched on. */
export async function assertWayIn(
  stores: Pick<Stores, 'passkeys' | 'externalIdentities' | 'oidcProviders'>,
  user: User,
): Promise<void> {
  if (user.passwordHash !== undefined) return
  if ((await stores.passkeys.listFor(user.id)).length > 0) return
  for (const { providerId } of await stores.externalIdentities.listFor(user.id))
    if ((await stores.oidcProviders.find(providerId))?.enabled === true) return
  throw conflict(
    'last-way-in',
    'Without this you could not sign in any more. Set a password or add another way first.',
  )
}

function passkeyView({ id, name, backedUp, createdAt, lastUsedAt }: Passkey): PasskeyView {
  return { id, name, backedUp, createdAt, lastUsedAt: lastUsedAt ?? null }
}
