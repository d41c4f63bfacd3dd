import type { User } from '@skyclust/domain'
import type { Actor, Ports } from '../ports/ports.ts'
import { listWorkspaces } from '../workspaces/get-workspace.ts'
import { loadUser, lockUser } from './load-user.ts'
import type { UpdateMeRequest } from './requests.ts'
import { secondFactorOf } from './second-factors.ts'
import { type MeView, userView } from './views.ts'

/** The signed-in user and their workspaces. */
export async function getMe(ports: Ports, actor: Actor): Promise<MeView> {
  return describe(ports, await loadUser(ports.db.stores, actor.userId))
}

/** Changes what users may change of themselves: name and language. */
export async function updateMe(
  ports: Ports,
  actor: Actor,
  { name, locale }: UpdateMeRequest,
): Promise<MeView> {
  const user = await ports.db.transaction(async (stores) => {
    const before = await lockUser(stores, actor.userId)
    const after = { ...before, name: name ?? before.name, locale: locale ?? before.locale }
    ports.trail.note({
      target: { kind: 'user', id: before.id, name: before.email },
      before: userView(before),
      after: userView(after),
    })
    await stores.users.update(after)
    return after
  })
  return describe(ports, user)
}

async function describe(ports: Ports, user: User): Promise<MeView> {
  const [{ items }, secondFactor] = await Promise.all([
    listWorkspaces(ports, { userId: user.id }),
    secondFactorOf(ports.db.stores, user.id),
  ])
  return {
    user: userView(user),
    hasPassword: user.passwordHash !== undefined,
    secondFactor,
    workspaces: [...items],
  }
}
