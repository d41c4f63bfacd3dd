import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'pg'
import { LeaseLost } from '@skyclust/application'
import type { Jobs, Lease, Logger, RunResult, Worker } from '@skyclust/application'
import { clientConfig, type DatabaseConnection } from '../database/connection.ts'
import { Listener } from '../database/listener.ts'
import { sqlOn, type Sql } from '../database/sql.ts'
import { PostgresJobs, WORK_CHANNEL } from './add-job.ts'
import { outcomeOf } from './outcome.ts'
import * as statements from './queue-statements.ts'
import type { Claim, Outcome } from './queue-statements.ts'
import { QueueSession, WorkerStopping } from './session.ts'

export interface QueueOptions {
  /** Keys this process runs at the same time; a tenth (at least one of two) is kept for keys somebody waits for. */
  readonly concurrency?: number
  /** A hung process loses its keys after this time; must be well above `beatMs`. */
  readonly ttlMs?: number
  readonly beatMs?: number
  /** How often dead peers are looked for. */
  readonly reapMs?: number
  /** A run is aborted after this time and counts as failed. */
  readonly maxRunMs?: number
  /** How long `stop` waits for running keys. */
  readonly stopGraceMs?: number
  readonly logger?: Logger
}

type Run = (lease: Lease, signal: AbortSignal) => Promise<RunResult>

/** The wait without a doorbell; also the most a lost one can cost. */
const POLL_MS = 2_000
/** Due keys that could not be claimed are locked by somebody for a moment. */
const MIN_WAIT_MS = 20
const FINISH_BATCH = 500
const PURGE_EVERY_REAPS = 120

/** The keyed work queue of this process. Without `start` it only adds. */
export class KeyedQueue implements Worker, Jobs {
  readonly #pool: Pool
  readonly #sql: Sql
  readonly #jobs: PostgresJobs
  readonly #options: Required<Omit<QueueOptions, 'logger'>>
  readonly #logger: Logger | undefined
  readonly #listener: Listener
  readonly #stopping = new AbortController()
  /** Runs by key until they have settled, also those of lost sessions: a key never runs twice in this process. */
  readonly #settling = new Map<string, Promise<void>>()
  #session: QueueSession | undefined
  #outcomes: { session: QueueSession; outcome: Outcome }[] = []
  #flushing: Promise<void> | undefined
  #woken = false
  #wake: () => void = () => undefined
  #loops: Promise<unknown> = Promise.resolve()

  constructor(connection: DatabaseConnection, { logger, ...options }: QueueOptions) {
    this.#options = {
      concurrency: 20,
      ttlMs: 10_000,
      beatMs: 3_000,
      reapMs: 500,
      maxRunMs: 15 * 60_000,
      stopGraceMs: 4_000,
      ...options,
    }
    this.#logger = logger
    // Its own small pool: claims and heartbeats never queue behind the application's transactions.
    this.#pool = new Pool({
      ...clientConfig(connection, 'skyclust-queue', 'skyclust_system'),
      max: 3,
    })
    this.#pool.on('error', () => undefined)
    this.#sql = sqlOn(this.#pool)
    this.#jobs = new PostgresJobs(this.#sql)
    this.#listener = this.#createListener(connection)
  }

  add(key: string, options?: { delayMs?: number }): Promise<void> {
    return this.#jobs.add(key, options)
  }

  /** Registered workers, this one included; a shared budget is divided by it. */
  liveInstances(): Promise<number> {
    return statements.liveInstances(this.#sql)
  }

  backlog(): ReturnType<typeof statements.backlog> {
    return statements.backlog(this.#sql)
  }

  async start(run: Run): Promise<void> {
    await this.#listener.start()
    this.#loops = Promise.all([this.#claimLoop(run), this.#reapLoop()])
  }

  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return
    this.#stopping.abort()
    this.#ring()
    await this.#loops
    const session = this.#session
    session?.abort(new WorkerStopping())
    const grace = new AbortController()
    await Promise.race([
      this.#settled(),
      sleep(this.#options.stopGraceMs, undefined, { signal: grace.signal }).catch(() => undefined),
    ])
    grace.abort()
    if (session) {
      await statements.unregister(this.#sql, session.id).catch(() => undefined)
      session.lose(new WorkerStopping())
    }
    await this.#listener.close()
    await this.#pool.end()
  }

  async #settled(): Promise<void> {
    while (this.#settling.size > 0) await Promise.all(this.#settling.values())
    await this.#flushing
  }

  #createListener(connection: DatabaseConnection): Listener {
    const { ttlMs, beatMs } = this.#options
    return new Listener({
      connection,
      application: 'skyclust-worker',
      channels: [WORK_CHANNEL],
      pingMs: beatMs,
      pingTimeoutMs: Math.max(1_000, Math.floor((ttlMs - beatMs) / 2)),
      ping: async (client) => {
        const session = this.#session
        if (!session || !(await statements.heartbeat(sqlOn(client), session.id, ttlMs))) {
          throw new Error('The heartbeat found this instance buried')
        }
      },
      onConnect: async (client) => {
        const session = new QueueSession()
        await statements.register(sqlOn(client), session.id, ttlMs, hostname())
        this.#session = session
        this.#ring()
      },
      onNotify: () => this.#ring(),
      onLost: (cause) => {
        const session = this.#session
        this.#session = undefined
        if (this.#stopping.signal.aborted) return
        this.#logger?.warn({ error: cause.message }, 'queue connection lost; running keys abort')
        session?.lose(cause)
      },
    })
  }

  #ring(): void {
    this.#woken = true
    this.#wake()
  }

  async #claimLoop(run: Run): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#woken = false
      const waitMs = await this.#claimRound(run).catch((error: Error) => {
        this.#logger?.warn({ error: error.message }, 'queue claim failed')
        return POLL_MS / 4
      })
      if (waitMs > 0) await this.#untilRung(waitMs)
    }
  }

  /** Claims what fits and starts it; returns how long to wait for more. */
  async #claimRound(run: Run): Promise<number> {
    const session = this.#session
    const { concurrency } = this.#options
    if (!session || session.size >= concurrency) return POLL_MS
    const slots = concurrency - session.size
    const reserved = concurrency > 1 ? Math.ceil(concurrency / 10) : 0
    const backgroundSlots = Math.max(0, slots - reserved)
    const claims = await statements.claim(this.#sql, session.id, slots, backgroundSlots)
    for (const claim of claims) this.#begin(session, claim, run)
    if (claims.length > 0) return session.size < concurrency ? 0 : POLL_MS
    const dueMs = await statements.nextDue(this.#sql, backgroundSlots > 0)
    return Math.min(POLL_MS, Math.max(MIN_WAIT_MS, dueMs ?? POLL_MS))
  }

  #untilRung(waitMs: number): Promise<void> {
    if (this.#woken) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #begin(session: QueueSession, claim: Claim, run: Run): void {
    const { key } = claim
    const before = this.#settling.get(key)
    const controller = session.begin(key)
    if (session.lost) controller.abort(new LeaseLost(`The lease of ${key} is lost`))
    const settled: Promise<void> = Promise.resolve(before).then(() =>
      this.#execute(session, claim, run, controller),
    )
    this.#settling.set(key, settled)
    void settled.finally(() => {
      if (this.#settling.get(key) === settled) this.#settling.delete(key)
    })
  }

  async #execute(
    session: QueueSession,
    claim: Claim,
    run: Run,
    controller: AbortController,
  ): Promise<void> {
    const { key, fence } = claim
    const lease: Lease = { key, fence, owner: session.id }
    const { maxRunMs } = this.#options
    const timer = setTimeout(() => {
      controller.abort(new Error(`The run took longer than ${maxRunMs / 1000} s`))
    }, maxRunMs)
    timer.unref()
    const outcome = await outcomeOf(claim, async () => {
      controller.signal.throwIfAborted()
      return run(lease, controller.signal)
    })
    clearTimeout(timer)
    if (outcome.kind === 'failed') {
      this.#logger?.warn({ key, error: outcome.error, attempts: claim.attempts + 1 }, 'run failed')
    }
    if (session.lost) {
      session.end(key)
      return
    }
    this.#outcomes.push({ session, outcome })
    this.#flushing ??= this.#flush().finally(() => (this.#flushing = undefined))
    if (this.#stopping.signal.aborted) await this.#flushing
  }

  /** What ends while a statement is under way goes with the next one: at 10k runs/s some hundred per statement. */
  async #flush(): Promise<void> {
    while (this.#outcomes.length > 0) {
      // Only one session is not lost at any time.
      const batch = this.#outcomes.splice(0, FINISH_BATCH).filter((o) => !o.session.lost)
      const session = batch[0]?.session
      if (!session) continue
      const outcomes = batch.map((o) => o.outcome)
      try {
        await statements.finish(this.#sql, session.id, outcomes)
        for (const { key } of outcomes) session.end(key)
        this.#ring()
      } catch (error) {
        this.#logger?.warn({ error: String(error) }, 'queue finish failed; trying again')
        this.#outcomes.unshift(...batch)
        await sleep(POLL_MS / 10)
      }
    }
  }

  async #reapLoop(): Promise<void> {
    const { signal } = this.#stopping
    for (let round = 1; !signal.aborted; round += 1) {
      const session = this.#session
      try {
        if (session) await statements.reap(this.#sql, session.id)
        if (round % PURGE_EVERY_REAPS === 0) await statements.purge(this.#sql)
      } catch (error) {
        this.#logger?.warn({ error: String(error) }, 'queue reaper failed')
      }
      await sleep(this.#options.reapMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

/** The keyed work queue on the given database. */
export function keyedQueue(connection: DatabaseConnection, options: QueueOptions = {}): KeyedQueue {
  return new KeyedQueue(connection, options)
}
