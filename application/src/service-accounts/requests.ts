import { z } from 'zod'
import { RoleChoice } from '../roles/requests.ts'

const Name = z.string().trim().min(1).max(60)
const Description = z.string().trim().max(300)

export const CreateServiceAccountRequest = z.strictObject({
  name: Name,
  description: Description.default(''),
  role: RoleChoice,
})
export type CreateServiceAccountRequest = z.infer<typeof CreateServiceAccountRequest>

export const UpdateServiceAccountRequest = z.strictObject({
  name: Name.optional(),
  description: Description.optional(),
  role: RoleChoice.optional(),
  /** A disabled account's keys are refused. */
  disabled: z.boolean().optional(),
})
export type UpdateServiceAccountRequest = z.infer<typeof UpdateServiceAccountRequest>
