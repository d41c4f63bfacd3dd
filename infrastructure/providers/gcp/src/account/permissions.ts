import { permissionsOf } from '../calls.ts'
import type { GcpClient } from '../client.ts'
import { grantedPermissions } from './identity.ts'

/** Permissions (or calls by name) that the service account lacks on the project, as Google computes it. */
export async function missingPermissions(
  client: GcpClient,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const permissions = permissionsOf(wanted)
  if (permissions.length === 0) return []
  const granted = await grantedPermissions(client, permissions, signal)
  return permissions.filter((permission) => !granted.has(permission))
}
