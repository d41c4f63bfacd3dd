import {
  type CloudProvider,
  type CloudSessions,
  type Clock,
  type Database,
  type Lease,
  LeaseLost,
  type Logger,
  type Ports,
  type Random,
  reconcileTree,
} from '@skyclust/application'
import {
  type Credential,
  CredentialId,
  encodeId,
  type ProviderId,
  WorkspaceId,
} from '@skyclust/domain'
import { enginePorts, MemoryDatabase } from '@skyclust/testkit'
import { Scheduler, type SimProcess } from './scheduler.ts'
import { SimCloud } from './sim-cloud.ts'
import {
  overSimulatedCloud,
  simulatedCredential,
  simulatedSessions,
  type Spending,
} from './sim-provider.ts'

const LEASE_SECONDS = 10
const DB_LATENCY_MS = 4

/** The product's own engine and use cases with every port in the scheduler's hands. */
export class SimWorld {
  readonly scheduler: Scheduler
  readonly database = new MemoryDatabase()
  readonly cloud: SimCloud
  readonly providers: ReadonlyMap<ProviderId, CloudProvider>
  readonly workspaceId: WorkspaceId
  readonly credentials: ReadonlyMap<ProviderId, Credential>
  readonly problems: string[] = []
  reconciles = 0
  #worker: SimProcess
  #workers = 0
  readonly #sessions = new Map<SimProcess, CloudSessions>()

  readonly #spending: ((clock: Clock) => Spending) | undefined

  constructor(
    seed: number,
    providers: readonly CloudProvider[],
    options: { readonly latencyMs?: number; readonly spending?: (clock: Clock) => Spending } = {},
  ) {
    this.#spending = options.spending
    this.scheduler = new Scheduler(seed)
    this.cloud = new SimCloud(this.scheduler, options.latencyMs)
    this.providers = new Map(providers.map((p) => [p.id, overSimulatedCloud(p, this.cloud)]))
    this.workspaceId = WorkspaceId.parse(encodeId('wsp', this.#bytes(20)))
    const credential = (provider: ProviderId) =>
      simulatedCredential(provider, {
        id: CredentialId.parse(encodeId('crd', this.#bytes(20))),
        workspaceId: this.workspaceId,
      })
    this.credentials = new Map(providers.map((p) => [p.id, credential(p.id)]))
    for (const c of this.credentials.values())
      this.database.state.tables.credentials.set(c.id, { credential: c, sealed: undefined })
    this.#worker = this.#startWorker()
  }

  #bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => Math.floor(this.scheduler.random() * 256))
  }

  /** The ports of one process; commits take time, before and after which the process can die. */
  ports(process: SimProcess): Ports {
    const { scheduler } = this
    const clock: Clock = {
      now: () => scheduler.now(),
      sleep: (ms) => scheduler.hop(process, ms, 'sleep'),
      // The simulated cloud always answers, late or with an error; real time has no say here.
      timeout: () => new AbortController().signal,
    }
    const random: Random = {
      next: () => scheduler.random(),
      bytes: (length) => this.#bytes(length),
      uuid: () => {
        const hex = [...this.#bytes(16)].map((b) => b.toString(16).padStart(2, '0')).join('')
        return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
      },
    }
    const hop = () => scheduler.hop(process, DB_LATENCY_MS * scheduler.random(), 'db')
    const db: Database = this.database.connect(() => scheduler.now(), { before: hop, after: hop })
    return enginePorts({
      db,
      clock,
      random,
      providers: this.providers,
      sessions: this.#sessionsOf(process, clock),
      logger: silent,
    })
  }

  #sessionsOf(process: SimProcess, clock: Clock): CloudSessions {
    let sessions = this.#sessions.get(process)
    if (!sessions) {
      sessions = simulatedSessions(process, this.cloud, this.#spending?.(clock))
      this.#sessions.set(process, sessions)
    }
    return sessions
  }

  /** kill -9 of the worker; another one takes over when its leases are free. */
  crash(): void {
    this.#worker.alive = false
    this.#worker = this.#startWorker()
  }

  /** SIGSTOP: it loses its leases to another worker and comes back later, believing to hold them. */
  freeze(seconds: number): void {
    this.#worker.retired = true
    this.#worker.stoppedUntil = this.scheduler.now() + seconds * 1000
    this.#worker = this.#startWorker(LEASE_SECONDS)
  }

  #startWorker(afterSeconds = 0.2): SimProcess {
    const process = this.scheduler.process(`worker-${++this.#workers}`)
    this.scheduler.at(
      afterSeconds * 1000,
      'take-over',
      () => {
        const { work } = this.database.state.tables
        for (const job of work.values())
          if (job.owner !== undefined)
            work.set(job.key, { ...job, owner: undefined, dueAt: this.scheduler.now() })
        this.#poll(process)
      },
      process,
    )
    return process
  }

  /** Claims what is due, as the queue does: one key never twice, fence + 1 each time. */
  #poll(process: SimProcess): void {
    if (process.retired) return
    const now = this.scheduler.now()
    const { work } = this.database.state.tables
    for (const job of work.values()) {
      if (job.owner !== undefined || job.dueAt === undefined || job.dueAt > now) continue
      const fence = job.fence + 1
      work.set(job.key, { key: job.key, dueAt: undefined, owner: process.name, fence })
      void this.#run(process, { key: job.key, fence: String(fence), owner: process.name }, 0)
    }
    const next = Math.min(
      now + 1000,
      ...[...work.values()]
        .filter((j) => j.owner === undefined && j.dueAt !== undefined)
        .map((j) => j.dueAt ?? now),
    )
    this.scheduler.at(Math.max(20, next - now), 'poll', () => this.#poll(process), process)
  }

  async #run(process: SimProcess, lease: Lease, attempts: number): Promise<void> {
    this.reconciles += 1
    let delayMs: number | undefined
    try {
      const result = await reconcileTree(this.ports(process), lease, new AbortController().signal)
      delayMs = result.again === 'after' ? result.ms : undefined
    } catch (error) {
      if (error instanceof LeaseLost) return
      // Lost races for a row's version are normal; anything else is a bug that the history must show.
      if (!(error instanceof Error && 'code' in error && error.code === 'version-mismatch'))
        this.problems.push(`reconcile failed: ${String(error)}`)
      delayMs = 1000 * (attempts + 1)
    }
    await this.scheduler.hop(process, 1, 'done')
    const { work } = this.database.state.tables
    const job = work.get(lease.key)
    if (!job || job.owner !== lease.owner || String(job.fence) !== lease.fence) return
    const again = delayMs === undefined ? undefined : this.scheduler.now() + delayMs
    const due = [job.dueAt, again].filter((t): t is number => t !== undefined)
    work.set(job.key, {
      ...job,
      owner: undefined,
      dueAt: due.length === 0 ? undefined : Math.min(...due),
    })
  }
}

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
