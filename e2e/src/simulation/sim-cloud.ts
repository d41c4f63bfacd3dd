import {
  CloudError,
  type Observation,
  type OwnerTags,
  type ResolvedObject,
} from '@skyclust/application'
import { canonicalJson, type JsonObject, type ObjectDeclaration } from '@skyclust/domain'
import type { Scheduler, SimProcess } from './scheduler.ts'
import {
  type CloudObject,
  type FaultRates,
  type LoggedCall,
  NO_FAULTS,
  type TokenRates,
} from './sim-cloud-state.ts'

/**
 * A cloud that knows nothing of AWS, Google or Azure but what the product's own blueprints declare: how long things take,
 * what depends on what, which creates can be repeated. It adds what makes real clouds hard.
 */
export class SimCloud {
  readonly objects = new Map<string, CloudObject>()
  readonly calls: LoggedCall[] = []
  readonly violations: string[] = []
  faults: FaultRates = NO_FAULTS
  /** Names of outputs that others reference, by root and object. */
  readonly #outputs = new Map<string, Set<string>>()
  readonly #graphs = new Map<string, readonly ObjectDeclaration[]>()
  readonly #tokens = new Map<string, string>()
  readonly #byOwner = new Map<string, CloudObject[]>()
  readonly #byRoot = new Map<string, CloudObject[]>()
  /** The cloud's own buckets; undefined = it never refuses for rate. */
  rates: TokenRates | undefined
  throttles = 0
  readonly #scheduler: Scheduler
  readonly #latencyMs: number
  #last = 0

  constructor(scheduler: Scheduler, latencyMs = 200) {
    this.#scheduler = scheduler
    this.#latencyMs = latencyMs
  }

  /** The graph of a tree as last declared: tells which outputs exist and what appears together. */
  declare(root: string, graph: readonly ObjectDeclaration[]): void {
    if (graph.length === 0) return
    this.#graphs.set(root, graph)
    for (const match of canonicalJson(graph.map((d) => d.desired)).matchAll(
      /\{"\$ref":"([^"]+)","output":"([^"]+)"\}/g,
    )) {
      const key = `${root}|${match[1] ?? ''}`
      const names = this.#outputs.get(key) ?? new Set()
      names.add(match[2] ?? '')
      this.#outputs.set(key, names)
    }
  }

  alive(root?: string): CloudObject[] {
    const now = this.#scheduler.now()
    const all = root === undefined ? [...this.objects.values()] : (this.#byRoot.get(root) ?? [])
    return all.filter((o) => !(o.goneAt !== undefined && o.goneAt <= now))
  }

  async find(
    process: SimProcess,
    object: ResolvedObject,
    externalId: string | undefined,
  ): Promise<readonly Observation[]> {
    await this.readCall(process, `find:${object.declaration.type}`, object.owner.resource)
    return this.seen(object, externalId)
  }

  /** One reading call, whatever number of objects it serves. */
  async readCall(process: SimProcess, call: string, root: string): Promise<void> {
    this.#log(call, false, root)
    if (!this.#withinRate(call, false))
      throw new CloudError('throttled', 'Throttling', 'Rate exceeded')
    await this.#scheduler.hop(process, this.#latencyMs * this.#scheduler.random(), 'cloud.find')
    this.#readFault()
  }

  /** What a read shows now. */
  seen(object: ResolvedObject, externalId: string | undefined): readonly Observation[] {
    const now = this.#scheduler.now()
    const key = `${object.owner.resource}|${object.owner.object}`
    const candidates =
      externalId === undefined
        ? (this.#byOwner.get(key) ?? [])
        : [this.objects.get(externalId)].filter((o) => o !== undefined)
    return candidates
      .filter(
        (o) =>
          o.visibleAt <= now && (o.goneAt === undefined || o.goneAt > now || o.shownUntil > now),
      )
      .map((o) => this.#observe(o))
  }

  create(process: SimProcess, object: ResolvedObject, token: string): Promise<Observation> {
    return this.#mutate(process, object.declaration.calls.create ?? '?', object, (latency) => {
      const { idempotency } = object.declaration
      const same = this.#tokens.get(token)
      if (idempotency === 'token' && same !== undefined) return this.#observe(this.#get(same))
      const existing = this.alive(object.owner.resource).find(
        (o) => o.owner.object === object.owner.object,
      )
      if (existing && idempotency !== 'none')
        throw new CloudError(
          'already-exists',
          'exists',
          `${object.declaration.name} already exists`,
        )
      this.#checkReferences(object)
      this.#checkLock(object)
      const made = this.#make(object.declaration, object.owner, object.desired, { callMs: latency })
      this.#tokens.set(token, made.id)
      for (const child of this.#graphs.get(object.owner.resource) ?? [])
        if (child.createdWith === object.declaration.id)
          this.#make(
            child,
            { ...object.owner, object: child.id },
            {},
            { callMs: 0, readyAt: made.readyAt },
          )
      return this.#observe(made)
    })
  }

  update(process: SimProcess, object: ResolvedObject, id: string): Promise<Observation> {
    return this.#mutate(process, object.declaration.calls.update ?? '?', object, () => {
      this.#checkLock(object)
      const found = this.#existing(id)
      found.desired = object.desired
      found.declared = canonicalJson(object.declaration.desired)
      found.readyAt = this.#scheduler.now() + this.#duration(object.declaration.usualSeconds) / 2
      return this.#observe(found)
    })
  }

  remove(process: SimProcess, object: ResolvedObject, id: string): Promise<void> {
    return this.#mutate(process, object.declaration.calls.remove ?? '?', object, () => {
      const found = this.#existing(id)
      if (found.owner.resource !== object.owner.resource)
        this.violations.push(`removed a foreign object ${id}`)
      if (found.goneAt !== undefined) return
      const users = this.alive(found.owner.resource).filter(
        (o) =>
          o.id !== id &&
          !this.#vanishesWith(o, found) &&
          canonicalJson(o.desired).includes(`"${id}~`),
      )
      if (users.length > 0)
        throw new CloudError(
          'busy',
          'DependencyViolation',
          `${id} is used by ${users.map((u) => u.id).join(', ')}`,
        )
      this.#checkLock(object, id)
      this.#dismiss(found, this.#duration(object.declaration.usualRemoveSeconds))
    })
  }

  #dismiss(object: CloudObject, afterMs: number): void {
    const now = this.#scheduler.now()
    object.goneAt = now + afterMs
    object.shownUntil =
      object.goneAt + this.faults.invisibleSeconds * 300 * this.#scheduler.random()
    for (const child of this.alive(object.owner.resource))
      if (child.declaration.removedWith === object.owner.object && child !== object)
        this.#dismiss(child, afterMs)
  }

  #vanishesWith(object: CloudObject, parent: CloudObject): boolean {
    const graph = this.#graphs.get(object.owner.resource) ?? []
    let up = object.declaration.removedWith
    for (let depth = 0; up !== undefined && depth < 9; depth += 1) {
      if (up === parent.owner.object && object.owner.resource === parent.owner.resource) return true
      const next = up
      up = graph.find((d) => d.id === next)?.removedWith
    }
    return false
  }

  #make(
    declaration: ObjectDeclaration,
    owner: OwnerTags,
    desired: JsonObject,
    timing: { readonly callMs: number; readonly readyAt?: number },
  ): CloudObject {
    const { random } = this.#scheduler
    const now = this.#scheduler.now()
    const slow = declaration.usualSeconds !== undefined
    const object: CloudObject = {
      id: `${declaration.type}#${++this.#last}`,
      declaration,
      owner,
      desired,
      declared: canonicalJson(declaration.desired),
      visibleAt: now + this.faults.invisibleSeconds * 1000 * random() * random(),
      madeAt: now,
      callMs: timing.callMs,
      readyAt: timing.readyAt ?? now + this.#duration(declaration.usualSeconds),
      failed: slow && random() < this.faults.failedObject,
      goneAt: undefined,
      shownUntil: 0,
    }
    this.objects.set(object.id, object)
    const key = `${owner.resource}|${owner.object}`
    this.#byOwner.set(key, [...(this.#byOwner.get(key) ?? []), object])
    this.#byRoot.set(owner.resource, [...(this.#byRoot.get(owner.resource) ?? []), object])
    return object
  }

  #observe(object: CloudObject): Observation {
    const now = this.#scheduler.now()
    const names = this.#outputs.get(`${object.owner.resource}|${object.owner.object}`) ?? new Set()
    const settled: Observation['settled'] =
      object.goneAt !== undefined && object.goneAt > now
        ? { state: 'deleting' }
        : object.readyAt > now
          ? { state: 'pending' }
          : object.failed
            ? {
                state: 'failed',
                code: 'SimulatedFailure',
                message: `${object.id} failed`,
                class: 'unknown-outcome',
              }
            : { state: 'ready' }
    return {
      externalId: object.id,
      owned: true,
      settled,
      outputs: Object.fromEntries([...names].map((name) => [name, `${object.id}~${name}`])),
      fields: { declared: object.declared },
    }
  }

  /** What is created must stand on what exists. */
  #checkReferences(object: ResolvedObject): void {
    for (const match of canonicalJson(object.desired).matchAll(/"([^"~]+#\d+)~/g)) {
      const target = this.objects.get(match[1] ?? '')
      if (!target || (target.goneAt !== undefined && target.goneAt <= this.#scheduler.now()))
        throw new CloudError(
          'invalid',
          'Dangling',
          `${object.declaration.id} refers to ${match[1] ?? ''}, which does not exist`,
        )
    }
  }

  #checkLock(object: ResolvedObject, self?: string): void {
    const { lock } = object.declaration
    if (lock === undefined) return
    const now = this.#scheduler.now()
    const busy = this.alive(object.owner.resource).some(
      (o) =>
        o.declaration.lock === lock &&
        o.id !== self &&
        (o.readyAt > now || o.goneAt !== undefined) &&
        o.declaration.createdWith === undefined,
    )
    if (busy)
      throw new CloudError('busy', 'OperationInProgress', `an operation is in progress on ${lock}`)
  }

  async #mutate<T>(
    process: SimProcess,
    call: string,
    object: ResolvedObject,
    effect: (latencyMs: number) => T,
  ): Promise<T> {
    const { random } = this.#scheduler
    const f = this.faults
    const dice = random()
    const latency = this.#latencyMs * (0.5 + random())
    this.#log(call, true, object.owner.resource)
    if (!this.#withinRate(call, true))
      return this.#refuse(
        process,
        latency,
        new CloudError('throttled', 'Throttling', 'Rate exceeded'),
      )
    type Outcome = { readonly value: T } | { readonly error: unknown } | { readonly silent: true }
    const attempt = (): Outcome => {
      try {
        return { value: effect(latency) }
      } catch (error) {
        return { error }
      }
    }
    let limit = f.throttled
    if (dice < limit)
      return this.#refuse(
        process,
        latency,
        new CloudError('throttled', 'Throttling', 'Rate exceeded'),
      )
    if (dice < (limit += f.notYetConsistent))
      return this.#refuse(
        process,
        latency,
        new CloudError('not-yet-consistent', 'NotYet', 'a role is not visible yet'),
      )
    if (dice < (limit += f.lostRequest))
      return this.#refuse(
        process,
        latency * 5,
        new CloudError('unknown-outcome', 'Timeout', 'no answer'),
      )
    if (dice < (limit += f.internalError))
      return this.#refuse(
        process,
        latency,
        new CloudError('unknown-outcome', 'InternalError', 'an internal error occurred'),
      )
    if (dice < (limit += f.lostReply)) {
      // The effect may even come after the client has given up.
      this.#scheduler.at(latency * 20 * random(), 'cloud.late-effect', () => void attempt())
      return this.#refuse(
        process,
        latency * 8,
        new CloudError('unknown-outcome', 'Timeout', 'the connection was reset'),
      )
    }
    let outcome: Outcome = { silent: true }
    const done = this.#scheduler.hop(process, latency, 'cloud.reply')
    // The request is on its way: the effect happens even when the sender dies.
    this.#scheduler.at(latency / 2, 'cloud.effect', () => {
      outcome = attempt()
    })
    await done
    // Scheduling may put the reply of a rival first; the effect is then a few milliseconds late.
    while ('silent' in outcome) await this.#scheduler.hop(process, 10, 'cloud.reply')
    const final = outcome as { readonly value: T } | { readonly error: unknown }
    if ('error' in final) throw final.error
    return final.value
  }

  async #refuse(process: SimProcess, ms: number, error: CloudError): Promise<never> {
    await this.#scheduler.hop(process, ms, 'cloud.refused')
    throw error
  }

  #readFault(): void {
    const dice = this.#scheduler.random()
    if (dice < this.faults.throttled)
      throw new CloudError('throttled', 'Throttling', 'Rate exceeded')
    if (dice < this.faults.throttled + this.faults.lostRequest)
      throw new CloudError('unknown-outcome', 'Timeout', 'no answer')
  }

  #existing(id: string): CloudObject {
    const found = this.objects.get(id)
    if (!found || (found.goneAt !== undefined && found.goneAt <= this.#scheduler.now()))
      throw new CloudError('not-found', 'NotFound', `${id} does not exist`)
    return found
  }

  #get(id: string): CloudObject {
    const found = this.objects.get(id)
    if (!found) throw new CloudError('not-found', 'NotFound', `${id} does not exist`)
    return found
  }

  #duration(usual: { readonly min: number; readonly max: number } | undefined): number {
    if (!usual) return 0
    return (usual.min + (usual.max - usual.min) * this.#scheduler.random()) * 1000
  }

  #withinRate(call: string, mutating: boolean): boolean {
    if (this.rates?.take(call, mutating, this.#scheduler.now()) !== false) return true
    this.throttles += 1
    return false
  }

  #log(call: string, mutating: boolean, root: string): void {
    this.calls.push({ call, mutating, at: this.#scheduler.now(), root })
  }
}
