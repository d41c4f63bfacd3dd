import { conflict, type UserId } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import { changeUser } from './change-user.ts'
import type { SetPlatformAdminRequest } from './requests.ts'
import type { PlatformUserView } from './views.ts'

/** Makes an account administrator of the installation, or no longer. */
export function setPlatformAdmin(
  ports: Ports,
  id: UserId,
  { value }: SetPlatformAdminRequest,
): Promise<PlatformUserView> {
  return changeUser(ports, id, async (user) => {
    if (value && user.disabledAt !== undefined)
      throw conflict('user-disabled', 'This account is disabled. Enable it first.')
    return { ...user, platformAdmin: value }
  })
}
