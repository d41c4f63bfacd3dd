import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Account, plannedCalls, type Request } from './account.ts'
import { CLOUDS } from './clouds.ts'
import { obstruct } from './outsider.ts'
import { openStage, type Stage } from './stage.ts'

const LONG = process.env['SKYCLUST_LONG'] === '1'
let clusters = 0

/** Two pools: on some clouds the first one comes with the cluster. */
function twoPools(account: Account): Request {
  clusters += 1
  return account.request(`c${clusters}`, {
    nodePools: [account.pool('main'), account.pool('more')],
  })
}

async function begin(account: Account): Promise<string> {
  const { resource } = await account.create(twoPools(account))
  return resource.id
}

/** Waits until the account has seen so many mutating calls. */
async function mutated(account: Account, count: number, since = 0): Promise<void> {
  const deadline = performance.now() + 60_000
  while (account.calls(since).filter((c) => c.mutating).length < count) {
    if (performance.now() > deadline) throw new Error(`fewer than ${count} mutating calls`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

async function removedWithoutTrace(account: Account, id: string): Promise<void> {
  await account.remove(id)
  assert.deepEqual(account.inventory(), [])
}

/** Exactly one of everything: no two things carry the mark of the same object. */
function assertNoDuplicates(account: Account): void {
  const marks = account
    .inventory()
    .flatMap(({ type, tags }) =>
      tags['skyclust-object'] ? [`${type} ${tags['skyclust-object']}`] : [],
    )
  assert.ok(marks.length > 0)
  assert.deepEqual(marks.toSorted(), [...new Set(marks)].toSorted())
}

function retry(account: Account, id: string): Promise<unknown> {
  return account.call('POST', `/clusters/${id}/retry`)
}

describe('a failing create', { concurrency: 10, timeout: 240_000 }, () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
  })
  after(() => stage.close())

  for (const cloud of CLOUDS) {
    const { makes, failures } = cloud
    const story = (what: string, tell: (account: Account) => Promise<void>) => {
      it(`${cloud.provider}: ${what}`, async () => tell(await stage.account(cloud)))
    }

    for (const [what, operation] of Object.entries(makes))
      story(`${what} FAILED once is replaced`, async (account) => {
        account.fault(operation, { kind: 'fail-operation', ...failures.passing })
        const id = await begin(account)

        await account.ready(id)

        const made = account.mutations().filter((call) => call === operation)
        assert.ok(made.length >= 2, 'it was made again')
        await removedWithoutTrace(account, id)
      })

    for (const reason of ['quota', 'denied', 'capacity'] as const)
      story(`nodes FAILED for ${reason} until somebody mends it`, async (account) => {
        const failure = failures[reason]
        const fault = account.fault(
          makes.nodes,
          { kind: 'fail-operation', ...failure },
          { remaining: -1 },
        )
        const id = await begin(account)

        const blocked = await account.blocked(id, (text) => text.includes(failure.message))
        assert.equal(blocked.reason, reason)
        const step = await account.until(id, 'a step with a remedy', (d) =>
          d?.steps.find((s) => s.state === 'blocked' && s.remedy !== null),
        )
        assert.ok(step.message?.includes(failure.message))

        fault.clear()
        await retry(account, id)
        await account.ready(id)
        await removedWithoutTrace(account, id)
      })

    story('is deleted while it is blocked', async (account) => {
      account.fault(makes.nodes, { kind: 'fail-operation', ...failures.quota }, { remaining: -1 })
      const id = await begin(account)
      await account.blocked(id, (text) => text.includes(failures.quota.message))

      await removedWithoutTrace(account, id)
    })

    story('a control plane FAILED for good is deleted', async (account) => {
      account.fault(makes.cluster, { kind: 'fail-operation', ...failures.quota }, { remaining: -1 })
      const id = await begin(account)
      await account.blocked(id, (text) => text.includes(failures.quota.message))

      await removedWithoutTrace(account, id)
    })

    story('throttled for minutes', async (account) => {
      const id = await begin(account)
      await mutated(account, 2)
      const from = account.now()
      const fault = account.fault('*', { kind: 'throttle' }, { remaining: -1 })
      await account.until(id, 'five minutes older', () => account.now() - from > 300_000)
      fault.clear()

      await account.ready(id)

      const again = account.fault('*', { kind: 'throttle' }, { remaining: 10 })
      await removedWithoutTrace(account, id)
      again.clear()
    })

    for (const [what, faults] of Object.entries({
      'answers lost after the effect': [{ kind: 'drop', when: 'after' }],
      'server errors before and after the effect': [
        { kind: 'internal-error', when: 'before' },
        { kind: 'internal-error', when: 'after' },
      ],
      'connections lost before the effect': [{ kind: 'drop', when: 'before' }],
    } as const))
      story(`${what}, once for each call`, async (account) => {
        const plan = await account.plan(twoPools(account))
        for (const operation of new Set(plannedCalls(plan)))
          for (const fault of faults) account.fault(operation, fault)
        const id = await begin(account)

        await account.ready(id)

        assertNoDuplicates(account)
        const removal = await account.call<typeof plan>('DELETE', `/clusters/${id}?dryRun=true`)
        for (const operation of new Set(plannedCalls(removal)))
          for (const fault of faults) account.fault(operation, fault)
        await removedWithoutTrace(account, id)
      })

    story('a permission taken away on the way', async (account) => {
      const { permission } = cloud.parts.cluster
      const id = await begin(account)
      await mutated(account, 1)
      account.change({ denied: [permission] })

      const blocked = await account.blocked(id, (text) => text.includes(permission))
      assert.equal(blocked.reason, 'denied')

      account.change({ denied: [] })
      await retry(account, id)
      await account.ready(id)
      await removedWithoutTrace(account, id)
    })

    story('a credential that expires on the way', async (account) => {
      const id = await begin(account)
      await mutated(account, 1)
      account.change({ expiresAt: account.now() - 1000 })
      // A bearer token outlives its secret; here it has run out as well.
      const expired = account.fault(
        '*',
        cloud.provider === 'aws'
          ? { kind: 'delay', realMs: 0 }
          : cloud.provider === 'gcp'
            ? { kind: 'error', status: 401, code: 'UNAUTHENTICATED', message: 'Token expired.' }
            : {
                kind: 'error',
                status: 401,
                code: 'ExpiredAuthenticationToken',
                message: 'The access token has expired.',
              },
        { remaining: -1 },
      )

      const blocked = await account.blocked(id)
      assert.equal(blocked.reason, 'credential')
      assert.match(blocked.message, /key|secret|credential/i)

      account.change({ expiresAt: account.now() + 1e12 })
      expired.clear()
      await retry(account, id)
      await account.ready(id)
      await removedWithoutTrace(account, id)
    })

    story('something of others is in the way of the deletion', async (account) => {
      const id = await begin(account)
      await account.ready(id)
      const obstacle = await obstruct(stage.sandbox, account)
      await account.call('DELETE', `/clusters/${id}`)

      await account.blocked(id, (text) => text.includes(obstacle.name))
      assert.ok(account.inventory().length > 1, 'what is not ours stays')

      await obstacle.remove()
      await account.gone(id)
      assert.deepEqual(account.inventory(), [])
    })

    const moments = LONG ? Array.from({ length: 40 }, (_, k) => k) : [0, 1, 6, 24]
    for (const moment of moments)
      story(`deleted after ${moment} calls of the create`, async (account) => {
        const request = twoPools(account)
        const calls = plannedCalls(await account.plan(request)).length
        if (moment >= calls) return
        const { resource } = await account.create(request)
        await mutated(account, moment)

        await removedWithoutTrace(account, resource.id)
      })
  }
})

describe('objects that show late', { concurrency: true, timeout: 120_000 }, () => {
  let stage: Stage
  before(async () => {
    stage = await openStage({ visibilityDelayMs: 20_000 })
  })
  after(() => stage.close())

  for (const cloud of CLOUDS)
    it(`${cloud.provider}: what is made is invisible for 20 seconds`, async () => {
      const account = await stage.account(cloud)
      const id = await begin(account)

      await account.ready(id)

      assertNoDuplicates(account)
      await removedWithoutTrace(account, id)
    })
})
