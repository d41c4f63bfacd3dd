import { conflict, isBuiltInRole } from '@skyclust/domain'

/** The names of built-in roles are theirs: a custom `Owner` would be mistaken for one. Conflict `name-taken`. */
export function refuseBuiltInName(name: string): void {
  if (isBuiltInRole(name.toLowerCase()))
    throw conflict('name-taken', `«${name}» is the name of a built-in role; choose another.`)
}
