import {
  type AuditActor,
  type Credential,
  type NewAuditEntry,
  notFound,
  type ProviderSecret,
} from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { auditTargetOf } from './audit-target.ts'
import { parseSecret } from './requests.ts'

/** For whom a secret is opened, and what for. A member's database is the workspace as they see it, the system's the whole. */
export interface SecretUse {
  readonly by: WorkspaceActor | 'system'
  readonly reason: string
}

/**
 * Opens a stored secret. That it is used is on record, in a transaction of its own, before the vault opens it: no row, no
 * secret. Throws not-found, what the log throws, and `vault-locked`.
 */
export async function openSecret(
  ports: Pick<Ports, 'db' | 'vault'>,
  credential: Credential,
  use: SecretUse,
): Promise<ProviderSecret> {
  const { workspaceId, id, provider } = credential
  const sealed = await ports.db.stores.credentials.sealed(workspaceId, id)
  if (!sealed) throw notFound('credential', id)
  const entry = useOf(credential, use)
  await ports.db.apart(({ audit }) =>
    use.by === 'system' ? audit.appendTo(workspaceId, entry) : audit.append(entry),
  )
  const text = await ports.vault.open(sealed, { kind: 'credential', workspaceId, id })
  return parseSecret(provider, JSON.parse(text))
}

/** The request that led to it, if one did, has an entry of its own, which says from where it came. */
function useOf(credential: Credential, { by, reason }: SecretUse): NewAuditEntry {
  return {
    actor: actorOf(by),
    action: 'useCredential',
    permission: undefined,
    target: auditTargetOf(credential),
    result: 'success',
    status: undefined,
    code: undefined,
    requestId: undefined,
    address: '',
    userAgent: '',
    changes: [],
    reason,
  }
}

function actorOf(by: SecretUse['by']): AuditActor {
  const none = { via: 'none', credentialId: undefined } as const
  if (by === 'system') return { kind: 'system', id: undefined, name: 'SkyClust', ...none }
  const { kind, id, name } = by.principal
  return { kind, id, name, ...none }
}
