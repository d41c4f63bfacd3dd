import type { ServiceAccount } from '@skyclust/domain'
import { z } from 'zod'

export const ServiceAccountView = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  role: z.string(),
  roleName: z.string(),
  disabledAt: z.string().nullable(),
  createdAt: z.string(),
  version: z.number().int(),
})
export type ServiceAccountView = z.infer<typeof ServiceAccountView>

export function serviceAccountView(account: ServiceAccount, roleName: string): ServiceAccountView {
  const { id, name, description, role, disabledAt, createdAt, version } = account
  return {
    id,
    name,
    description,
    role,
    roleName,
    disabledAt: disabledAt ?? null,
    createdAt,
    version,
  }
}
