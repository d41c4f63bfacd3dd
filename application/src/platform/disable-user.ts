import type { UserId } from '@skyclust/domain'
import { endSignIns } from '../identity/load-user.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Actor, Ports } from '../ports/ports.ts'
import { assertNotOneself, changeUser } from './change-user.ts'
import type { PlatformUserView } from './views.ts'

/** Nobody signs in to the account any more; its sessions end and its keys are refused. Its memberships stay. */
export function disableUser(ports: Ports, actor: Actor, id: UserId): Promise<PlatformUserView> {
  return changeUser(ports, id, async (user, stores) => {
    assertNotOneself(actor, user, 'disable your own account')
    await endSignIns(stores, id)
    return { ...user, disabledAt: user.disabledAt ?? isoTime(ports.clock.now()) }
  })
}

/** The account can be used again; sessions do not come back. */
export function enableUser(ports: Ports, id: UserId): Promise<PlatformUserView> {
  return changeUser(ports, id, async (user) => ({ ...user, disabledAt: undefined }))
}
