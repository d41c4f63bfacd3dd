import { type Credential, ProviderId } from '@skyclust/domain'
import { z } from 'zod'

/** A credential as the API shows it: never the secret. */
export const CredentialView = z.object({
  id: z.string(),
  name: z.string(),
  provider: ProviderId,
  sandbox: z.boolean(),
  account: z.string(),
  principal: z.string(),
  masked: z.string(),
  verifiedAt: z.string().nullable(),
  createdAt: z.string(),
  version: z.number().int(),
})
export type CredentialView = z.infer<typeof CredentialView>

export function credentialView(credential: Credential): CredentialView {
  const { id, name, provider, sandbox, account, principal, masked, createdAt, version } = credential
  return {
    id,
    name,
    provider,
    sandbox,
    account,
    principal,
    masked,
    verifiedAt: credential.verifiedAt ?? null,
    createdAt,
    version,
  }
}
