import type { Settlement } from '@skyclust/application'
import type { JsonObject } from '@skyclust/domain'
import { failureOf } from '../errors.ts'
import { objectAt, textAt } from './document.ts'

/**
 * State of an ARM object from its provisioningState; one without a state (identities, role assignments) is ready. `error`
 * is what the operation's own document tells of a failure.
 */
export function settlementOf(document: JsonObject, error?: JsonObject): Settlement {
  const state = textAt(document, 'properties', 'provisioningState') ?? 'Succeeded'
  switch (state) {
    case 'Succeeded':
      return { state: 'ready' }
    case 'Deleting':
      return { state: 'deleting' }
    case 'Failed':
    case 'Canceled': {
      const own = objectAt(document, 'properties', 'status', 'provisioningError')
      const told = Object.keys(own).length > 0 ? own : (error ?? {})
      return { state: 'failed', ...failureOf(told) }
    }
    default:
      return { state: 'pending', message: state }
  }
}
