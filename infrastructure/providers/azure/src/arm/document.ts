import type { Json, JsonObject } from '@skyclust/domain'

/** Reading members of ARM documents, whose shape is the cloud's word and not ours. */
export function objectAt(value: Json | undefined, ...path: readonly string[]): JsonObject {
  const found = valueAt(value, ...path)
  return isObject(found) ? found : {}
}

export function textAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path)
  return typeof found === 'string' && found !== '' ? found : undefined
}

export function numberAt(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const found = valueAt(value, ...path)
  return typeof found === 'number' ? found : undefined
}

export function listAt(value: Json | undefined, ...path: readonly string[]): readonly Json[] {
  const found = valueAt(value, ...path)
  return Array.isArray(found) ? (found as readonly Json[]) : []
}

/** Members of a list that are objects. */
export function objectsAt(
  value: Json | undefined,
  ...path: readonly string[]
): readonly JsonObject[] {
  return listAt(value, ...path).filter(isObject)
}

export function textsAt(value: Json | undefined, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).filter((entry) => typeof entry === 'string')
}

/** ARM ids ignore case. */
export function sameId(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && left.toLowerCase() === right?.toLowerCase()
}

export function lastSegment(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1)
}

function valueAt(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let at = value
  for (const key of path) at = isObject(at) ? at[key] : undefined
  return at
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
