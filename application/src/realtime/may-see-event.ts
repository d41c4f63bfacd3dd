import type { LabelSet, WorkspaceEvent } from '@skyclust/domain'
import type { WorkspaceActor } from '../ports/ports.ts'

/**
 * Whether a reader is told of an event. Whose `event:read` is bound to labels sees events of resources that have them,
 * and none that carries no labels (credentials).
 */
export function mayseeEvent(
  { access }: Pick<WorkspaceActor, 'access'>,
  event: Pick<WorkspaceEvent, 'data'>,
): boolean {
  if (access.scope('event:read') === 'all') return true
  const labels = labelsOf(event.data)
  return labels !== undefined && access.allows('event:read', labels)
}

function labelsOf({ labels }: WorkspaceEvent['data']): LabelSet | undefined {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) return undefined
  const isLabelSet = Object.values(labels).every((value) => typeof value === 'string')
  return isLabelSet ? (labels as LabelSet) : undefined
}
