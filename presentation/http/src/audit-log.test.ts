import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { ROLE_PERMISSIONS } from '@skyclust/domain'
import { assembleApp } from './app.ts'
import { requestOf } from './isolation/testing/cases.ts'
import { byCookie, byToken, type Caller } from './isolation/testing/callers.ts'
import { failingDatabase, PLANTED } from './isolation/testing/failing-database.ts'
import { MISSING } from './isolation/testing/kinds.ts'
import { sendHalf } from './isolation/testing/half-request.ts'
import { entriesSince, type LoggedEntry, traceOf } from './isolation/testing/log-watch.ts'
import { routeTable, type TableRoute } from './isolation/testing/route-table.ts'
import { changedTables } from './isolation/testing/matrix.ts'
import { newWorld, type World } from './isolation/testing/world.ts'
import { isWorkspacePermission } from './route.ts'
import { GUARDS } from './pipeline/guards.ts'
import { isAudited } from './pipeline/request-state.ts'

/** Need more than a sample: a link that was mailed, an authenticator, a code, a state that the tenant is not in. */
const REFUSED_SAMPLES: readonly string[] = [
  'acceptInvitation',
  'addPasskey',
  'confirmPasswordReset',
  'confirmTotp',
  'deleteCredential',
  'deleteWorkspace',
  'finishOidcLogin',
  'finishSignIn',
  'refreshToken',
  'register',
  'resendEmailVerification',
  'setUp',
  'signInWithPasskey',
  'verifyEmail',
]

const NOBODY: Caller = { name: 'nobody', headers: {} }
/** Opened secrets have entries of their own, written before. */
const OPENED = 'useCredential'

const audited = (await routeTable()).filter(({ loaded, sample }) =>
  isAudited(loaded.route, sample(MISSING).query ?? {}),
)
const succeeding = audited.filter((r) => !REFUSED_SAMPLES.includes(r.operationId))

describe('the audit log of all routes that change something', () => {
  let world: World
  let app: FastifyInstance
  const plan = { isArmed: false }
  before(async () => {
    world = await newWorld()
    const ports = { ...world.ports, db: failingDatabase(world.ports.db, plan) }
    app = await assembleApp({ ports, publicUrl: 'http://localhost', version: '0' }, GUARDS)
  })
  after(async () => {
    await app?.close()
    await world?.[Symbol.asyncDispose]()
  })

  const rightful = ({ loaded }: TableRoute): Caller => {
    const { permission } = loaded.route
    if (permission === 'public') return NOBODY
    const isForAdmins = permission === 'platform-admin'
    const person = isForAdmins ? world.people.platformAdmin : world.victim.owner
    // Not by an access token: it may do less.
    return byCookie('who may', person.cookie)
  }
  const by = (route: TableRoute, caller: Caller) => {
    const { ids } = world.victim
    return requestOf(route, caller, ids, route.sample(ids))
  }

  it('has exactly one entry of each request, with what was answered', async () => {
    const refused: string[] = []
    for (const route of audited) {
      const { seen, entries } = await traceOf(world, app, by(route, rightful(route)))
      const own = entries.filter(({ action }) => action !== OPENED)
      const isSuccess = seen.status < 400 && !seen.head.includes('error=')
      if (!isSuccess) refused.push(route.operationId)

      assert.deepEqual(
        own.map(({ action, result, status }) => [action, result, status]),
        [[route.operationId, isSuccess ? 'success' : 'refused', seen.status]],
        `${route.operationId}: ${seen.body}`,
      )
      assert.ok(seen.head.includes(`x-request-id: ${own[0]?.requestId}`))
    }
    assert.deepEqual(refused.toSorted(), REFUSED_SAMPLES)
  })

  it('says who was refused: nobody, in the platform’s log, and members in their workspace’s', async () => {
    const { member, workspace } = world.victim
    const viewer = byToken('a viewer', member)
    const isKept = new Set<string>(ROLE_PERMISSIONS.viewer)
    for (const route of audited.filter(({ loaded }) => loaded.route.permission !== 'public')) {
      const { permission } = route.loaded.route
      const stranger = await traceOf(world, app, by(route, NOBODY))
      const expected = [['platform', 'anonymous', route.operationId, 'sign-in-required']]
      assert.deepEqual(stranger.entries.map(inShort), expected)

      if (!isWorkspacePermission(permission) || isKept.has(permission)) continue
      const inside = await traceOf(world, app, by(route, viewer))
      assert.deepEqual(inside.entries.map(inShort), [
        [workspace.id, member.user.email, route.operationId, 'permission-denied'],
      ])
      assert.deepEqual([...stranger.changed, ...inside.changed], [])
    }
  })

  it('has one entry of what failed by our fault, and nothing else has changed', async () => {
    for (const route of succeeding) {
      plan.isArmed = true
      const { seen, changed, entries } = await traceOf(world, app, by(route, rightful(route)))
      const own = entries.filter(({ action }) => action !== OPENED)

      assert.deepEqual(
        [seen.status, changed, own.map(({ action, result }) => [action, result])],
        [500, [], [[route.operationId, 'error']]],
        `${route.operationId}: ${seen.body}`,
      )
      assert.ok(!seen.body.includes(PLANTED) && !JSON.stringify(entries).includes(PLANTED))
    }
  })

  it('has one entry of each request whose client went away in the middle', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo
    const start = await world.snapshot.state()
    const withBody = audited.filter(({ loaded }) => 'body' in loaded.route && loaded.route.body)
    for (const route of withBody) {
      const { method, url, payload } = by(route, rightful(route))
      const { headers } = rightful(route)
      assert.ok(method !== undefined && typeof url === 'string' && typeof payload === 'object')
      await sendHalf(port, { method, url, headers, body: payload })
    }
    const entries = async () => entriesSince(world, start)
    for (let wait = 0; wait < 100 && (await entries()).length < withBody.length; wait += 1)
      await sleep(50)
    const end = await world.snapshot.state()

    assert.deepEqual(
      (await entries()).map(({ action, result, code }) => [action, result, code]).toSorted(byText),
      withBody.map((r) => [r.operationId, 'aborted', 'request-aborted']).toSorted(byText),
    )
    assert.deepEqual(changedTables(start, end), [])
  })

  it('comes first: what cannot be written down does not happen', async () => {
    const { client } = world.snapshot
    const { rows } = await client.query<{ text: string }>(
      "select pg_get_functiondef('audit_write'::regproc) as text",
    )
    await client.query(`create or replace function audit_write(wanted text, entry jsonb) returns bigint
      language plpgsql as $$ begin raise 'the log is full'; end $$`)
    try {
      for (const route of audited) {
        const { seen, changed, entries } = await traceOf(world, app, by(route, rightful(route)))
        const isGood = !REFUSED_SAMPLES.includes(route.operationId)
        const said = `${route.operationId}: ${seen.status} ${seen.body}`
        assert.deepEqual([changed, entries], [[], []], said)
        assert.ok(isGood ? seen.status >= 500 : seen.status >= 300, said)
      }
    } finally {
      await client.query(rows[0]?.text ?? '')
    }
  })

  it('is written in the transaction of the change', async () => {
    const { client } = world.snapshot
    const changes = {
      createRole: "select xmin::text from roles where name = 'sample'",
      createServiceAccount: "select xmin::text from service_accounts where name = 'sample'",
      inviteMember: "select xmin::text from invitations where email = 'sample@example.com'",
      createCluster: "select xmin::text from resources where name = 'sample' and kind = 'cluster'",
      createCredential: "select xmin::text from credentials where name = 'sample'",
      createWorkspace:
        "select xmin::text from memberships m where workspace_id = (select id from workspaces where slug = 'sample')",
      updateMe: "select xmin::text from users where name = 'Sample'",
    }
    for (const [operationId, changed] of Object.entries(changes)) {
      const route = audited.find((r) => r.operationId === operationId)
      assert.ok(route, operationId)
      const answer = await app.inject(by(route, rightful(route)))
      const { rows } = await client.query<{ xmin: string }>(changed)
      const log = await client.query<{ xmin: string }>(
        'select xmin::text from audit_entries where action = $1 and request_id = $2',
        [operationId, answer.headers['x-request-id']],
      )
      await world.snapshot.restore()

      assert.equal(rows.length, 1, `${operationId}: ${answer.body}`)
      assert.deepEqual(log.rows, rows, operationId)
    }
  })
})

function inShort({ chain, actor, action, code }: LoggedEntry): readonly unknown[] {
  return [chain, actor.kind === 'anonymous' ? 'anonymous' : actor.name, action, code]
}

function byText(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1
}
