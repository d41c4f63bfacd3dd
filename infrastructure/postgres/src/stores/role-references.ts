import { conflict, type DomainError, invalid } from '@skyclust/domain'

/** The foreign keys by which something holds a custom role. */
const HOLDERS = [
  'memberships_custom_role',
  'service_accounts_workspace_id_custom_role_id_fkey',
  'invitations_workspace_id_custom_role_id_fkey',
  'oidc_providers_workspace_id_custom_default_role_id_fkey',
]

/** What violations mean where a role is given. */
export const ROLE_UNKNOWN = Object.fromEntries(HOLDERS.map((name) => [name, unknownRole]))

/** What violations mean where a role is deleted. */
export const ROLE_IN_USE = Object.fromEntries(HOLDERS.map((name) => [name, roleInUse]))

export function unknownRole(): DomainError {
  return invalid('unknown-role', 'This workspace has no such role; list its roles and take one.')
}

export function roleInUse(): DomainError {
  return conflict(
    'role-in-use',
    'Members, service accounts, invitations or sign-in providers hold the role; give them another one first.',
  )
}
