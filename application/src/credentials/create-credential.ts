import {
  type Credential,
  CredentialId,
  DomainError,
  invalid,
  maskSecret,
  providerAllowed,
  type ProviderId,
} from '@skyclust/domain'
import { settingsOf } from '../planning/workspace-limits.ts'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { askedTarget, auditTargetOf } from './audit-target.ts'
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
  // It has no id yet; a refusal is on record by its name.
  ports.trail.note({ target: askedTarget({ name }) })
  await assertProviderAllowed(ports, actor, provider)
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
    kind: 'credential',
    workspaceId: actor.workspaceId,
    id: credential.id,
  })
  ports.trail.note({ target: auditTargetOf(credential), after: credentialView(credential) })
  await ports.db.transaction(async (stores) => {
    await stores.credentials.insert(credential, sealed)
    await stores.events.append(actor.workspaceId, [
      credentialEvent('credential.created', credential),
    ])
  })
  return credentialView(credential)
}

/** Refused as well when it is made here, in the sandbox: it could not be used for anything. */
async function assertProviderAllowed(
  ports: Ports,
  actor: WorkspaceActor,
  provider: ProviderId,
): Promise<void> {
  const settings = await settingsOf(ports.db.stores, actor.workspaceId)
  if (providerAllowed(settings, provider)) return
  throw invalid(
    'provider-not-allowed',
    `The settings of the workspace do not allow the cloud ${provider}; allowed are: ${settings.allowedProviders?.join(', ')}.`,
    [{ pointer: '/provider', message: 'is not allowed in this workspace' }],
  )
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
