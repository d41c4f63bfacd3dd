import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DatabaseConnection, withClient } from '@skyclust/postgres'
import { freePort, readConfig, startServer } from '@skyclust/server'
import { testDatabase } from '@skyclust/testkit'
import { urlOf } from '../browser/running-dashboard.ts'
import { ask, must, type Person, signedInBy } from './person.ts'

export const MAIN = '/workspaces/main'
export const PASSWORD = 'correct horse battery'

/** Two servers on one database, as an installation runs them behind one address. */
export interface TwoInstances extends AsyncDisposable {
  /** Where things are taken away. */
  readonly first: string
  /** Where it must be noticed. */
  readonly second: string
  readonly admin: Person
  /** A new member of the workspace `main`, with an account of its own. */
  join(name: string, role: string): Promise<Member>
  /** As superuser, past all walls. */
  query(text: string): Promise<readonly Record<string, unknown>[]>
}

export interface Member extends Person {
  readonly cookie: string
  readonly userId: string
  readonly email: string
}

export async function twoInstances(): Promise<TwoInstances> {
  await using stack = new AsyncDisposableStack()
  const { connection } = stack.use(await testDatabase())
  const vaultKey = randomBytes(32).toString('base64')
  const start = async (roles: string) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'skyclust-two-'))
    stack.defer(() => rmSync(dataDir, { recursive: true, force: true }))
    const { config, secrets } = readConfig({
      SKYCLUST_PORT: '0',
      SKYCLUST_DATA_DIR: dataDir,
      SKYCLUST_PUBLIC_URL: 'http://skyclust.example.com',
      SKYCLUST_SANDBOX: 'off',
      SKYCLUST_ROLES: roles,
      SKYCLUST_VAULT_KEY: vaultKey,
      SKYCLUST_LOG_LEVEL: 'error',
      DATABASE_URL: urlOf(connection),
    })
    const port = await freePort('127.0.0.1')
    const server = await startServer({ ...config, port }, secrets)
    stack.defer(() => server.stop())
    return `http://127.0.0.1:${port}`
  }
  const first = await start('web,worker')
  const second = await start('web')
  const admin = signedInBy(
    await ask(first, {}, 'POST', '/setup', {
      email: 'admin@example.com',
      password: PASSWORD,
      workspace: { slug: 'main', name: 'Main' },
    }),
  )
  const owned = stack.move()
  return {
    first,
    second,
    admin,
    join: (name, role) => joined(first, admin, name, role),
    query: (text) => queried(connection, text),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function joined(base: string, admin: Person, name: string, role: string): Promise<Member> {
  const email = `${name}@example.com`
  const invited = { email, role }
  const { link } = await must<{ link: string }>(base, admin, 'POST', `${MAIN}/invitations`, invited)
  const token = link.split('/').at(-1)
  const reply = await ask<{ user: { id: string } }>(base, {}, 'POST', '/invitations/accept', {
    token,
    name,
    password: PASSWORD,
  })
  return { ...signedInBy(reply), userId: reply.body.user.id, email }
}

function queried(
  connection: DatabaseConnection,
  text: string,
): Promise<readonly Record<string, unknown>[]> {
  return withClient(connection, async (client) => {
    const { rows } = await client.query<Record<string, unknown>>(text)
    return rows
  })
}
