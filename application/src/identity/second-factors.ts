import type { Passkey, SignInMethod, UserId } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores, VaultContext } from '../ports/stores.ts'
import type { FinishSignInRequest } from './requests.ts'
import type { SecondFactorMethod, SecondFactorView } from './views.ts'

type Needs = Pick<Ports, 'db' | 'clock' | 'vault' | 'tokens' | 'oneTimePasswords' | 'passkeys'>

const RECOVERY_CODES = 10

export function totpContext(userId: UserId): VaultContext {
  return { kind: 'totp', workspaceId: 'platform', id: userId }
}

/**
 * What the user has besides a password. A confirmed authenticator app or any passkey makes the second factor mandatory
 * after a password; recovery codes stand in for either.
 */
export async function secondFactorOf(
  stores: Pick<Stores, 'secondFactors' | 'passkeys'>,
  userId: UserId,
): Promise<SecondFactorView> {
  const [totp, passkeys, recoveryCodesLeft] = await Promise.all([
    stores.secondFactors.totp(userId),
    stores.passkeys.listFor(userId),
    stores.secondFactors.recoveryCodesLeft(userId),
  ])
  return { totp: totp?.confirmedAt !== undefined, passkeys: passkeys.length, recoveryCodesLeft }
}

export function hasSecondFactor({ totp, passkeys }: SecondFactorView): boolean {
  return totp || passkeys > 0
}

/** How the second factor can be shown; empty when there is none. */
export function methodsOf(factor: SecondFactorView): readonly SecondFactorMethod[] {
  if (!hasSecondFactor(factor)) return []
  return [
    ...(factor.totp ? (['totp'] as const) : []),
    ...(factor.recoveryCodesLeft > 0 ? (['recovery-code'] as const) : []),
    ...(factor.passkeys > 0 ? (['passkey'] as const) : []),
  ]
}

/** A proof that fits; `use` spends it, false when another request was first. */
export interface JudgedProof {
  readonly method: SignInMethod
  readonly use: (stores: Pick<Stores, 'secondFactors' | 'passkeys'>) => Promise<boolean>
}

/** Judges a second factor without changing anything; undefined when it does not fit. */
export async function judgeProof(
  ports: Needs,
  userId: UserId,
  proof: Omit<FinishSignInRequest, 'challenge'>,
  passkeyChallenge: string | undefined,
): Promise<JudgedProof | undefined> {
  if (proof.code !== undefined) return judgeCode(ports, userId, proof.code)
  if (proof.recoveryCode !== undefined) {
    const hash = recoveryHash(ports, userId, proof.recoveryCode)
    const at = isoTime(ports.clock.now())
    return {
      method: 'recovery',
      use: ({ secondFactors }) => secondFactors.useRecoveryCode(userId, hash, at),
    }
  }
  if (proof.passkey === undefined || passkeyChallenge === undefined) return undefined
  const passkey = await ports.db.stores.passkeys.findByCredentialId(proof.passkey.id)
  if (passkey?.userId !== userId) return undefined
  return judgePasskey(ports, passkey, passkeyChallenge, proof.passkey)
}

/** A code of the user's confirmed authenticator app. */
export async function judgeCode(
  ports: Needs,
  userId: UserId,
  code: string,
): Promise<JudgedProof | undefined> {
  const totp = await ports.db.stores.secondFactors.totp(userId)
  if (totp?.confirmedAt === undefined) return undefined
  const secret = await ports.vault.open(totp.sealed, totpContext(userId))
  const step = ports.oneTimePasswords.check(secret, code.replace(' ', ''), ports.clock.now())
  if (step === undefined) return undefined
  return { method: 'otp', use: ({ secondFactors }) => secondFactors.useTotpStep(userId, step) }
}

/** What the holder of this passkey answered to the challenge. */
export async function judgePasskey(
  ports: Needs,
  passkey: Passkey,
  challenge: string,
  answer: unknown,
): Promise<JudgedProof | undefined> {
  const verified = await ports.passkeys.verifySignIn(challenge, answer, passkey)
  if (!verified) return undefined
  return {
    method: 'passkey',
    async use({ passkeys }) {
      return passkeys.update({ ...passkey, ...verified, lastUsedAt: isoTime(ports.clock.now()) })
    },
  }
}

/** New recovery codes instead of all earlier ones; the only time they are seen. */
export async function replaceRecoveryCodes(
  ports: Pick<Ports, 'tokens' | 'oneTimePasswords'>,
  stores: Pick<Stores, 'secondFactors'>,
  userId: UserId,
): Promise<readonly string[]> {
  const codes = ports.oneTimePasswords.newRecoveryCodes(RECOVERY_CODES)
  const hashes = codes.map((code) => recoveryHash(ports, userId, code))
  await stores.secondFactors.replaceRecoveryCodes(userId, hashes)
  return codes
}

/** Case, gaps and hyphens are for the eye. */
function recoveryHash(ports: Pick<Ports, 'tokens'>, userId: UserId, code: string): string {
  const plain = code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  return ports.tokens.hash(`recovery:${userId}:${plain}`)
}
