import { z } from 'zod'
import { EmailAddress } from '../identity/requests.ts'
import { RoleChoice } from '../roles/requests.ts'

export const ChangeMemberRequest = z.strictObject({ role: RoleChoice })
export type ChangeMemberRequest = z.infer<typeof ChangeMemberRequest>

export const InviteMemberRequest = z.strictObject({
  email: EmailAddress,
  role: RoleChoice,
})
export type InviteMemberRequest = z.infer<typeof InviteMemberRequest>

const InvitationToken = z.string().min(1).max(200)

export const LookUpInvitationRequest = z.strictObject({ token: InvitationToken })
export type LookUpInvitationRequest = z.infer<typeof LookUpInvitationRequest>

/** Name and password are for who has no account yet. */
export const AcceptInvitationRequest = z.strictObject({
  token: InvitationToken,
  name: z.string().trim().min(1).max(60).optional(),
  password: z.string().max(200, 'must have at most 200 characters').optional(),
})
export type AcceptInvitationRequest = z.infer<typeof AcceptInvitationRequest>
