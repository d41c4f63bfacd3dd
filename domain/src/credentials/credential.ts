import { z } from 'zod'
import type { CredentialId, WorkspaceId } from '../kernel/ids.ts'
import type { ProviderId } from '../resources/resource.ts'

export const AwsSecret = z.object({
  accessKeyId: z.string().regex(/^[A-Z0-9]{16,128}$/, 'must be an AWS access key id such as AKIA…'),
  secretAccessKey: z.string().min(16).max(128),
  /** Assume this role with the key. */
  roleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/)
    .optional(),
})
export type AwsSecret = z.infer<typeof AwsSecret>

/** The JSON key file of a service account, as Google hands it out. */
export const GcpSecret = z.looseObject({
  type: z.literal('service_account'),
  project_id: z.string().min(1),
  private_key_id: z.string(),
  private_key: z.string().includes('PRIVATE KEY'),
  client_email: z.string().includes('@'),
})
export type GcpSecret = z.infer<typeof GcpSecret>

export const AzureSecret = z.object({
  tenantId: z.string().min(1),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  subscriptionId: z.string().min(1),
})
export type AzureSecret = z.infer<typeof AzureSecret>

export type ProviderSecret =
  | { readonly provider: 'aws'; readonly secret: AwsSecret }
  | { readonly provider: 'gcp'; readonly secret: GcpSecret }
  | { readonly provider: 'azure'; readonly secret: AzureSecret }

/** A cloud account SkyClust may use. The secret itself is only in the vault. */
export interface Credential {
  readonly id: CredentialId
  readonly workspaceId: WorkspaceId
  readonly name: string
  readonly provider: ProviderId
  /** Lives in the sandbox clouds: labelled everywhere, and never sent to a real cloud (nor a real one to the sandbox). */
  readonly sandbox: boolean
  /** Account id, project or subscription; public. */
  readonly account: string
  /** Who the cloud says we are: ARN, service account e-mail, application id. */
  readonly principal: string
  /** e.g. `AKIA…3F2Q`, never more than the last four characters of a secret part. */
  readonly masked: string
  readonly verifiedAt: string | undefined
  readonly createdAt: string
  readonly version: number
}

/** Shows enough to recognise a key, never enough to use it. */
export function maskSecret({ provider, secret }: ProviderSecret): string {
  switch (provider) {
    case 'aws':
      return `${secret.accessKeyId.slice(0, 4)}…${secret.accessKeyId.slice(-4)}`
    case 'gcp':
      return `${secret.client_email} · key …${secret.private_key_id.slice(-4)}`
    case 'azure':
      return `${secret.clientId.slice(0, 8)}…`
  }
  return provider satisfies never
}
