import { type Credential, CredentialId, DomainError, invalid, maskSecret } from '@skyclust/domain'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { credentialEvent } from './credential-event.ts'
import { type CreateCredentialRequest, parseSecret } from './requests.ts'
import { verifyWithCloud } from './verify-with-cloud.ts'
import { type CredentialView, credentialView } from './views.ts'

/** Stores a credential after the cloud has told whose it is; a sandbox credential without a secret gets a new account. */
export async function createCredential(
  ports: Ports,
  actor: WorkspaceActor,
  request: CreateCredentialRequest,
): Promise<CredentialView> {
  const { name, provider, sandbox } = request
  const parsed = parseSecret(provider, request.secret ?? (await newSandboxSecret(ports, request)))
  const facts = await verifyWithCloud(ports, { provider, sandbox, secret: parsed.secret })
  const now = isoTime(ports.clock.now())
  const credential: Credential = {
    id: newId(ports.random, 'crd', CredentialId),
    workspaceId: actor.workspaceId,
    name,
    provider,
    sandbox,
    account: facts.account,
    principal: facts.principal,
    masked: maskSecret(parsed),
    verifiedAt: now,
    createdAt: now,
    version: 1,
  }
  const sealed = await ports.vault.seal(JSON.stringify(parsed.secret), {
    workspaceId: actor.workspaceId,
    credentialId: credential.id,
  })
  await ports.db.transaction(async (stores) => {
    await stores.credentials.insert(credential, sealed)
    await stores.events.append(actor.workspaceId, [
      credentialEvent('credential.created', credential),
    ])
  })
  return credentialView(credential)
}

async function newSandboxSecret(
  ports: Ports,
  { provider, sandbox }: CreateCredentialRequest,
): Promise<unknown> {
  if (!sandbox)
    throw invalid('invalid-secret', 'A credential of a real account needs its secret.', [
      { pointer: '/secret', message: 'is required' },
    ])
  if (!ports.sandboxAccounts)
    throw new DomainError(
      'unavailable',
      'sandbox-off',
      'This installation has no sandbox: give the secret of an account.',
    )
  return ports.sandboxAccounts.create(provider)
}
