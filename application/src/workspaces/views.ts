import {
  type Access,
  LabelSelector,
  type RoleRef,
  type Workspace,
  WORKSPACE_PERMISSIONS,
  WorkspaceSettings,
} from '@skyclust/domain'
import { z } from 'zod'

/** A workspace as its member sees it. */
export const WorkspaceView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  /** A built-in role by its name or a custom one by its id. */
  role: z.string(),
  roleName: z.string(),
  /** What the asking principal may do in it, everywhere or on labelled resources only. */
  permissions: z.array(z.enum(WORKSPACE_PERMISSIONS)),
  settings: WorkspaceSettings,
  archivedAt: z.string().nullable(),
  createdAt: z.string(),
  version: z.number().int(),
})
export type WorkspaceView = z.infer<typeof WorkspaceView>

/** Who looks at a workspace. */
export interface Standing {
  readonly role: RoleRef
  readonly roleName: string
  readonly access: Access
}

export function workspaceView(workspace: Workspace, standing: Standing): WorkspaceView {
  const { id, slug, name, settings, createdAt, version } = workspace
  return {
    id,
    slug,
    name,
    role: standing.role,
    roleName: standing.roleName,
    permissions: WORKSPACE_PERMISSIONS.filter((p) => standing.access.has(p)),
    settings,
    archivedAt: workspace.archivedAt ?? null,
    createdAt,
    version,
  }
}

/** A workspace as the audit log keeps it, whoever looked. */
export function workspaceState({ slug, name, settings, archivedAt }: Workspace) {
  return { slug, name, settings, archivedAt: archivedAt ?? null }
}

/** Why something is not allowed, for a client to explain. */
export const DenialReason = z.enum([
  /** The role does not grant it. */
  'not-in-role',
  /** The role grants it, the scopes of the key do not. */
  'not-in-key-scopes',
  /** Nothing can be changed in an archived workspace. */
  'workspace-archived',
])
export type DenialReason = z.infer<typeof DenialReason>

/** What the asking principal may do here: every permission there is, and why not. */
export const PermissionsView = z.object({
  role: z.string(),
  roleName: z.string(),
  permissions: z.array(
    z.object({
      permission: z.enum(WORKSPACE_PERMISSIONS),
      allowed: z.boolean(),
      /** On all resources, or on those whose labels one of the selectors matches. */
      scope: z.union([z.literal('all'), z.array(LabelSelector).readonly()]),
      reason: DenialReason.optional(),
    }),
  ),
})
export type PermissionsView = z.infer<typeof PermissionsView>
