import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCloudsim, type RunningCloudsim } from '@skyclust/cloudsim'
import { withClient } from '@skyclust/postgres'
import { leftWhenGone, rootOf, unfinished, wrongWhenReady } from './invariants.ts'
import { killHooks, KillPoint } from './kill-point.ts'
import { type Lane, openLane } from './lane.ts'
import { askForCluster, askForDeletion, becomes, type Cloud, CLOUDS, newAccount } from './life.ts'
import { referenceRun } from './run.ts'

/** Virtual seconds per real second; most of the time goes by until the lease of the frozen worker ends. */
const SPEED = 250
const LIMIT_MS = 90_000
const SEED = Number(process.env['SKYCLUST_SEED'] ?? 1)
const ROUNDS = process.env['SKYCLUST_LONG'] === '1' ? 8 : 1
/** About how many calls it takes until the control plane is being made: where the mutations are. */
const EARLY_CALLS = { aws: 40, gcp: 8, azure: 14 } as const satisfies Record<Cloud, number>

describe('a worker that is frozen until another one has taken over', () => {
  it('changes nothing any more when it wakes, whether its answer is waiting for it or was lost', async () => {
    const clouds = await startCloudsim({ speed: SPEED, hooks: killHooks })
    try {
      const lives = await Promise.allSettled(CLOUDS.map((cloud) => zombieLives(clouds, cloud)))
      const violations = lives.flatMap((life) =>
        life.status === 'fulfilled' ? life.value : [String(life.reason)],
      )
      assert.deepEqual(violations, [])
    } finally {
      await clouds.close()
    }
  })
})

async function zombieLives(clouds: RunningCloudsim, cloud: Cloud): Promise<string[]> {
  await using lane = await openLane(clouds)
  const { makeup } = await referenceRun(lane, clouds.sim, cloud)
  const violations: string[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const dropsAnswer = (SEED + round + CLOUDS.indexOf(cloud)) % 2 === 0
    const k = 1 + ((SEED * 7 + round * 5) % EARLY_CALLS[cloud])
    const name = `${cloud}-${dropsAnswer ? 'lost' : 'late'}-${k}-${round}`
    const account = await newAccount(lane.api, clouds.sim, cloud, name)
    const frozen = freezeAt(lane, k, dropsAnswer)
    const id = await askForCluster(lane.api, account, name)
    const root = await rootOf(lane, id)
    const { operation, zombie } = await frozen
    const say = (text: string) => violations.push(`${cloud} frozen at k=${k} ${operation}: ${text}`)
    if (!(await takenOver(lane, root))) say('nobody took over')
    zombie.signal('SIGCONT')

    if (await becomes(lane.api, id, 'Ready', LIMIT_MS)) {
      const cluster = { id, name }
      const wrong = await wrongWhenReady(lane, clouds.sim, account, cluster, makeup)
      for (const text of wrong) say(text)
    } else say(`not ready: ${await unfinished(lane, root)}`)
    if (zombie.hasExited()) say(`it ended: ${zombie.output()}`)
    await askForDeletion(lane.api, id)
    if (await becomes(lane.api, id, 'gone', LIMIT_MS)) {
      for (const text of await leftWhenGone(lane, clouds.sim, account, root)) say(text)
    } else say(`not gone: ${await unfinished(lane, root)}`)
    await zombie.kill()
  }
  return violations
}

/** Resolves when the worker was stopped at its k-th call; another one is started beside it. */
function freezeAt(lane: Lane, k: number, dropsAnswer: boolean) {
  const zombie = lane.worker()
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const point: KillPoint = new KillPoint(
    k,
    'after',
    async () => {
      zombie.signal('SIGSTOP')
      lane.startWorker()
      resolve(point.struck?.operation)
    },
    dropsAnswer,
  )
  lane.door.point = point
  return promise.then((operation) => ({ operation, zombie }))
}

/** Waits until the tree's lease belongs to another worker than now. */
async function takenOver(lane: Lane, rootId: string): Promise<boolean> {
  return withClient(lane.database.connection, async (client) => {
    const owner = async () => {
      const text = 'select lease_owner as owner from work where key = $1'
      const { rows } = await client.query<{ owner: string | null }>(text, [rootId])
      return rows[0]?.owner ?? undefined
    }
    const first = await owner()
    for (const deadline = performance.now() + LIMIT_MS; performance.now() < deadline;) {
      const now = await owner()
      if (now !== undefined && now !== first) return true
      await sleep(20)
    }
    return false
  })
}
