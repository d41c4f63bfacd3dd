import { conditionOf } from '../kernel/condition.ts'
import type { Phase, Resource } from './resource.ts'

/** The one word people see; always computed from conditions, never stored. */
export function phaseOf(
  resource: Pick<
    Resource,
    'conditions' | 'deletionRequestedAt' | 'status' | 'generation' | 'observedGeneration'
  >,
): Phase {
  const is = (type: 'Ready' | 'Progressing' | 'Blocked') =>
    conditionOf(resource.conditions, type)?.status === 'True'
  if (is('Blocked')) return 'Blocked'
  if (resource.deletionRequestedAt !== undefined) return 'Deleting'
  const wasReady = typeof resource.status['readyAt'] === 'string'
  if (is('Ready') && resource.observedGeneration === resource.generation) return 'Ready'
  if (is('Progressing') || resource.observedGeneration !== resource.generation) {
    if (wasReady) return 'Updating'
    return resource.conditions.length === 0 ? 'Pending' : 'Provisioning'
  }
  return wasReady ? 'Degraded' : 'Pending'
}
