import { conflict, encodeId, type User, UserId, WorkspaceId } from '@skyclust/domain'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Client } from './client.ts'
import type { SetUpRequest } from './requests.ts'
import { type StartedSession, startSession } from './start-session.ts'

/** The first administrator's id is the same everywhere: of two set-ups at once only one can insert it. */
const FIRST_ADMINISTRATOR = UserId.parse(encodeId('usr', new Uint8Array(20)))

/** Whether the installation still waits for its first administrator. */
export async function isSetUpRequired(ports: Ports): Promise<boolean> {
  return (await ports.db.stores.users.count()) === 0
}

/** Makes the first administrator and their workspace, once, and signs them in; conflict `already-set-up` afterwards. */
export async function setUp(
  ports: Ports,
  request: SetUpRequest,
  client: Client,
): Promise<StartedSession> {
  if (!(await isSetUpRequired(ports))) throw alreadySetUp()
  const createdAt = isoTime(ports.clock.now())
  const user: User = {
    id: FIRST_ADMINISTRATOR,
    email: request.email.toLowerCase(),
    name: request.name,
    passwordHash: await ports.passwords.hash(request.password),
    platformAdmin: true,
    locale: request.locale,
    createdAt,
  }
  const workspace = { id: newId(ports.random, 'wsp', WorkspaceId), ...request.workspace, createdAt }
  try {
    return await ports.db.transaction(async (stores) => {
      if ((await stores.users.count()) > 0) throw alreadySetUp()
      await stores.users.insert(user)
      await stores.workspaces.insert(workspace, user.id)
      return startSession(ports, stores, user, client)
    })
  } catch (error) {
    if (await isSetUpRequired(ports)) throw error
    throw alreadySetUp(error)
  }
}

function alreadySetUp(cause?: unknown): Error {
  const error = conflict(
    'already-set-up',
    'This installation has its administrator. Sign in instead.',
  )
  return cause === undefined ? error : Object.assign(error, { cause })
}
