import { z } from 'zod'

/** Without what mail programs read as names, comments or several addresses, and without characters nobody sees. */
export const EmailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .regex(
    /^[^\s@\p{Cc}\p{Cf}<>()[\]",;:\\]+@[^\s@\p{Cc}\p{Cf}<>()[\]",;:\\]+$/u,
    'must be an e-mail address',
  )
export const NewPassword = z
  .string()
  .min(10, 'must have at least 10 characters')
  .max(200, 'must have at most 200 characters')
export const PersonName = z.string().trim().min(1).max(60)

export const Locale = z.enum(['ko', 'en'])
export type Locale = z.infer<typeof Locale>

/** URL name of a workspace; without underscore, so that it is never mistaken for an id. */
export const WorkspaceSlug = z
  .string()
  .regex(
    /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/,
    'must be 1–40 lower-case letters, digits and hyphens, begin with a letter and not end with a hyphen',
  )
  .refine((slug) => slug !== 'new', 'the name «new» is reserved')
export const WorkspaceName = z.string().trim().min(1).max(60)

export const CreateWorkspaceRequest = z.strictObject({ name: WorkspaceName, slug: WorkspaceSlug })
export type CreateWorkspaceRequest = z.infer<typeof CreateWorkspaceRequest>

export const SetUpRequest = z.strictObject({
  email: EmailAddress,
  name: PersonName.default('Administrator'),
  password: NewPassword,
  locale: Locale.default('ko'),
  workspace: z
    .strictObject({ name: WorkspaceName, slug: WorkspaceSlug.default('main') })
    .default({ name: 'Main', slug: 'main' }),
})
export type SetUpRequest = z.infer<typeof SetUpRequest>

/** A password that is to be compared, not chosen. */
const GivenPassword = z.string().min(1).max(200)
/** A value we handed out once. */
const OneTimeToken = z.string().min(20).max(200)
/** Six digits; people copy them with the gap the app shows. */
const Code = z
  .string()
  .trim()
  .regex(/^\d{3} ?\d{3}$/, 'must be six digits')
/** What the browser's WebAuthn call answered, in its JSON form; judged by the passkeys port. */
const PasskeyAnswer = z.looseObject({ id: z.string().min(1).max(1400) })

export const SignInRequest = z.strictObject({
  email: z.string().trim().min(1).max(254),
  password: GivenPassword,
})
export type SignInRequest = z.infer<typeof SignInRequest>

export const FinishSignInRequest = z
  .strictObject({
    challenge: OneTimeToken,
    code: Code.optional(),
    recoveryCode: z.string().trim().min(5).max(40).optional(),
    passkey: PasskeyAnswer.optional(),
  })
  .refine(
    ({ code, recoveryCode, passkey }) =>
      [code, recoveryCode, passkey].filter((proof) => proof !== undefined).length === 1,
    'give exactly one of code, recoveryCode and passkey',
  )
export type FinishSignInRequest = z.infer<typeof FinishSignInRequest>

export const ChallengeRequest = z.strictObject({ challenge: OneTimeToken })
export type ChallengeRequest = z.infer<typeof ChallengeRequest>

export const PasskeySignInRequest = z.strictObject({
  challenge: OneTimeToken,
  answer: PasskeyAnswer,
})
export type PasskeySignInRequest = z.infer<typeof PasskeySignInRequest>

export const RegistrationRequest = z.strictObject({
  email: EmailAddress,
  name: PersonName,
  password: NewPassword,
  locale: Locale.default('ko'),
})
export type RegistrationRequest = z.infer<typeof RegistrationRequest>

export const EmailVerificationRequest = z.strictObject({ token: OneTimeToken })
export type EmailVerificationRequest = z.infer<typeof EmailVerificationRequest>

export const PasswordResetRequest = z.strictObject({ email: EmailAddress })
export type PasswordResetRequest = z.infer<typeof PasswordResetRequest>

export const ConfirmPasswordResetRequest = z.strictObject({
  token: OneTimeToken,
  newPassword: NewPassword,
})
export type ConfirmPasswordResetRequest = z.infer<typeof ConfirmPasswordResetRequest>

export const ChangePasswordRequest = z.strictObject({
  /** Left out by who has no password yet. */
  currentPassword: GivenPassword.optional(),
  newPassword: NewPassword,
})
export type ChangePasswordRequest = z.infer<typeof ChangePasswordRequest>

export const UpdateMeRequest = z
  .strictObject({ name: PersonName.optional(), locale: Locale.optional() })
  .refine(({ name, locale }) => name !== undefined || locale !== undefined, 'name what to change')
export type UpdateMeRequest = z.infer<typeof UpdateMeRequest>

/** Shows that the person at the keyboard is still the one who signed in; not needed right after a sign-in. */
export const ProofRequest = z.strictObject({ password: GivenPassword.optional() }).nullish()
export type ProofRequest = z.infer<typeof ProofRequest>

/** The same, with a code of the authenticator app as another way. */
export const CodeOrProofRequest = z
  .strictObject({ password: GivenPassword.optional(), code: Code.optional() })
  .nullish()
export type CodeOrProofRequest = z.infer<typeof CodeOrProofRequest>

export const ConfirmTotpRequest = z.strictObject({ code: Code })
export type ConfirmTotpRequest = z.infer<typeof ConfirmTotpRequest>

export const AddPasskeyRequest = z.strictObject({ name: PersonName, answer: PasskeyAnswer })
export type AddPasskeyRequest = z.infer<typeof AddPasskeyRequest>

export const RefreshTokenRequest = z.strictObject({ refreshToken: OneTimeToken })
export type RefreshTokenRequest = z.infer<typeof RefreshTokenRequest>
