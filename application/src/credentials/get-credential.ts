import { type Credential, CredentialId, notFound } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { type CredentialView, credentialView } from './views.ts'

/** One credential, masked. */
export async function getCredential(
  ports: Ports,
  actor: WorkspaceActor,
  id: string,
): Promise<CredentialView> {
  return credentialView(await loadCredential(ports.db.stores, actor, id))
}

/** All credentials of the workspace, masked. */
export async function listCredentials(
  ports: Ports,
  actor: WorkspaceActor,
): Promise<{ readonly items: CredentialView[] }> {
  const credentials = await ports.db.stores.credentials.list(actor.workspaceId)
  return { items: credentials.map(credentialView) }
}

/** The credential of the actor's workspace; not-found for any other id. */
export async function loadCredential(
  stores: Pick<Stores, 'credentials'>,
  actor: WorkspaceActor,
  id: string,
): Promise<Credential> {
  const parsed = CredentialId.safeParse(id)
  const credential =
    parsed.success && (await stores.credentials.get(actor.workspaceId, parsed.data))
  if (!credential) throw notFound('credential', id)
  return credential
}
