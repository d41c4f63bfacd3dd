import type { ResourceDetail } from '@skyclust/application'
import type {
  AccountCredential,
  AccountOptions,
  Cloudsim,
  FaultRule,
  InventoryItem,
  LoggedCall,
} from '@skyclust/cloudsim'
import type { Plan } from '@skyclust/domain'
import { type Api, ApiProblem } from '../demo/api.ts'
import type { Cloud } from './clouds.ts'

/** Real time a story waits for something before it fails. */
const WAIT_MS = 90_000
const LOOK_MS = 25

export type Request = Readonly<Record<string, unknown>>

export interface Owner {
  readonly api: Api
  readonly sim: Cloudsim
}

let networks = 0

/** A network range that no other story of this process uses. */
export function nextCidr(): string {
  networks += 1
  return `10.${networks % 256}.0.0/16`
}

/** One account in a simulated cloud and its credential in a workspace. */
export class Account {
  readonly cloud: Cloud
  readonly id: string
  readonly credentialId: string
  readonly secret: AccountCredential
  readonly workspace: string
  readonly #owner: Owner

  private constructor(
    owner: Owner,
    cloud: Cloud,
    secret: AccountCredential,
    credential: { id: string; account: string },
    workspace: string,
  ) {
    this.#owner = owner
    this.cloud = cloud
    this.secret = secret
    this.id = credential.account
    this.credentialId = credential.id
    this.workspace = workspace
  }

  static async register(
    owner: Owner,
    cloud: Cloud,
    secret: AccountCredential,
    options: { readonly name: string; readonly workspace?: string },
  ): Promise<Account> {
    const workspace = options.workspace ?? 'main'
    const credential = await owner.api.call<{ id: string; account: string }>(
      'POST',
      `/api/v1/workspaces/${workspace}/credentials`,
      { name: options.name, provider: cloud.provider, secret: secretOf(secret) },
    )
    return new Account(owner, cloud, secret, credential, workspace)
  }

  /** The same account in another workspace. */
  in(workspace: string): Promise<Account> {
    return Account.register(this.#owner, this.cloud, this.secret, {
      name: `${this.cloud.provider}-${workspace}`,
      workspace,
    })
  }

  get path(): string {
    return `/api/v1/workspaces/${this.workspace}`
  }

  call<T>(method: string, path: string, body?: unknown, headers?: Record<string, string>) {
    return this.#owner.api.call<T>(method, `${this.path}${path}`, body, headers)
  }

  /** A create request that works, with changes on top. */
  request(name: string, changes: Request = {}): Request {
    return {
      name,
      provider: this.cloud.provider,
      credentialId: this.credentialId,
      location: this.cloud.location,
      network: { create: { cidr: nextCidr() } },
      nodePools: [this.pool('main')],
      ...changes,
    }
  }

  /** A request that is to be refused: it has a name of its own, should it not be. */
  wrong(changes: Request = {}): Request {
    return this.request(`wrong-${this.cloud.provider}`, changes)
  }

  pool(name: string, spec: Request = {}): Request {
    return { name, spec: { machineType: this.cloud.machineType, nodeCount: 3, ...spec } }
  }

  plan(request: Request): Promise<Plan> {
    return this.call<Plan>('POST', '/clusters?dryRun=true', request)
  }

  create(request: Request): Promise<ResourceDetail> {
    return this.call<ResourceDetail>('POST', '/clusters', request)
  }

  async detail(id: string, kind = 'clusters'): Promise<ResourceDetail | undefined> {
    try {
      return await this.call<ResourceDetail>('GET', `/${kind}/${id}`)
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 404) return undefined
      throw error
    }
  }

  /** Polls until the resource is as wanted; undefined = gone. */
  async until<T>(
    id: string,
    what: string,
    done: (detail: ResourceDetail | undefined) => T | undefined | false,
    kind = 'clusters',
  ): Promise<T> {
    const deadline = performance.now() + WAIT_MS
    for (;;) {
      const detail = await this.detail(id, kind)
      const result = done(detail)
      if (result !== undefined && result !== false) return result
      if (performance.now() > deadline)
        throw new Error(`${this.cloud.provider} ${id} is not ${what}: ${brief(detail)}`)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  }

  ready(id: string, kind = 'clusters'): Promise<ResourceDetail> {
    return this.until(
      id,
      'ready',
      (d) => d && [d.resource, ...d.children].every((r) => r.phase === 'Ready') && d,
      kind,
    )
  }

  /** The Blocked condition, once it is there and as wanted. */
  blocked(
    id: string,
    is: (message: string) => boolean = () => true,
  ): Promise<{ reason: string; message: string }> {
    return this.until(id, 'blocked', (d) => {
      const condition = d?.resource.conditions.find((c) => c.type === 'Blocked')
      return condition?.status === 'True' && is(condition.message) ? condition : undefined
    })
  }

  /** Deletes it and waits until it is gone. */
  async remove(id: string, kind = 'clusters'): Promise<void> {
    await this.call('DELETE', `/${kind}/${id}`)
    await this.gone(id, kind)
  }

  async gone(id: string, kind = 'clusters'): Promise<void> {
    await this.until(id, 'gone', (d) => d === undefined, kind)
  }

  /** What is in the cloud account. */
  inventory(): InventoryItem[] {
    return this.#owner.sim.inventory(this.cloud.provider, this.id)
  }

  lastCall(): number {
    return this.#owner.sim.calls().at(-1)?.n ?? 0
  }

  /** Calls to this account after the given one. */
  calls(since = 0): readonly LoggedCall[] {
    return this.#owner.sim.calls().filter((c) => c.n > since && c.account === this.id)
  }

  /** Mutating calls that had an effect, by the cloud's own names, sorted. */
  mutations(since = 0): string[] {
    return this.calls(since)
      .filter((c) => c.mutating && c.outcome === 'ok')
      .map((c) => c.operation)
      .toSorted()
  }

  fault(
    operation: string,
    fault: FaultRule['fault'],
    options: { readonly remaining?: number; readonly target?: string } = {},
  ): { clear(): void } {
    const { faults } = this.#owner.sim
    const { id } = faults.add({
      cloud: this.cloud.provider,
      account: this.id,
      operation,
      remaining: 1,
      ...options,
      fault,
    })
    return { clear: () => void faults.remove(id) }
  }

  /** Changes what the account may do and has left. */
  change(options: AccountOptions): void {
    this.#owner.sim.clouds[this.cloud.provider].updateAccount(this.id, options)
  }

  /** Somebody else changes, makes or deletes something. */
  drift(type: string, id: string, patch: Request | null): void {
    this.#owner.sim.clouds[this.cloud.provider].drift(type, id, patch)
  }

  /** Virtual epoch milliseconds. */
  now(): number {
    return this.#owner.sim.clock.now()
  }
}

function brief(detail: ResourceDetail | undefined): string {
  if (!detail) return 'gone'
  const { phase, conditions } = detail.resource
  const steps = detail.steps
    .filter((s) => s.state !== 'ready' && s.state !== 'gone')
    .map((s) => `${s.objectId} ${s.state} ${s.message ?? ''}`)
  return [
    phase,
    ...conditions.filter((c) => c.status === 'True').map((c) => `${c.type}: ${c.message}`),
    ...steps,
  ].join('\n  ')
}

function secretOf(account: AccountCredential): unknown {
  switch (account.cloud) {
    case 'aws': {
      const { accessKeyId, secretAccessKey } = account
      return { accessKeyId, secretAccessKey }
    }
    case 'gcp':
      return account.serviceAccountKey
    case 'azure': {
      const { tenantId, clientId, clientSecret, subscriptionId } = account
      return { tenantId, clientId, clientSecret, subscriptionId }
    }
  }
}

/** Steps of a plan that make a mutating call, by the cloud's own names, sorted. */
export function plannedCalls(plan: Plan): string[] {
  return plan.steps.flatMap((s) => [...(s.call ? [s.call] : []), ...(s.moreCalls ?? [])]).toSorted()
}
