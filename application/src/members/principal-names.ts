import { type PrincipalId, UserId, type WorkspaceId } from '@skyclust/domain'
import type { Stores } from '../ports/stores.ts'
import type { PrincipalView } from './views.ts'

/** Who stands behind the ids of a workspace, read once. */
export async function principalNames(
  stores: Pick<Stores, 'members' | 'serviceAccounts'>,
  workspaceId: WorkspaceId,
): Promise<(id: PrincipalId) => PrincipalView> {
  const names = new Map<string, string>()
  for (const { user } of await stores.members.list(workspaceId)) names.set(user.id, user.email)
  for (const { id, name } of await stores.serviceAccounts.list(workspaceId)) names.set(id, name)
  return (id) => ({
    kind: UserId.safeParse(id).success ? 'user' : 'service-account',
    id,
    name: names.get(id) ?? null,
  })
}
