import type { AccountFacts } from '@skyclust/application'
import { shortId, type ObjectId, type ResourceTree, type TypedResource } from '@skyclust/domain'
import { groupName } from './names.ts'

/** Where the objects of one tree go. */
export interface Place {
  readonly root: TypedResource
  readonly subscription: string
  readonly location: string
  readonly group: string
  readonly groupObject: ObjectId
}

export function placeOf(tree: ResourceTree, account: AccountFacts): Place {
  return {
    root: tree.root,
    subscription: account.account,
    location: tree.root.location,
    group: groupName(tree.root),
    groupObject: objectId(tree.root, 'resource-group'),
  }
}

export function objectId(resource: Pick<TypedResource, 'kind' | 'name'>, role: string): ObjectId {
  return `${resource.kind}:${resource.name}/${role}`
}

/** Deterministic name of an object that supports a resource: `<resource>-<end of the root's id>-<role>`. */
export function supportName(place: Place, resource: TypedResource, role: string): string {
  return `${resource.name}-${shortId(place.root.id)}-${role}`
}

/** Read, write and delete of an ARM type. */
export function actionsOf(type: string, ...more: readonly string[]): readonly string[] {
  return ['read', 'write', 'delete', ...more].map((verb) => `${type}/${verb}`)
}

/** The calls of an object that is written and removed by its own id. */
export function callsOf(type: string) {
  return { create: `PUT ${type}`, update: `PUT ${type}`, remove: `DELETE ${type}` } as const
}
