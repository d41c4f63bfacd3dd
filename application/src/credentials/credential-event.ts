import type { Credential, NewEvent } from '@skyclust/domain'
import { credentialView } from './views.ts'

/** The event of a credential that was made, changed or removed: what a list shows, no secret. */
export function credentialEvent(
  type: Extract<NewEvent['type'], `credential.${string}`>,
  credential: Credential,
): NewEvent {
  return { type, resourceId: undefined, data: { credential: credentialView(credential) } }
}
