import {
  AwsSecret,
  AzureSecret,
  GcpSecret,
  invalid,
  ProviderId,
  type ProviderSecret,
} from '@skyclust/domain'
import { z } from 'zod'

export const CredentialName = z.string().trim().min(1).max(60)

export const CreateCredentialRequest = z.strictObject({
  name: CredentialName,
  provider: ProviderId,
  /** Lives in the sandbox clouds. */
  sandbox: z.boolean().default(false),
  /** As the cloud hands it out; may be left out for a sandbox credential, which then gets a new account. */
  secret: z
    .unknown()
    .meta({ description: 'Write-only: AWS keys, a Google key file or an Azure client secret.' })
    .optional(),
})
export type CreateCredentialRequest = z.infer<typeof CreateCredentialRequest>

/** Parses a secret by its provider's schema; Google's key file may come as an object or as its text. */
export function parseSecret(provider: ProviderId, secret: unknown): ProviderSecret {
  switch (provider) {
    case 'aws':
      return { provider, secret: parse(AwsSecret, secret) }
    case 'gcp':
      return { provider, secret: parse(GcpSecret, fromText(secret)) }
    case 'azure':
      return { provider, secret: parse(AzureSecret, secret) }
  }
  return provider satisfies never
}

function parse<T>(schema: z.ZodType<T>, secret: unknown): T {
  const result = schema.safeParse(secret)
  if (result.success) return result.data
  throw invalid(
    'invalid-secret',
    'The secret does not have the form this cloud hands out.',
    // Messages of string formats and unions never quote the input; it is a secret.
    result.error.issues.map((issue) => ({
      pointer: ['', 'secret', ...issue.path.map(String)].join('/'),
      message: issue.message,
    })),
  )
}

function fromText(secret: unknown): unknown {
  if (typeof secret !== 'string') return secret
  try {
    return JSON.parse(secret) as unknown
  } catch {
    return secret
  }
}
