import type { User } from '@skyclust/domain'
import { z } from 'zod'
import { WorkspaceView } from '../workspaces/views.ts'
import { Locale } from './requests.ts'

export const UserView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  locale: Locale,
  platformAdmin: z.boolean(),
  createdAt: z.string(),
})
export type UserView = z.infer<typeof UserView>

/** The signed-in user with the workspaces they are a member of. */
export const MeView = z.object({ user: UserView, workspaces: z.array(WorkspaceView) })
export type MeView = z.infer<typeof MeView>

export function userView(user: User): UserView {
  const { id, email, name, locale, platformAdmin, createdAt } = user
  return { id, email, name, locale, platformAdmin, createdAt }
}
