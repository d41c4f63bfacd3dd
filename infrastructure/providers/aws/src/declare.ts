import {
  shortId,
  type JsonObject,
  type ObjectDeclaration,
  type ObjectId,
  type TypedResource,
} from '@skyclust/domain'

/** Address of an object in the graph. */
export function objectId(resource: Pick<TypedResource, 'kind' | 'name'>, role: string): ObjectId {
  return `${resource.kind}:${resource.name}/${role}`
}

/** Stands for an output of another object until that is ready. */
export function ref(id: ObjectId, output: string): JsonObject {
  return { $ref: id, output }
}

/** Deterministic name of a supporting object: readable, and unique among trees of the same name. */
function supportName(resource: TypedResource, suffix: string): string {
  return `${resource.name}-${shortId(resource.rootId)}-${suffix}`
}

/** The members of a declaration that differ from object to object. */
export type Particulars = Omit<ObjectDeclaration, 'id' | 'resourceId' | 'name'> & {
  readonly name?: string
}

/** Builds a declaration; the object is called after its resource and role unless a name is given. */
export function declare(
  resource: TypedResource,
  role: string,
  { name, ...particulars }: Particulars,
): ObjectDeclaration {
  return {
    id: objectId(resource, role),
    resourceId: resource.id,
    name: name ?? supportName(resource, role),
    ...particulars,
  }
}
