import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Clock,
  CloudError,
  type CloudSessions,
  newId,
  noTrail,
  type Ports,
  type Random,
  setUp,
  startSession,
} from '@skyclust/application'
import {
  type RoleRef,
  type SessionId,
  type User,
  UserId,
  type Workspace,
  WorkspaceId,
} from '@skyclust/domain'
import {
  argon2Passwords,
  fileVault,
  oidcClient,
  oneTimePasswords,
  passkeys,
  safeFetch,
  tokens,
} from '@skyclust/identity'
import { type DatabaseConnection, eventFeed, openDatabase, withClient } from '@skyclust/postgres'
import { testDatabase } from '@skyclust/testkit'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { type AppOptions, assembleApp } from '../app.ts'
import { GUARDS, type Guards } from '../pipeline/guards.ts'

export const PASSWORD = 'a long enough password'
const CLIENT = { address: '127.0.0.1', userAgent: 'test' }

/** A caller with a session of its own. */
export interface Caller {
  readonly user: User
  readonly cookie: string
  readonly token: string
  readonly inject: (options: InjectOptions) => Promise<LightMyRequestResponse>
}

export interface TestApp extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly ports: Ports
  readonly clock: { now: number }
  /** Every line that was logged. */
  readonly log: string[]
  /** The first administrator, owner of `workspace`. */
  readonly owner: Caller
  readonly workspace: Workspace
  /** A new user with this role in `workspace`; without a role a stranger with a workspace of their own. */
  member(role?: RoleRef): Promise<Caller>
  /** TXT records by name, as the installation sees the DNS. */
  readonly dns: Map<string, readonly string[]>
  /** Where tests look behind the curtain. */
  readonly connection: DatabaseConnection
  /** Everything the database holds, as text. */
  dump(): Promise<string>
}

export interface TestAppOptions extends Partial<AppOptions> {
  /** Ports that shall differ, e.g. who may register. */
  readonly overrides?: Partial<Ports>
  readonly guards?: Guards
}

/** The whole HTTP side on a database of its own; clouds are replaced by one that knows good and bad secrets. */
export async function testApp({
  overrides = {},
  guards = GUARDS,
  ...options
}: TestAppOptions = {}): Promise<TestApp> {
  await using stack = new AsyncDisposableStack()
  const dataDir = mkdtempSync(join(tmpdir(), 'skyclust-http-'))
  stack.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const database = stack.use(await testDatabase())
  const db = await openDatabase({ connection: database.connection, migrate: false })
  stack.defer(() => db.close())
  const feed = await eventFeed(database.connection)
  stack.defer(() => feed.close())
  const time = { now: Date.now() }
  const clock: Clock = {
    now: () => time.now,
    sleep: untilAborted,
    timeout: (ms) => AbortSignal.timeout(ms),
  }
  const log: string[] = []
  const note = (fields: Record<string, unknown>, message: string) =>
    void log.push(JSON.stringify({ message, fields, error: String(fields['err']) }))
  const vault = fileVault({ dataDir })
  const loopback = { allowCidrs: ['127.0.0.0/8'], allowHttp: true }
  /** TXT records the tests set. */
  const records = new Map<string, readonly string[]>()
  const ports: Ports = {
    db,
    feed,
    trail: noTrail,
    providers: new Map(),
    sessions: cloud,
    vault,
    passwords: argon2Passwords(),
    tokens: tokens({
      keys: db.signingKeys,
      vault,
      clock,
      issuer: 'http://localhost',
      audience: 'skyclust',
    }),
    oneTimePasswords: oneTimePasswords(),
    passkeys: passkeys({ rpName: 'SkyClust', origins: ['http://localhost'] }),
    oidc: oidcClient({ clock, fetch: safeFetch(loopback), allowHttp: true }),
    dns: { lookup: async (name) => records.get(name) ?? [] },
    throttle: db.throttle,
    installation: { publicUrl: 'http://localhost', registration: 'closed', mail: 'outbox' },
    sandboxAccounts: { create: async () => awsSecret('AKIASANDBOX000000001') },
    clock,
    random,
    logger: { debug: note, info: note, warn: note, error: note },
    ...overrides,
  }
  const app = await assembleApp(
    { ports, publicUrl: 'http://localhost', version: '0', ...options },
    guards,
  )
  stack.defer(() => app.close())

  const asCaller = async (user: User, cookie: string, sessionId: SessionId): Promise<Caller> => {
    const { token } = await ports.tokens.issue({ userId: user.id, sessionId })
    const authorization = `Bearer ${token}`
    return {
      user,
      cookie,
      token,
      inject: (request) =>
        app.inject({ ...request, headers: { authorization, ...request.headers } }),
    }
  }
  const first = await setUp(
    ports,
    {
      email: 'owner@example.com',
      name: 'Owner',
      password: PASSWORD,
      locale: 'en',
      workspace: { name: 'Main', slug: 'main' },
    },
    CLIENT,
  )
  const workspace = await db.stores.workspaces.find('main')
  if (!workspace) throw new Error('set-up made no workspace')
  let count = 0
  // From here on the caller disposes of it.
  const parts = stack.move()
  return {
    app,
    ports,
    clock: time,
    log,
    dns: records,
    connection: database.connection,
    workspace,
    owner: await asCaller(first.user, first.value, first.session.id),
    async member(role) {
      count += 1
      const user: User = {
        ...first.user,
        id: newId(random, 'usr', UserId),
        email: `user${count}@example.com`,
        platformAdmin: false,
      }
      await db.stores.users.insert(user)
      if (role)
        await withClient(database.connection, (client) =>
          client.query(
            `insert into memberships (workspace_id, user_id, role, source, joined_at)
             values ($1, $2, $3, 'invitation', now())`,
            [workspace.id, user.id, role],
          ),
        )
      else
        await db.stores.workspaces.insert(
          { ...workspace, id: newId(random, 'wsp', WorkspaceId), slug: `own-${count}` },
          user.id,
        )
      const { value, session } = await startSession(ports, db.stores, user, CLIENT, {
        methods: ['pwd'],
      })
      return asCaller(user, value, session.id)
    },
    dump: () =>
      withClient(database.connection, async (client) => {
        const { rows } = await client.query<{ name: string }>(
          "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
        )
        const text: string[] = []
        for (const { name } of rows) {
          const table = await client.query(`select to_jsonb(t)::text as row from ${name} t`)
          text.push(JSON.stringify(table.rows))
        }
        return text.join('\n')
      }),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

/** An AWS secret; the canary in it must never be seen outside. */
export function awsSecret(accessKeyId: string) {
  return { accessKeyId, secretAccessKey: `canary-secret-of-${accessKeyId}` }
}

const random: Random = {
  next: () => Math.random(),
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  uuid: () => crypto.randomUUID(),
}

const cloud: CloudSessions = {
  open: () => Promise.reject(new Error('no cloud here')),
  async verify({ secret }) {
    const { accessKeyId } = secret as { accessKeyId: string }
    if (accessKeyId.startsWith('AKIABAD'))
      throw new CloudError('credential', 'InvalidClientTokenId', 'The security token is invalid.', {
        remedy: 'Create a new access key.',
      })
    return { account: '123456789012', principal: `arn:aws:iam::123456789012:user/${accessKeyId}` }
  },
  forget: () => undefined,
  pace: () => 1,
}

function untilAborted(_ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}
