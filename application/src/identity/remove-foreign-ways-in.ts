import type { UserId } from '@skyclust/domain'
import type { Stores } from '../ports/stores.ts'

/**
 * Takes away what whoever registered with an address that is not theirs could still get in with: factors, passkeys,
 * identities at providers and API keys. The password and the sessions are the caller's.
 */
export async function removeForeignWaysIn(stores: Stores, id: UserId): Promise<void> {
  await stores.secondFactors.removeTotp(id)
  await stores.secondFactors.replaceRecoveryCodes(id, [])
  await stores.passkeys.deleteAll(id)
  for (const { providerId } of await stores.externalIdentities.listFor(id))
    await stores.externalIdentities.delete(id, providerId)
  for (const workspace of await stores.workspaces.listFor(id))
    await stores.apiKeys.deleteFor(workspace.id, id)
}
