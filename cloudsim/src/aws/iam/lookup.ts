import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import { page, type Page } from '../paging.ts'
import { type Role, roles } from './role-rows.ts'

function noSuchRole(name: string): AwsError {
  return new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404)
}

/** The role a mutating call names, found also while lists do not show it yet. */
export function existingRole(api: Api, input: Fields): Role {
  const name = input.required('RoleName')
  const role = api.rows(roles).find(name)
  if (!role) throw noSuchRole(name)
  return role
}

/** The role a read names: not there until it is visible. */
export function visibleRole(api: Api, input: Fields): Role {
  const role = existingRole(api, input)
  if (role.visibleAt > api.now) throw noSuchRole(role.id)
  return role
}

export function iamPage<T>(
  input: Fields,
  items: readonly T[],
  keyOf: (item: T) => string,
): Page<T> {
  return page(items, keyOf, {
    limit: input.integer('MaxItems', 1, 1000) ?? 100,
    token: input.string('Marker'),
    badToken: () => new AwsError('ValidationError', 'Invalid Marker.'),
  })
}

export function pageMembers(result: Page<unknown>) {
  return { IsTruncated: result.nextToken !== undefined, Marker: result.nextToken }
}
