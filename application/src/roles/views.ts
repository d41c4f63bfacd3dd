import {
  type BuiltInRole,
  Grant,
  grantsOf,
  type Role,
  WORKSPACE_PERMISSIONS,
} from '@skyclust/domain'
import { z } from 'zod'

/** A role of the workspace with what it grants. */
export const RoleView = z.object({
  /** What members refer to it by: the name of a built-in role, the id of a custom one. */
  id: z.string(),
  name: z.string(),
  description: z.string(),
  builtIn: z.boolean(),
  grants: z.array(Grant).readonly(),
  createdAt: z.string().nullable(),
  /** Null where nothing can be changed. */
  version: z.number().int().nullable(),
})
export type RoleView = z.infer<typeof RoleView>

/** In a list, with how many members, service accounts, invitations and provider rules hold it. */
export const ListedRoleView = RoleView.extend({ holders: z.number().int() })
export type ListedRoleView = z.infer<typeof ListedRoleView>

/** All roles, and the permissions there are, in the order of the matrix. */
export const RoleListView = z.object({
  items: z.array(ListedRoleView),
  permissions: z.array(z.enum(WORKSPACE_PERMISSIONS)).readonly(),
})
export type RoleListView = z.infer<typeof RoleListView>

export function roleView(role: Role): RoleView {
  const { id, name, description, grants, createdAt, version } = role
  return { id, name, description, builtIn: false, grants, createdAt, version }
}

export function builtInRoleView(role: BuiltInRole): RoleView {
  return {
    id: role,
    name: role,
    description: '',
    builtIn: true,
    grants: grantsOf(role),
    createdAt: null,
    version: null,
  }
}
