import type { Cloudsim } from '@skyclust/cloudsim'
import {
  leftWhenGone,
  type Makeup,
  makeupOf,
  rootOf,
  unfinished,
  wrongWhenReady,
} from './invariants.ts'
import { KillPoint, type Phase } from './kill-point.ts'
import type { Lane } from './lane.ts'
import { askForCluster, askForDeletion, becomes, type Cloud, newAccount } from './life.ts'

const LIMIT_MS = 60_000

/** Where the worker is killed: at the k-th call of the create, and again at the k-th call of the delete. */
export interface CrashPoint {
  readonly cloud: Cloud
  readonly k: number
  readonly phase: Phase
}

export interface CrashResult extends CrashPoint {
  /** The calls that were hit; undefined where there were fewer than k. */
  readonly inCreate: string | undefined
  readonly inDelete: string | undefined
  readonly violations: readonly string[]
}

/** One cluster's life with two kills. */
export async function crashRun(
  lane: Lane,
  sim: Cloudsim,
  point: CrashPoint,
  reference: Makeup,
): Promise<CrashResult> {
  const { cloud, k, phase } = point
  const name = `${cloud}-${phase}-${k}`
  const arm = () => (lane.door.point = new KillPoint(k, phase, () => killAndRestart(lane)))
  const account = await newAccount(lane.api, sim, cloud, name)

  const creating = arm()
  const id = await askForCluster(lane.api, account, name)
  const isReady = await becomes(lane.api, id, 'Ready', LIMIT_MS)
  const inCreate = creating.struck?.operation
  const root = await rootOf(lane, id)
  const wrong = isReady
    ? await wrongWhenReady(lane, sim, account, { id, name }, reference)
    : [`not ready after ${LIMIT_MS / 1000} s: ${await unfinished(lane, root)}`]

  const deleting = arm()
  await askForDeletion(lane.api, id)
  const isGone = await becomes(lane.api, id, 'gone', LIMIT_MS)
  const inDelete = deleting.struck?.operation
  lane.door.point = undefined
  const left = isGone
    ? await leftWhenGone(lane, sim, account, root)
    : [`not gone after ${LIMIT_MS / 1000} s: ${await unfinished(lane, root)}`]

  return {
    ...point,
    inCreate,
    inDelete,
    violations: [
      ...wrong.map((text) => `create, killed ${phase} ${inCreate}: ${text}`),
      ...left.map((text) => `delete, killed ${phase} ${inDelete}: ${text}`),
    ],
  }
}

/** A life with nothing happening: what all others are compared with. */
export interface Reference {
  readonly makeup: Makeup
  /** Calls of the longer of its two halves, the create and the delete. */
  readonly calls: number
}

/** Lives it, and checks that it leaves nothing. */
export async function referenceRun(lane: Lane, sim: Cloudsim, cloud: Cloud): Promise<Reference> {
  const count = () => (lane.door.point = new KillPoint(Infinity, 'before', async () => {}))
  const name = `${cloud}-reference`
  const account = await newAccount(lane.api, sim, cloud, name)
  const creating = count()
  const id = await askForCluster(lane.api, account, name)
  if (!(await becomes(lane.api, id, 'Ready', LIMIT_MS)))
    throw new Error(`${name} is not ready: ${await unfinished(lane, await rootOf(lane, id))}`)
  const makeup = await makeupOf(lane, sim, account, { id, name })
  const root = await rootOf(lane, id)
  const deleting = count()
  await askForDeletion(lane.api, id)
  await becomes(lane.api, id, 'gone', LIMIT_MS)
  const left = await leftWhenGone(lane, sim, account, root)
  if (left.length > 0) throw new Error(`${name} leaves ${left.join(', ')}`)
  return { makeup, calls: Math.max(creating.calls, deleting.calls) }
}

/** kill -9 first, before anything is waited for; the next process starts when the old one is gone. */
async function killAndRestart(lane: Lane): Promise<void> {
  await lane.worker().kill()
  lane.startWorker()
}
