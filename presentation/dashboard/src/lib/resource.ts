import type { Resource } from '@skyclust/api-client'

/** Cloud objects of a resource: how many shall be, are ready, and are left while it goes. */
export interface Progress {
  readonly total: number
  readonly ready: number
  readonly left: number
}

export function progressOf(resource: Resource): Progress | undefined {
  const objects = resource.status['objects']
  if (!isRecord(objects)) return undefined
  const { total, ready, left } = objects
  return typeof total === 'number' && typeof ready === 'number' && typeof left === 'number'
    ? { total, ready, left }
    : undefined
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
