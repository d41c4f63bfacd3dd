import { WORKSPACE_PERMISSIONS } from '@skyclust/domain'
import { z } from 'zod'

export const CreateApiKeyRequest = z.strictObject({
  name: z.string().trim().min(1).max(60),
  /** What the key may do at most. */
  scopes: z.array(z.enum(WORKSPACE_PERMISSIONS)).min(1).max(WORKSPACE_PERMISSIONS.length),
  expiresInDays: z.number().int().min(1).max(365).default(90),
})
export type CreateApiKeyRequest = z.infer<typeof CreateApiKeyRequest>
