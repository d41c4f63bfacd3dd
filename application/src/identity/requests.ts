import { z } from 'zod'

const Email = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address')
const NewPassword = z
  .string()
  .min(10, 'must have at least 10 characters')
  .max(200, 'must have at most 200 characters')

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
  email: Email,
  name: z.string().trim().min(1).max(60).default('Administrator'),
  password: NewPassword,
  locale: Locale.default('ko'),
  workspace: z
    .strictObject({ name: WorkspaceName, slug: WorkspaceSlug.default('main') })
    .default({ name: 'Main', slug: 'main' }),
})
export type SetUpRequest = z.infer<typeof SetUpRequest>

export const SignInRequest = z.strictObject({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(200),
})
export type SignInRequest = z.infer<typeof SignInRequest>

export const UpdateMeRequest = z.strictObject({ locale: Locale })
export type UpdateMeRequest = z.infer<typeof UpdateMeRequest>
