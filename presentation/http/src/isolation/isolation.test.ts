import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { GUARDS, type Guards } from '../pipeline/guards.ts'
import { answer, defineRoute, isWorkspacePermission } from '../route.ts'
import { type Case, casesOf } from './testing/cases.ts'
import { forgetfulDatabase, withoutSecondWall } from './testing/forgetful-database.ts'
import { runMatrix } from './testing/matrix.ts'
import { routeTable, tableRoute, type TableRoute } from './testing/route-table.ts'
import { GUARD_NAMES, withoutGuards } from './testing/without-guard.ts'
import { newWorld, type World } from './testing/world.ts'

const table = await routeTable()

/**
 * Routes that give nothing away without either filter, each for a reason: the log's chain and the workspace are asked for
 * by their own id, one's own keys by whose they are, a stream begins with what happens next, and the foreign key of a
 * service account's key names the workspace.
 */
const HELD_OTHERWISE = [
  'createServiceAccountKey',
  'exportAuditLog',
  'getAuditEntry',
  'getAuditHead',
  'getAuditStatistics',
  'getPermissions',
  'getWorkspace',
  'listApiKeys',
  'listAuditEntries',
  'streamEvents',
  'verifyAuditLog',
]

describe('the isolation matrix of all routes', () => {
  let world: World
  before(async () => {
    world = await newWorld()
  })
  after(() => world?.[Symbol.asyncDispose]())

  it('asks every route', () => {
    const asked = new Set(casesOf(world, table).map(({ route }) => route.operationId))
    assert.deepEqual([...asked].toSorted(), table.map((r) => r.operationId).toSorted())
  })

  it('finds nothing', async () => {
    const violations = await runMatrix({ world, table, guards: GUARDS })
    assert.deepEqual(textsOf(violations), [])
  })

  for (const guard of GUARD_NAMES)
    it(`without the guard «${guard}» turns red on every route it holds`, async () => {
      const held = casesOf(world, table).filter(oneCallerPerRoute(guard))
      const violations = await runMatrix({
        world,
        table,
        guards: withoutGuards(world, [guard]),
        // The second wall would hide that the first is open.
        db: withoutSecondWall(world.ports.db),
        which: oneCallerPerRoute(guard),
      })

      assert.ok(held.length > 0, `no route is held by the guard «${guard}»`)
      assert.deepEqual(
        violations.map(({ heldBy, route }) => `${heldBy}: ${route}`),
        held.map(({ route }) => `${guard}: ${route.operationId}`),
      )
    })

  describe('with stores that have forgotten their workspace', () => {
    it('finds nothing, because the database still knows', async () => {
      const db = await forgetfulDatabase(world, { isSecondWallUp: true })
      const violations = await runMatrix({
        world,
        table,
        guards: GUARDS,
        db,
        which: isHeldByStores,
      })
      assert.deepEqual(textsOf(violations), [])
    })

    it('turns red when row-level security is gone too', async () => {
      const db = await forgetfulDatabase(world, { isSecondWallUp: false })
      const violations = await runMatrix({
        world,
        table,
        guards: GUARDS,
        db,
        which: isHeldByStores,
      })
      const red = new Set(violations.map(({ route }) => route))
      const asked = casesOf(world, table).filter((one) => isHeldByStores(one) && isInWorkspace(one))
      const green = new Set(
        asked.flatMap(({ route: r }) => (red.has(r.operationId) ? [] : r.operationId)),
      )

      assert.deepEqual([...green].toSorted(), HELD_OTHERWISE)
    })
  })

  it('without guards for members and permissions: row-level security alone tells and changes nothing', async () => {
    const violations = await runMatrix({
      world,
      table,
      guards: withoutGuards(world, ['member', 'permitted']),
      which: ({ caller }) => caller.isInside !== true,
      isStrict: false,
    })
    assert.deepEqual(textsOf(violations), [])
  })
})

describe('the route table of the matrix', () => {
  const route = defineRoute({
    method: 'POST',
    path: '/workspaces/:workspaceId/clusters',
    operationId: 'sampleOperation',
    summary: '',
    permission: 'cluster:create',
    replies: { 200: z.object({ ok: z.literal(true) }) },
    async handle(_request, _context) {
      return answer(200, { ok: true })
    },
  })
  const loaded = (extra: object, url = '/api/v1/workspaces/:workspaceId/clusters') => ({
    route: { ...route, ...extra } as never,
    context: 'kubernetes',
    url,
  })

  it('refuses a path with an id of which it does not know what it names', () => {
    assert.ok(tableRoute(loaded({})))
    assert.throws(() => tableRoute(loaded({}, '/api/v1/workspaces/:workspaceId/tunnels/:id')), {
      message: /what does :id name\? Add the collection «tunnels» to KIND_BY_COLLECTION/,
    })
  })

  it('refuses a body it has no sample of', () => {
    assert.throws(() => tableRoute(loaded({ body: z.object({ name: z.string() }) })), {
      message: /the matrix has no body it could send. Add or mend the sample «sampleOperation»/,
    })
  })

  it('refuses a sample without an id that the body takes', () => {
    const body = z.looseObject({
      credentialId: z
        .string()
        .regex(/^crd_[a-z2-7]{20}$/)
        .optional(),
    })
    assert.throws(() => tableRoute(loaded({ operationId: 'updateMe', body })), {
      message: /its body takes an id crd_…, its sample has none/,
    })
  })
})

/** The first case the guard holds on each route: one is enough to see that it is missed. */
function oneCallerPerRoute(guard: keyof Guards): (one: Case) => boolean {
  const seen = new Set<string>()
  return ({ heldBy, route }) => {
    if (heldBy !== guard || seen.has(route.operationId)) return false
    if (guard === 'permitted' && isJudgedByLabels(route)) return false
    seen.add(route.operationId)
    return true
  }
}

function isHeldByStores({ heldBy, caller }: Case): boolean {
  return heldBy === 'use case' && caller.isInside !== true
}

function isInWorkspace({ route }: Case): boolean {
  return isWorkspacePermission(route.loaded.route.permission)
}

/** Whether something may be created is judged by its labels in the use case, which refuses in the guard's own words. */
function isJudgedByLabels({ loaded }: TableRoute): boolean {
  return ['cluster:create', 'network:create'].includes(loaded.route.permission)
}

function textsOf(violations: readonly { readonly text: string }[]): readonly string[] {
  return violations.map(({ text }) => text)
}
