import type { Resource, ResourceDetail } from '@skyclust/api-client'
import { STEP_ORDER, type StepKey } from './steps.ts'

/** The steps that are being worked on, as the resource's Progressing condition names them. */
export function currentSteps(resource: Resource): readonly StepKey[] {
  const progress = resource.conditions.find(
    ({ type, status }) => type === 'Progressing' && status === 'True',
  )
  const named = progress?.message.split('; ').map((part) => part.split(':', 1)[0]) ?? []
  return STEP_ORDER.filter((step) => named.includes(step))
}

/** What the cloud reported when the resource's own object became ready. */
export function outputsOf(resource: Resource): Readonly<Record<string, unknown>> {
  const outputs = resource.status['outputs']
  return isRecord(outputs) ? outputs : {}
}

/** The version that runs, else the one asked for. */
export function versionOf(cluster: Resource): string | undefined {
  return textOf(outputsOf(cluster)['version']) ?? textOf(cluster.spec['version'])
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const WORST_FIRST = [
  'Blocked',
  'Degraded',
  'Deleting',
  'Updating',
  'Provisioning',
  'Pending',
] as const

/** A ready cluster whose parts are not ready is shown as its worst part is. */
export function overallPhase({ resource, children }: ResourceDetail): Resource['phase'] {
  if (resource.phase !== 'Ready') return resource.phase
  return WORST_FIRST.find((phase) => children.some((child) => child.phase === phase)) ?? 'Ready'
}
