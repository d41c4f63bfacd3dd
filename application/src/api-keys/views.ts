import { type ApiKey, type PrincipalId, WORKSPACE_PERMISSIONS } from '@skyclust/domain'
import { z } from 'zod'
import { PrincipalView } from '../members/views.ts'

/** A key without its secret. */
export const ApiKeyView = z.object({
  id: z.string(),
  name: z.string(),
  /** Whose it is: what they may no longer do, the key may not either. */
  principal: PrincipalView,
  scopes: z.array(z.enum(WORKSPACE_PERMISSIONS)).readonly(),
  createdBy: PrincipalView,
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
})
export type ApiKeyView = z.infer<typeof ApiKeyView>

/** The answer to who makes a key: the only time its token is shown. */
export const NewApiKeyView = ApiKeyView.extend({
  token: z.string().meta({ description: 'Send it as `Authorization: Bearer …`. Shown this once.' }),
})
export type NewApiKeyView = z.infer<typeof NewApiKeyView>

export function apiKeyView(key: ApiKey, named: (id: PrincipalId) => PrincipalView): ApiKeyView {
  const { id, name, scopes, createdAt } = key
  return {
    id,
    name,
    principal: named(key.principalId),
    scopes,
    createdBy: named(key.createdBy),
    createdAt,
    expiresAt: key.expiresAt ?? null,
    lastUsedAt: key.lastUsedAt ?? null,
  }
}
