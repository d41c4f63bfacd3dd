import type { Json, JsonObject } from '../kernel/json.ts'
import type { ObjectDeclaration, ObjectId, Reference } from './object.ts'

function isReference(value: Json | undefined): value is Json & Reference {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    typeof (value as JsonObject)['$ref'] === 'string'
  )
}

/** Every reference inside a desired value. */
export function referencesIn(value: Json | undefined): readonly Reference[] {
  if (isReference(value)) return [value]
  if (Array.isArray(value)) return value.flatMap((member: Json) => referencesIn(member))
  if (typeof value === 'object' && value !== null)
    return Object.values(value).flatMap((member) => referencesIn(member))
  return []
}

/** Objects that must be ready before this one is created, without repeats. */
export function dependenciesOf(declaration: ObjectDeclaration): readonly ObjectId[] {
  return [
    ...new Set([
      ...referencesIn(declaration.desired).map((r) => r.$ref),
      ...(declaration.dependsOn ?? []),
      ...(declaration.createdWith === undefined ? [] : [declaration.createdWith]),
    ]),
  ]
}

/** Replaces references by the outputs they stand for; undefined while one of them is not known. */
export function resolveDesired(
  desired: JsonObject,
  outputOf: (reference: Reference) => Json | undefined,
): JsonObject | undefined {
  let complete = true
  const resolve = (value: Json): Json => {
    if (isReference(value)) {
      const output = outputOf(value)
      if (output === undefined) complete = false
      return output ?? null
    }
    if (Array.isArray(value)) return value.map((member: Json) => resolve(member))
    if (typeof value === 'object' && value !== null) return resolveMembers(value as JsonObject)
    return value
  }
  const resolveMembers = (members: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(members).flatMap(([key, member]) =>
        member === undefined ? [] : [[key, resolve(member)]],
      ),
    )
  const resolved = resolveMembers(desired)
  return complete ? resolved : undefined
}

/** A blueprint that contradicts itself is our bug, found by the provider's tests. */
export class BlueprintError extends Error {}

/** Dependencies first; among equals the order of declaration. Throws BlueprintError on cycles, repeats and unknown ids. */
export function topologicalOrder(
  declarations: readonly ObjectDeclaration[],
): readonly ObjectDeclaration[] {
  const byId = new Map(declarations.map((d) => [d.id, d]))
  if (byId.size !== declarations.length)
    throw new BlueprintError('two objects of the blueprint share an id')
  const done = new Set<ObjectId>()
  const path = new Set<ObjectId>()
  const order: ObjectDeclaration[] = []
  const visit = (declaration: ObjectDeclaration) => {
    if (done.has(declaration.id)) return
    if (path.has(declaration.id)) throw new BlueprintError(`«${declaration.id}» depends on itself`)
    path.add(declaration.id)
    for (const id of dependenciesOf(declaration)) {
      const dependency = byId.get(id)
      if (!dependency)
        throw new BlueprintError(`«${declaration.id}» depends on «${id}», which is not declared`)
      visit(dependency)
    }
    path.delete(declaration.id)
    done.add(declaration.id)
    order.push(declaration)
  }
  for (const declaration of declarations) visit(declaration)
  return order
}

/**
 * The objects that must be gone before `target` may be removed: those that depend on it or that it waits for by
 * `removeAfter`, except what disappears together with it.
 */
export function removalBlockers(
  target: ObjectDeclaration,
  declarations: readonly ObjectDeclaration[],
): readonly ObjectId[] {
  const byId = new Map(declarations.map((d) => [d.id, d]))
  const vanishesWithTarget = (declaration: ObjectDeclaration): boolean => {
    const seen = new Set<ObjectId>()
    let host = declaration.removedWith
    while (host !== undefined && !seen.has(host)) {
      if (host === target.id) return true
      seen.add(host)
      host = byId.get(host)?.removedWith
    }
    return false
  }
  const dependents = declarations.filter(
    (d) => d.id !== target.id && dependenciesOf(d).includes(target.id) && !vanishesWithTarget(d),
  )
  const after = (target.removeAfter ?? []).filter((id) => byId.has(id))
  return [...new Set([...dependents.map((d) => d.id), ...after])]
}

/** Usual seconds until everything is ready: the longest path through the graph. */
export function usualPathSeconds(declarations: readonly ObjectDeclaration[]): {
  min: number
  max: number
} {
  const finish = new Map<ObjectId, { min: number; max: number }>()
  let total = { min: 0, max: 0 }
  for (const declaration of topologicalOrder(declarations)) {
    const start = { min: 0, max: 0 }
    for (const id of dependenciesOf(declaration)) {
      const dependency = finish.get(id)
      if (!dependency) continue
      start.min = Math.max(start.min, dependency.min)
      start.max = Math.max(start.max, dependency.max)
    }
    const end = {
      min: start.min + (declaration.usualSeconds?.min ?? 0),
      max: start.max + (declaration.usualSeconds?.max ?? 0),
    }
    finish.set(declaration.id, end)
    total = { min: Math.max(total.min, end.min), max: Math.max(total.max, end.max) }
  }
  return total
}
