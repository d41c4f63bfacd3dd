import type { User } from '@skyclust/domain'
import { z } from 'zod'
import { WorkspaceView } from '../workspaces/views.ts'
import { Locale } from './requests.ts'

export const UserView = z.object({
  id: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  name: z.string(),
  locale: Locale,
  platformAdmin: z.boolean(),
  createdAt: z.string(),
})
export type UserView = z.infer<typeof UserView>

/** What a user has besides a password. */
export const SecondFactorView = z.object({
  totp: z.boolean(),
  passkeys: z.number().int(),
  recoveryCodesLeft: z.number().int(),
})
export type SecondFactorView = z.infer<typeof SecondFactorView>

/** The signed-in user with the workspaces they are a member of. */
export const MeView = z.object({
  user: UserView,
  hasPassword: z.boolean(),
  secondFactor: SecondFactorView,
  workspaces: z.array(WorkspaceView),
})
export type MeView = z.infer<typeof MeView>

export const SecondFactorMethod = z.enum(['totp', 'recovery-code', 'passkey'])
export type SecondFactorMethod = z.infer<typeof SecondFactorMethod>

/** The password was right; one of the methods must follow. */
export const ChallengeView = z.object({
  challenge: z.string(),
  methods: z.array(SecondFactorMethod).readonly(),
  expiresAt: z.string(),
})
export type ChallengeView = z.infer<typeof ChallengeView>

/** Options for the browser's WebAuthn call, in their JSON form. */
export const PasskeyOptionsView = z.object({
  options: z.record(z.string(), z.unknown()).readonly(),
})
export type PasskeyOptionsView = z.infer<typeof PasskeyOptionsView>

export const PasskeySignInOptionsView = PasskeyOptionsView.extend({
  challenge: z.string(),
  expiresAt: z.string(),
})
export type PasskeySignInOptionsView = z.infer<typeof PasskeySignInOptionsView>

export const SessionView = z.object({
  id: z.string(),
  /** The one that asks. */
  current: z.boolean(),
  /** Browser and system in words, as far as they tell. */
  device: z.string(),
  address: z.string(),
  methods: z.array(z.string()).readonly(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  expiresAt: z.string(),
})
export type SessionView = z.infer<typeof SessionView>

export const PasskeyView = z.object({
  id: z.string(),
  name: z.string(),
  /** Synchronised by the maker of the device: it outlives the device. */
  backedUp: z.boolean(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
})
export type PasskeyView = z.infer<typeof PasskeyView>

/** Shown once. */
export const RecoveryCodesView = z.object({ recoveryCodes: z.array(z.string()).readonly() })
export type RecoveryCodesView = z.infer<typeof RecoveryCodesView>

export const NewTotpView = z.object({
  /** Base32, for typing. */
  secret: z.string(),
  /** `otpauth://`, for a QR code. */
  uri: z.string(),
})
export type NewTotpView = z.infer<typeof NewTotpView>

export function userView(user: User): UserView {
  const { id, email, name, locale, platformAdmin, createdAt } = user
  const emailVerified = user.emailVerifiedAt !== undefined
  return { id, email, emailVerified, name, locale, platformAdmin, createdAt }
}
