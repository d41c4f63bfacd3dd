import type { WorkspaceActor } from '@skyclust/application'
import { accessOf, grantsOf, UserId, type WorkspaceId } from '@skyclust/domain'

/** Somebody who may do everything in the workspace, for use cases that are called without a request. */
export function workspaceOwner(workspaceId: WorkspaceId): WorkspaceActor {
  const id = UserId.parse(`usr_${'a'.repeat(20)}`)
  return {
    workspaceId,
    principal: { kind: 'user', id, name: 'owner@example.com' },
    role: 'owner',
    access: accessOf(grantsOf('owner')),
  }
}
