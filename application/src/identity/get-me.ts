import { notFound, type User } from '@skyclust/domain'
import type { Actor, Ports } from '../ports/ports.ts'
import { workspaceView } from '../workspaces/views.ts'
import type { UpdateMeRequest } from './requests.ts'
import { type MeView, userView } from './views.ts'

/** The signed-in user and their workspaces. */
export async function getMe(ports: Ports, actor: Actor): Promise<MeView> {
  return describe(ports, await load(ports, actor))
}

/** Changes what users may change of themselves: the language. */
export async function updateMe(
  ports: Ports,
  actor: Actor,
  request: UpdateMeRequest,
): Promise<MeView> {
  const user = { ...(await load(ports, actor)), locale: request.locale }
  await ports.db.stores.users.update(user)
  return describe(ports, user)
}

async function load(ports: Ports, { userId }: Actor): Promise<User> {
  const user = await ports.db.stores.users.get(userId)
  if (!user) throw notFound('user', userId)
  return user
}

async function describe(ports: Ports, user: User): Promise<MeView> {
  const workspaces = await ports.db.stores.workspaces.listFor(user.id)
  return { user: userView(user), workspaces: workspaces.map((w) => workspaceView(w, w.role)) }
}
