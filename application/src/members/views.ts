import type { Invitation, Membership, User } from '@skyclust/domain'
import { OIDC_PRESETS } from '@skyclust/domain'
import { z } from 'zod'

/** A member as other members see them. */
export const MemberView = z.object({
  userId: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.string(),
  roleName: z.string(),
  source: z.enum(['founder', 'invitation', 'sso', 'break-glass']),
  joinedAt: z.string(),
  /** Break-glass memberships end by themselves. */
  expiresAt: z.string().nullable(),
  /** The account is disabled on the whole installation. */
  disabled: z.boolean(),
})
export type MemberView = z.infer<typeof MemberView>

export type MemberUser = Pick<User, 'id' | 'email' | 'name' | 'disabledAt'>

export function memberView(membership: Membership, user: MemberUser, roleName: string): MemberView {
  return {
    userId: user.id,
    email: user.email,
    name: user.name,
    role: membership.role,
    roleName,
    source: membership.source,
    joinedAt: membership.joinedAt,
    expiresAt: membership.expiresAt ?? null,
    disabled: user.disabledAt !== undefined,
  }
}

/** A member, service account or key holder in a few words; the name is null when they are no longer here. */
export const PrincipalView = z.object({
  kind: z.enum(['user', 'service-account']),
  id: z.string(),
  name: z.string().nullable(),
})
export type PrincipalView = z.infer<typeof PrincipalView>

export const InvitationView = z.object({
  id: z.string(),
  email: z.string(),
  role: z.string(),
  roleName: z.string(),
  invitedBy: PrincipalView,
  createdAt: z.string(),
  expiresAt: z.string(),
})
export type InvitationView = z.infer<typeof InvitationView>

/** The answer to who invites: the link is shown this once. */
export const NewInvitationView = InvitationView.extend({
  link: z.string().meta({
    description:
      'To hand on yourself where mail does not reach. Who joins by it has not proved the address yet; the link in the mail does.',
  }),
  /** Whether a mail is on its way, or waits in the outbox of an installation without SMTP server. */
  delivery: z.enum(['smtp', 'outbox']),
})
export type NewInvitationView = z.infer<typeof NewInvitationView>

export function invitationView(
  invitation: Invitation,
  roleName: string,
  invitedBy: PrincipalView,
): InvitationView {
  const { id, email, role, createdAt, expiresAt } = invitation
  return { id, email, role, roleName, invitedBy, createdAt, expiresAt }
}

/** What who holds an invitation's link may know before they join. */
export const InvitationPreview = z.object({
  workspaceName: z.string(),
  email: z.string(),
  role: z.string(),
  roleName: z.string(),
  inviterName: z.string().nullable(),
  expiresAt: z.string(),
  /** Sign in with it to join; otherwise joining makes the account. */
  accountExists: z.boolean(),
  /** Ways to sign in that the workspace offers. */
  providers: z.array(z.object({ id: z.string(), name: z.string(), preset: z.enum(OIDC_PRESETS) })),
})
export type InvitationPreview = z.infer<typeof InvitationPreview>
