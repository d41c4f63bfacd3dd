import type { Settlement } from '@skyclust/application'
import type { FieldChange, JsonObject } from '@skyclust/domain'
import { textAt } from '../arm/document.ts'
import { settlementOf } from '../arm/settlement.ts'

/** Tag that our updates put on AKS objects: with it, a failure is one of an update and not of the creation. */
export const UPDATED_TAG = 'skyclust-updated'

/**
 * A cluster or pool that failed while it was being changed still runs and holds workloads: it is mended by another PUT, as
 * AKS advises, and must never be replaced. ARM's own time stamps tell changes by others.
 */
export function failedWhileChanging(document: JsonObject, tags: JsonObject): boolean {
  if (textAt(document, 'properties', 'provisioningState') !== 'Failed') return false
  const created = Date.parse(textAt(document, 'systemData', 'createdAt') ?? '')
  const modified = Date.parse(textAt(document, 'systemData', 'lastModifiedAt') ?? '')
  return tags[UPDATED_TAG] !== undefined || modified - created > 60_000
}

export function settleMendable(
  document: JsonObject,
  error: JsonObject | undefined,
  tags: JsonObject,
): Settlement {
  return failedWhileChanging(document, tags) ? { state: 'ready' } : settlementOf(document, error)
}

/** The change that asks for the mending PUT. */
export function repairChange(document: JsonObject, tags: JsonObject): readonly FieldChange[] {
  return failedWhileChanging(document, tags)
    ? [{ path: 'properties.provisioningState', desired: 'Succeeded', observed: 'Failed' }]
    : []
}
