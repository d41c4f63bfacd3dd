import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { withClient } from '@skyclust/postgres'
import { freePort } from '@skyclust/server'
import { testDatabase } from '@skyclust/testkit'
import { urlOf } from '../browser/running-dashboard.ts'
import { startServerProcess } from '../crash/server-process.ts'
import { accounting } from './accounting.ts'
import { type Acknowledged, type Known, mutate, type Mutator } from './mutations.ts'
import { ask, must, signedInBy } from './person.ts'
import { MAIN, PASSWORD } from './two-instances.ts'

/** How often; SKYCLUST_KILLS for more than npm test has time for. */
const KILLS = Number(
  process.env['SKYCLUST_KILLS'] ?? (process.env['SKYCLUST_LONG'] === '1' ? 100 : 8),
)
const AT_ONCE = 6
const SHORTEST_LIFE_MS = 60
const LONGEST_LIFE_MS = 600
const EMAIL = 'admin@example.com'

describe('a server that is killed at random moments', () => {
  it('leaves no effect without its audit entry, and no entry without its effect', async (context) => {
    await using stack = new AsyncDisposableStack()
    const dataDir = mkdtempSync(join(tmpdir(), 'skyclust-kill-'))
    stack.defer(() => rmSync(dataDir, { recursive: true, force: true }))
    const { connection } = stack.use(await testDatabase())
    const query = (text: string) =>
      withClient(connection, async (client) => {
        const { rows } = await client.query<Record<string, unknown>>(text)
        return rows
      })
    const port = await freePort('127.0.0.1')
    const start = () =>
      startServerProcess({
        SKYCLUST_PORT: String(port),
        SKYCLUST_DATA_DIR: dataDir,
        SKYCLUST_SANDBOX: 'off',
        SKYCLUST_ROLES: 'web',
        SKYCLUST_VAULT_KEY: vaultKey,
        DATABASE_URL: urlOf(connection),
      })
    const vaultKey = randomBytes(32).toString('base64')
    let server = start()
    stack.defer(() => server.kill())
    await server.ready
    const { mutator, acknowledged } = await someBody(`http://127.0.0.1:${port}`)

    const stop = new AbortController()
    const running = Array.from({ length: AT_ONCE }, () => mutate(mutator, stop.signal))
    for (let kills = 0; kills < KILLS; kills += 1) {
      await sleep(SHORTEST_LIFE_MS + mutator.random() * (LONGEST_LIFE_MS - SHORTEST_LIFE_MS))
      await server.kill()
      server = start()
      await server.ready
      // People invite more in an hour than they may.
      await query('delete from throttle')
    }
    stop.abort()
    await Promise.all(running)
    await server.kill()
    await quiet(query)

    const [{ unheard } = { unheard: 0 }] = await query(
      `select count(*)::int as unheard from audit_entries where result = 'success' and action not in ('setUp', 'acceptInvitation')
       and request_id <> all('{${acknowledged.map(({ requestId }) => requestId).join(',')}}')`,
    )
    const good = acknowledged.filter(({ status }) => status < 400)
    context.diagnostic(
      `${KILLS} kills, ${good.length} changes and ${acknowledged.length - good.length} refusals answered, ` +
        `${String(unheard)} committed changes whose answer the kill took`,
    )
    assert.deepEqual(
      acknowledged.filter(({ status }) => status >= 500),
      [],
    )
    assert.ok(good.length > 10 * KILLS, 'hardly anything was changed')
    assert.deepEqual(await accounting(query, acknowledged), [])
  })
})

/** The administrator, a member, and nothing known yet. */
async function someBody(
  base: string,
): Promise<{ readonly mutator: Mutator; readonly acknowledged: Acknowledged[] }> {
  const workspace = { slug: 'main', name: 'Main' }
  const setUp = { email: EMAIL, password: PASSWORD, workspace }
  const admin = signedInBy(await ask(base, {}, 'POST', '/setup', setUp))
  const invited = { email: 'member@example.com', role: 'viewer' }
  const { link } = await must<{ link: string }>(base, admin, 'POST', `${MAIN}/invitations`, invited)
  const joined = await must<{ user: { id: string } }>(base, {}, 'POST', '/invitations/accept', {
    token: link.split('/').at(-1),
    name: 'Member',
    password: PASSWORD,
  })
  const known: Known = {
    roles: [],
    robots: [],
    keys: [],
    invitations: [],
    workspaces: [],
    sessions: [],
  }
  const acknowledged: Acknowledged[] = []
  const memberId = joined.user.id
  const random = () => Math.random()
  return {
    mutator: { base, admin, email: EMAIL, memberId, known, acknowledged, random },
    acknowledged,
  }
}

/** What the killed server had sent may still be running; only then is the world what it will be. */
async function quiet(
  query: (text: string) => Promise<readonly Record<string, unknown>[]>,
): Promise<void> {
  for (let looks = 0; looks < 200; looks += 1) {
    const [row] = await query(
      `select count(*)::int as n from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    )
    if (row?.['n'] === 0) return
    await sleep(25)
  }
  throw new Error('the killed server’s connections did not end')
}
