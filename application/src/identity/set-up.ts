import {
  conflict,
  DEFAULT_WORKSPACE_SETTINGS,
  encodeId,
  type User,
  UserId,
  type Workspace,
  WorkspaceId,
} from '@skyclust/domain'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import { assertStrongPassword } from './assert-strong-password.ts'
import type { Client } from './client.ts'
import type { SetUpRequest } from './requests.ts'
import { type StartedSession, startSession } from './start-session.ts'

/**
 * The first administrator's id is the same everywhere: of two set-ups at once only one can insert it, and the store
 * answers the other one with `already-set-up`.
 */
const FIRST_ADMINISTRATOR = UserId.parse(encodeId('usr', new Uint8Array(20)))

/** Whether the installation still waits for its first administrator. */
export async function isSetUpRequired(ports: Pick<Ports, 'db'>): Promise<boolean> {
  return (await ports.db.stores.users.count()) === 0
}

/** Makes the first administrator and their workspace, once, and signs them in; conflict `already-set-up` afterwards. */
export async function setUp(
  ports: Ports,
  request: SetUpRequest,
  client: Client,
): Promise<StartedSession> {
  ports.trail.note({ target: { kind: 'user', id: FIRST_ADMINISTRATOR, name: request.email } })
  if (!(await isSetUpRequired(ports))) throw alreadySetUp()
  assertStrongPassword(request.password, request.email, '/password')
  const createdAt = isoTime(ports.clock.now())
  const user: User = {
    id: FIRST_ADMINISTRATOR,
    email: request.email.toLowerCase(),
    // Who starts the server says so: there is nobody who could have been asked before.
    emailVerifiedAt: createdAt,
    name: request.name,
    passwordHash: await ports.passwords.hash(request.password),
    platformAdmin: true,
    locale: request.locale,
    disabledAt: undefined,
    createdAt,
  }
  const workspace: Workspace = {
    ...request.workspace,
    id: newId(ports.random, 'wsp', WorkspaceId),
    settings: { ...DEFAULT_WORKSPACE_SETTINGS, locale: request.locale },
    archivedAt: undefined,
    createdAt,
    version: 1,
  }
  return ports.db.transaction(async (stores) => {
    if ((await stores.users.count()) > 0) throw alreadySetUp()
    await stores.users.insert(user)
    await stores.workspaces.insert(workspace, user.id)
    return startSession(ports, stores, user, client, { methods: ['setup'] })
  })
}

function alreadySetUp(): Error {
  return conflict('already-set-up', 'This installation has its administrator. Sign in instead.')
}
