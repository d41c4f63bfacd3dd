import { type Access, DomainError, type WorkspacePermission } from '@skyclust/domain'

/** Forbidden `beyond-own-access` when a scope is no permission of the access; `lack` ends the sentence that says so. */
export function refuseScopesBeyond(
  access: Access,
  scopes: readonly WorkspacePermission[],
  lack: string,
): void {
  const permissions = [...new Set(scopes)].filter((permission) => !access.has(permission))
  if (permissions.length === 0) return
  throw new DomainError(
    'forbidden',
    'beyond-own-access',
    `The scopes include what ${lack}: ${permissions.join(', ')}. Leave it out.`,
    { details: { permissions } },
  )
}
