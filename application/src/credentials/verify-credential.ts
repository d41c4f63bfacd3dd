import { conflict } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { askedTarget, auditTargetOf } from './audit-target.ts'
import { credentialEvent } from './credential-event.ts'
import { loadCredential } from './get-credential.ts'
import { openSecret } from './open-secret.ts'
import { verifyWithCloud } from './verify-with-cloud.ts'
import { type CredentialView, credentialView } from './views.ts'

/** Asks the cloud again whether the stored secret is good, and records when. */
export async function verifyCredential(
  ports: Ports,
  actor: WorkspaceActor,
  id: string,
): Promise<CredentialView> {
  ports.trail.note({ target: askedTarget({ id }) })
  const credential = await loadCredential(ports.db.stores, actor, id)
  ports.trail.note({ target: auditTargetOf(credential), before: credentialView(credential) })
  const { secret } = await openSecret(ports, credential, { by: actor, reason: 'verify it' })
  const facts = await verifyWithCloud(ports, { ...credential, secret })
  if (facts.account !== credential.account)
    throw conflict(
      'credential-moved',
      `The secret now belongs to account ${facts.account}, not ${credential.account}; resources would be lost. Add a new credential instead.`,
    )
  const updated = await ports.db.transaction(async (stores) => {
    const stored = await stores.credentials.update({
      ...credential,
      principal: facts.principal,
      verifiedAt: isoTime(ports.clock.now()),
    })
    await stores.events.append(actor.workspaceId, [credentialEvent('credential.changed', stored)])
    return stored
  })
  const view = credentialView(updated)
  ports.trail.note({ after: view })
  return view
}
