import {
  addNodePool,
  createCluster,
  type CloudProvider,
  deleteCluster,
  deleteNodePool,
  resizeNodePool,
  type WorkspaceActor,
} from '@skyclust/application'
import { DomainError, phaseOf, type ProviderId, type Resource } from '@skyclust/domain'
import { CreateClusterRequest } from '@skyclust/application'
import type { SimProcess } from './scheduler.ts'
import { type FaultRates, NO_FAULTS } from './sim-cloud-state.ts'
import { workspaceOwner } from '@skyclust/testkit'
import { SimWorld } from './sim-world.ts'

export interface HistoryResult {
  readonly seed: number
  readonly violations: readonly string[]
  readonly crashes: number
  readonly steps: number
  readonly reconciles: number
  readonly calls: number
  readonly virtualMinutes: number
  readonly fingerprint: string
}

const STORM: FaultRates = {
  throttled: 0.05,
  lostRequest: 0.03,
  lostReply: 0.04,
  internalError: 0.02,
  notYetConsistent: 0.03,
  failedObject: 0.02,
  invisibleSeconds: 30,
}
/** After this nothing goes wrong any more; from then on it must converge. */
const STORM_MINUTES = 50
const PATIENCE_MINUTES = 600
const MAX_STEPS = 60_000

/** One seeded history: clusters come, change and go while everything goes wrong; then peace; then the invariants. */
export async function runHistory(
  seed: number,
  providers: readonly CloudProvider[],
): Promise<HistoryResult> {
  const world = new SimWorld(seed, providers)
  const { scheduler, cloud } = world
  const { random } = scheduler
  cloud.faults = STORM
  const actor = workspaceOwner(world.workspaceId)
  const api = scheduler.process('api')
  const ids = [...world.credentials.keys()]
  const expectGone = new Set<string>()
  const count = 1 + Math.floor(random() * 2)
  for (let index = 0; index < count; index += 1) {
    const provider = ids[Math.floor(random() * ids.length)] ?? 'aws'
    scheduleLife(world, api, actor, provider, `c${index}`, index, expectGone)
  }
  let crashes = 0
  let nextTrouble = 0
  const start = scheduler.now()
  const minutes = () => (scheduler.now() - start) / 60_000
  let calm = false
  while (scheduler.steps < MAX_STEPS && minutes() < PATIENCE_MINUTES) {
    if (!calm && minutes() > STORM_MINUTES) {
      calm = true
      cloud.faults = NO_FAULTS
      for (const object of cloud.objects.values())
        object.failed &&= object.readyAt <= scheduler.now()
    }
    if (!calm && scheduler.now() >= nextTrouble) {
      // The first minutes are where most calls are made: trouble comes thick there.
      nextTrouble = scheduler.now() + 200 + random() * (minutes() < 3 ? 3_000 : 120_000)
      const dice = random()
      if (dice < 0.45) {
        world.crash()
        crashes += 1
      } else if (dice < 0.55) world.freeze(5 + random() * 60)
    }
    if (!(await scheduler.step())) break
    if (calm && scheduler.steps % 20 === 0 && settled(world, expectGone)) break
  }
  return {
    seed,
    violations: [...world.problems, ...cloud.violations, ...invariants(world, expectGone)],
    crashes,
    steps: scheduler.steps,
    reconciles: world.reconciles,
    calls: cloud.calls.length,
    virtualMinutes: Math.round(minutes()),
    fingerprint: scheduler.fingerprint(),
  }
}

/** What people do with one cluster over the hour: create, perhaps change, perhaps delete at any moment. */
function scheduleLife(
  world: SimWorld,
  api: SimProcess,
  actor: WorkspaceActor,
  provider: ProviderId,
  name: string,
  index: number,
  expectGone: Set<string>,
): void {
  const { scheduler } = world
  const { random } = scheduler
  const ports = world.ports(api)
  const act = (atMinutes: number, what: () => Promise<unknown>) =>
    scheduler.at(atMinutes * 60_000, 'user', () => {
      what().catch((error: unknown) => {
        // People may be refused; that is no violation. Anything else is.
        if (!(error instanceof DomainError))
          world.problems.push(`use case failed: ${String(error)}`)
      })
    })
  const request = CreateClusterRequest.parse({
    name,
    provider,
    credentialId: world.credentials.get(provider)?.id,
    location: 'here',
    network: { create: { cidr: `10.${index * 16}.0.0/16` } },
    nodePools: [{ name: 'main', spec: { machineType: 'small', nodeCount: 3 } }],
  })
  const createAt = random()
  act(createAt, () => createCluster(ports, actor, request))
  if (random() < 0.3)
    act(20 + random() * 20, () =>
      addNodePool(ports, actor, name, {
        name: 'extra',
        spec: {
          machineType: 'small',
          nodeCount: 3,
          diskGiB: 50,
          spot: false,
          nodeLabels: {},
          taints: [],
        },
      }),
    )
  if (random() < 0.3)
    act(10 + random() * 35, () => resizeNodePool(ports, actor, name, 'main', { nodeCount: 6 }))
  if (random() < 0.2) act(25 + random() * 20, () => deleteNodePool(ports, actor, name, 'extra'))
  if (random() < 0.6)
    // Half of them change their mind while the first objects are being made.
    act(createAt + (random() < 0.5 ? random() : random() * 45), async () => {
      await deleteCluster(ports, actor, name)
      expectGone.add(name)
    })
}

function roots(world: SimWorld): Resource[] {
  return [...world.database.state.tables.resources.values()].filter((r) => r.id === r.rootId)
}

function settled(world: SimWorld, expectGone: ReadonlySet<string>): boolean {
  const resources = [...world.database.state.tables.resources.values()]
  const quiet = resources.every(
    (r) => r.deletionRequestedAt === undefined && phaseOf(r) === 'Ready',
  )
  const running = [...world.database.state.tables.work.values()].some((j) => j.owner !== undefined)
  return quiet && !running && roots(world).every((r) => !expectGone.has(r.name))
}

/** No orphan, no duplicate, nothing stuck, nothing missing. */
function invariants(world: SimWorld, expectGone: ReadonlySet<string>): readonly string[] {
  const { tables } = world.database.state
  const violations: string[] = []
  const living = new Set(roots(world).map((r) => r.id as string))
  const counts = new Map<string, number>()
  for (const object of world.cloud.alive()) {
    if (!living.has(object.owner.resource))
      violations.push(`orphan ${object.id} of ${object.owner.object}`)
    const key = `${object.owner.resource}|${object.owner.object}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  for (const [key, n] of counts) if (n > 1) violations.push(`${n} × ${key}`)
  for (const resource of tables.resources.values()) {
    if (resource.id === resource.rootId && expectGone.has(resource.name))
      violations.push(`«${resource.name}» is not gone`)
    else if (phaseOf(resource) !== 'Ready')
      violations.push(
        `${resource.kind} «${resource.name}» is stuck in ${phaseOf(resource)}: ${stuckObjects(world, resource)}`,
      )
  }
  for (const state of tables.objects.values()) {
    if (state.state !== 'ready') continue
    if (!counts.has(`${state.rootId}|${state.objectId}`))
      violations.push(`${state.objectId} is recorded as ready and does not exist`)
  }
  for (const entry of tables.journal.values())
    if (entry.outcome === undefined && living.has(entry.rootId))
      violations.push(`open intent ${entry.action} ${entry.objectId}`)
  return violations
}

function stuckObjects(world: SimWorld, resource: Resource): string {
  return [...world.database.state.tables.objects.values()]
    .filter((o) => o.declaration.resourceId === resource.id && o.state !== 'ready')
    .map((o) => `${o.objectId}=${o.state}(${o.message ?? ''})`)
    .slice(0, 4)
    .join(', ')
}
