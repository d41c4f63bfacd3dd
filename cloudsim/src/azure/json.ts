/** Plain JSON as ARM bodies carry it; absent fields read as undefined. */
export type Json = string | number | boolean | null | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json | undefined
}

/** The value as an object, or undefined when it is anything else. */
export function objectOf(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}

export function arrayOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** The string members of an object: ARM tags. */
export function tagsOf(value: Json | undefined): Record<string, string> {
  const tags: Record<string, string> = {}
  for (const [key, entry] of Object.entries(objectOf(value) ?? {}))
    if (typeof entry === 'string') tags[key] = entry
  return tags
}

/** Field by field comparison that ignores the order of keys. */
export function sameJson(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right)
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) => {
    const object = objectOf(entry)
    return object
      ? Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : entry
  })
}
