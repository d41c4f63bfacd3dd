import {
  type Membership,
  ROLE_PERMISSIONS,
  type Workspace,
  WORKSPACE_PERMISSIONS,
} from '@skyclust/domain'
import { z } from 'zod'

/** A workspace as its member sees it. */
export const WorkspaceView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  role: z.enum(['owner', 'admin', 'operator', 'viewer']),
  /** What the asking member may do in it. */
  permissions: z.array(z.enum(WORKSPACE_PERMISSIONS)),
  createdAt: z.string(),
})
export type WorkspaceView = z.infer<typeof WorkspaceView>

export function workspaceView(workspace: Workspace, role: Membership['role']): WorkspaceView {
  const { id, slug, name, createdAt } = workspace
  return { id, slug, name, role, permissions: [...ROLE_PERMISSIONS[role]], createdAt }
}
