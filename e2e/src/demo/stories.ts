import { randomBytes } from 'node:crypto'
import type { Plan } from '@skyclust/domain'
import type { ResourceDetail } from '@skyclust/application'
import { type Api, ApiProblem } from './api.ts'
import type { SandboxCall, sandboxBooks } from './sandbox.ts'

export interface Demo {
  readonly api: Api
  readonly workspace: string
  readonly books: ReturnType<typeof sandboxBooks>
  readonly say: (line: string) => void
}

interface Credential {
  readonly id: string
  readonly account: string
  readonly masked: string
}

const CLOUDS = [
  {
    provider: 'aws',
    product: 'EKS',
    location: 'ap-northeast-2',
    machineType: 'm6i.large',
    cidr: 16,
  },
  {
    provider: 'gcp',
    product: 'GKE',
    location: 'asia-northeast3',
    machineType: 'e2-standard-4',
    cidr: 32,
  },
  {
    provider: 'azure',
    product: 'AKS',
    location: 'koreacentral',
    machineType: 'Standard_D4s_v5',
    cidr: 48,
  },
] as const

const WAIT_MS = 15 * 60_000

/** What is to be shown of one cluster at the end. */
export interface Outcome {
  readonly product: string
  monthlyUsd: string
  createSeconds: number
  deleteSeconds: number
  createCalls: number
  mutatingCalls: number
  readonly left: string[]
  readonly faults: string[]
}

/** Registers one sandbox account per cloud and answers what will be done with each. */
export async function demoClusters(demo: Demo): Promise<Story[]> {
  const run = randomBytes(2).toString('hex')
  const stories: Story[] = []
  for (const cloud of CLOUDS) {
    const credential = await demo.api.call<Credential>(
      'POST',
      `/api/v1/workspaces/${demo.workspace}/credentials`,
      {
        name: `demo-${cloud.provider}-${run}`,
        provider: cloud.provider,
        sandbox: true,
      },
    )
    demo.say(`  ${cloud.provider.padEnd(6)} account ${credential.account} · ${credential.masked}`)
    stories.push(new Story(demo, cloud, credential, `demo-${cloud.product.toLowerCase()}-${run}`))
  }
  return stories
}

/** The life of one cluster. */
export class Story {
  readonly name: string
  readonly outcome: Outcome
  id = ''
  readonly #demo: Demo
  readonly #cloud: (typeof CLOUDS)[number]
  readonly #credential: Credential
  #plan: Plan | undefined

  constructor(demo: Demo, cloud: (typeof CLOUDS)[number], credential: Credential, name: string) {
    this.#demo = demo
    this.#cloud = cloud
    this.#credential = credential
    this.name = name
    this.outcome = {
      product: cloud.product,
      monthlyUsd: '',
      createSeconds: 0,
      deleteSeconds: 0,
      createCalls: 0,
      mutatingCalls: 0,
      left: [],
      faults: [],
    }
  }

  #request(): Record<string, unknown> {
    const { provider, location, machineType, cidr } = this.#cloud
    return {
      name: this.name,
      provider,
      credentialId: this.#credential.id,
      location,
      network: { create: { cidr: `10.${cidr}.0.0/16` } },
      // Demo runs side by side may use the same ranges: their networks are never connected.
      allowCidrOverlap: true,
      nodePools: [{ name: 'main', spec: { machineType, nodeCount: 3 } }],
    }
  }

  get #path(): string {
    return `/api/v1/workspaces/${this.#demo.workspace}/clusters`
  }

  async plan(): Promise<void> {
    const { api, books, say } = this.#demo
    const before = await books.lastCall()
    const plan = await api.call<Plan>('POST', `${this.#path}?dryRun=true`, this.#request())
    const mutated = mutations(await books.calls(before, this.#credential.account))
    if (mutated.length > 0)
      this.outcome.faults.push(`the dry run made ${mutated.length} mutating calls`)
    const errors = plan.findings.filter((f) => f.severity === 'error')
    for (const finding of errors) say(`    ✗ ${finding.message} ${finding.remedy ?? ''}`)
    if (errors.length > 0)
      this.outcome.faults.push(`preflight refuses the plan: ${errors[0]?.code ?? ''}`)
    const calls = plan.steps.filter((s) => s.call !== undefined).length
    const minutes = `${Math.round(plan.usualSeconds.min / 60)}–${Math.round(plan.usualSeconds.max / 60)} min`
    say(
      `  ${this.outcome.product}: ${plan.steps.length} objects, ${calls} calls, usually ${minutes}, US$${plan.price.monthlyUsd} a month, ${plan.permissions.length} permissions, ${mutated.length} mutating calls made`,
    )
    this.outcome.monthlyUsd = plan.price.monthlyUsd
    this.#plan = plan
  }

  async create(): Promise<void> {
    const { api, books } = this.#demo
    const before = await books.lastCall()
    const began = performance.now()
    const detail = await api.call<ResourceDetail>(
      'POST',
      this.#path,
      { ...this.#request(), planDigest: this.#plan?.digest },
      { 'idempotency-key': `create-${this.name}` },
    )
    this.id = detail.resource.id
    await this.#until((d) => d?.resource.phase === 'Ready', 'ready')
    this.outcome.createSeconds = (performance.now() - began) / 1000
    const calls = await books.calls(before, this.#credential.account)
    this.outcome.createCalls = calls.length
    this.outcome.mutatingCalls = mutations(calls).length
    const planned = (this.#plan?.steps ?? []).flatMap((s) => s.call ?? []).toSorted()
    const made = mutations(calls)
      .map((c) => c.operation)
      .toSorted()
    if (planned.join() !== made.join())
      this.outcome.faults.push(
        `the calls differ from the plan: planned ${difference(planned, made)}; made ${difference(made, planned)}`,
      )
  }

  async remove(): Promise<void> {
    const { api, books } = this.#demo
    const began = performance.now()
    await api.call('DELETE', `${this.#path}/${this.id}`)
    await this.#until((d) => d === undefined, 'gone')
    this.outcome.deleteSeconds = (performance.now() - began) / 1000
    for (const object of await books.inventory(this.#credential.account))
      this.outcome.left.push(`${object.type} ${object.id}`)
  }

  async #until(done: (detail: ResourceDetail | undefined) => boolean, what: string): Promise<void> {
    const deadline = performance.now() + WAIT_MS
    for (;;) {
      const detail = await this.#detail()
      if (done(detail)) return
      const blocked = detail?.resource.conditions.find(
        (c) => c.type === 'Blocked' && c.status === 'True',
      )
      if (performance.now() > deadline)
        throw new Error(
          `${this.name} is not ${what} after ${WAIT_MS / 60_000} minutes: ${blocked?.message ?? detail?.resource.phase ?? ''}`,
        )
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }

  async #detail(): Promise<ResourceDetail | undefined> {
    try {
      return await this.#demo.api.call<ResourceDetail>('GET', `${this.#path}/${this.id}`)
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 404) return undefined
      throw error
    }
  }
}

function mutations(calls: readonly SandboxCall[]): readonly SandboxCall[] {
  return calls.filter((c) => c.mutating && c.outcome === 'ok')
}

function difference(a: readonly string[], b: readonly string[]): string {
  const rest = [...b]
  const only = a.filter((call) => {
    const index = rest.indexOf(call)
    if (index >= 0) rest.splice(index, 1)
    return index < 0
  })
  return only.join(', ') || 'nothing else'
}
