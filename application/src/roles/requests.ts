import { BUILT_IN_ROLES, Grant, RoleId } from '@skyclust/domain'
import { z } from 'zod'

/** A built-in role by its name or a custom one by its id. */
export const RoleChoice = z.union([z.enum(BUILT_IN_ROLES), RoleId])
export type RoleChoice = z.infer<typeof RoleChoice>

const RoleName = z.string().trim().min(1).max(60)
const RoleDescription = z.string().trim().max(300)
const Grants = z.array(Grant).min(1).max(50)

export const CreateRoleRequest = z.strictObject({
  name: RoleName,
  description: RoleDescription.default(''),
  grants: Grants,
})
export type CreateRoleRequest = z.infer<typeof CreateRoleRequest>

export const UpdateRoleRequest = z.strictObject({
  name: RoleName.optional(),
  description: RoleDescription.optional(),
  grants: Grants.optional(),
})
export type UpdateRoleRequest = z.infer<typeof UpdateRoleRequest>
