import type { FieldChange, Json, JsonObject } from '@skyclust/domain'

/**
 * Fields of `desired` that `observed` has otherwise; what ARM adds by itself is left alone. Lists whose entries have names
 * are compared by name; ids, locations and the like ignore case.
 */
export function changesBetween(
  desired: Json | undefined,
  observed: Json | undefined,
  path = '',
): readonly FieldChange[] {
  if (desired === undefined) return []
  if (isObject(desired)) {
    const seen = isObject(observed) ? observed : {}
    return Object.entries(desired).flatMap(([key, value]) =>
      changesBetween(value, seen[key], path === '' ? key : `${path}.${key}`),
    )
  }
  if (Array.isArray(desired)) return listChanges(desired as readonly Json[], observed, path)
  return sameValue(desired, observed) ? [] : [{ path, desired, observed: observed ?? null }]
}

function listChanges(
  desired: readonly Json[],
  observed: Json | undefined,
  path: string,
): readonly FieldChange[] {
  const seen = Array.isArray(observed) ? (observed as readonly Json[]) : []
  const whole = [{ path, desired, observed: seen }]
  if (seen.length !== desired.length) return whole
  return desired.flatMap((entry, index) => {
    const name = isObject(entry) ? entry['name'] : undefined
    const partner =
      name === undefined
        ? seen[index]
        : seen.find((other) => isObject(other) && sameValue(other['name'] ?? null, name))
    return changesBetween(entry, partner, `${path}[${typeof name === 'string' ? name : index}]`)
  })
}

function sameValue(left: Json, right: Json | undefined): boolean {
  return typeof left === 'string' && typeof right === 'string'
    ? left.toLowerCase() === right.toLowerCase()
    : left === (right ?? null)
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `base` with the members of `patch` put over it, member by member; lists are replaced. */
export function overlay(base: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  const under = isObject(base) ? base : {}
  return {
    ...under,
    ...Object.fromEntries(
      Object.entries(patch).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, overlay(under[key], value)]],
      ),
    ),
  }
}
