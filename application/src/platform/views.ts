import type { User, Workspace } from '@skyclust/domain'
import { z } from 'zod'
import { SecondFactorView, UserView, userView } from '../identity/views.ts'

/** An account as the installation's administrators see it. */
export const PlatformUserView = UserView.extend({ disabledAt: z.string().nullable() })
export type PlatformUserView = z.infer<typeof PlatformUserView>

/** A workspace from outside: none of what is in it. */
export const PlatformWorkspaceView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  archivedAt: z.string().nullable(),
  createdAt: z.string(),
})
export type PlatformWorkspaceView = z.infer<typeof PlatformWorkspaceView>

export const PlatformUserDetail = PlatformUserView.extend({
  hasPassword: z.boolean(),
  secondFactor: SecondFactorView,
  /** Live ones. */
  sessions: z.number().int(),
  workspaces: z.array(PlatformWorkspaceView.extend({ role: z.string() })).readonly(),
  /** Workspaces nobody else could manage if this account were disabled. */
  soleOwnerOf: z.array(z.string()).readonly(),
})
export type PlatformUserDetail = z.infer<typeof PlatformUserDetail>

const Count = z.number().int()

export const PlatformStatisticsView = z.object({
  users: Count,
  disabledUsers: Count,
  /** With a session used within 30 days. */
  activeUsers: Count,
  usersWithSecondFactor: Count,
  platformAdmins: Count,
  sessions: Count,
  workspaces: Count,
  archivedWorkspaces: Count,
  clusters: Count,
  /** Whether messages leave by SMTP or wait in the outbox for an administrator to hand them on. */
  mail: z.enum(['smtp', 'outbox']),
})
export type PlatformStatisticsView = z.infer<typeof PlatformStatisticsView>

/** A message of the outbox. */
export const MailView = z.object({
  id: z.string(),
  to: z.string(),
  subject: z.string(),
  /** Null once it was sent. */
  text: z.string().nullable(),
  createdAt: z.string(),
  sentAt: z.string().nullable(),
  attempts: Count,
  error: z.string().nullable(),
})
export type MailView = z.infer<typeof MailView>

/** Emergency access that ends by itself. */
export const BreakGlassView = z.object({
  workspace: PlatformWorkspaceView,
  role: z.literal('owner'),
  expiresAt: z.string(),
})
export type BreakGlassView = z.infer<typeof BreakGlassView>

export function platformUserView(user: User): PlatformUserView {
  return { ...userView(user), disabledAt: user.disabledAt ?? null }
}

export function platformWorkspaceView(workspace: Workspace): PlatformWorkspaceView {
  const { id, slug, name, archivedAt, createdAt } = workspace
  return { id, slug, name, archivedAt: archivedAt ?? null, createdAt }
}
