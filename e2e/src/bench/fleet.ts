import { accountGovernor, createCluster, CreateClusterRequest } from '@skyclust/application'
import { dependenciesOf, phaseOf, type ProviderId } from '@skyclust/domain'
import type { CloudProvider, RateLimit } from '@skyclust/application'
import { awsBucket, publishedBuckets } from '../simulation/aws-rates.ts'
import type { CloudObject } from '../simulation/sim-cloud-state.ts'
import { SimWorld } from '../simulation/sim-world.ts'
import { workspaceOwner } from '@skyclust/testkit'

/** A virtual account in which clusters were made with nothing going wrong. */
export interface Fleet {
  readonly world: SimWorld
  /** Virtual epoch milliseconds at which everything was asked for. */
  readonly startedAt: number
  /** When the last cluster was ready. */
  readonly readyAt: number
  run(virtualMinutes: number): Promise<void>
}

export interface FleetOptions {
  readonly provider: CloudProvider
  readonly clusters: number
  readonly seed: number
  /** Under the published token buckets, with the provider's own budget; without: no limits. */
  readonly limits?: Readonly<Record<string, RateLimit>>
  readonly latencyMs?: number
}

/** Asks for `clusters` clusters at the same moment and runs virtual time until all are ready. */
export async function makeFleet(options: FleetOptions): Promise<Fleet> {
  const { provider, limits } = options
  const world = new SimWorld(options.seed, [provider], {
    ...(options.latencyMs === undefined ? {} : { latencyMs: options.latencyMs }),
    spending: (clock) => ({
      governor: accountGovernor(clock, limits ?? {}),
      bucketOf: awsBucket,
      batchOf: batchSize,
    }),
  })
  if (limits) world.cloud.rates = publishedBuckets()
  const api = world.scheduler.process('api')
  const actor = workspaceOwner(world.workspaceId)
  const startedAt = world.scheduler.now()
  const ports = world.ports(api)
  const asked = Array.from({ length: options.clusters }, (_, index) =>
    createCluster(ports, actor, requestOf(world, provider.id, index)),
  )
  let failed: unknown
  Promise.all(asked).catch((error: unknown) => {
    failed = error
  })
  const resources = () => [...world.database.state.tables.resources.values()]
  const allReady = () => {
    const all = resources()
    return (
      all.filter((r) => r.kind === 'cluster').length === options.clusters &&
      all.every((r) => phaseOf(r) === 'Ready')
    )
  }
  for (let steps = 1; ; steps += 1) {
    if (!(await world.scheduler.step()))
      throw new Error('the simulation came to rest before the fleet was ready')
    if (failed !== undefined) throw failed
    if (steps % 50 === 0 && allReady()) break
    if (world.scheduler.now() - startedAt > 48 * 3_600_000)
      throw new Error(`not ready after two virtual days: ${world.problems[0] ?? ''}`)
  }
  const readyAt = Math.max(...resources().map((r) => Date.parse(String(r.status['readyAt']))))
  return {
    world,
    startedAt,
    readyAt,
    async run(virtualMinutes) {
      const end = world.scheduler.now() + virtualMinutes * 60_000
      while (world.scheduler.now() < end && (await world.scheduler.step()));
    },
  }
}

const NOT_LISTED = new Set([
  'Microsoft.Network/virtualNetworks/subnets',
  'Microsoft.Authorization/roleAssignments',
  'Microsoft.ContainerService/managedClusters/agentPools',
])

const ONE_AT_A_TIME = ['eks:', 'iam:', 'container:', 'cloudresourcemanager:']

/** How many objects of a type one read of the adapters can serve: EC2 200 by filter, Compute and ARM a list; the rest one. */
export function batchSize(type: string): number {
  if (NOT_LISTED.has(type)) return 1
  return ONE_AT_A_TIME.some((service) => type.startsWith(service)) ? 1 : 200
}

function requestOf(world: SimWorld, provider: ProviderId, index: number): CreateClusterRequest {
  return CreateClusterRequest.parse({
    name: `c${index}`,
    provider,
    credentialId: world.credentials.get(provider)?.id,
    location: 'here',
    network: { create: { cidr: '10.0.0.0/16' } },
    allowCidrOverlap: true,
    nodePools: [{ name: 'main', spec: { machineType: 'm6i.large', nodeCount: 3 } }],
  })
}

/**
 * The least time in which the cloud can have been done with these objects: each begins when the last of what it stands on
 * is ready, and takes its call and its own duration; nothing is waited for.
 */
export function criticalPathMs(objects: readonly CloudObject[]): number {
  const byId = new Map(objects.map((o) => [o.owner.object, o]))
  const finish = new Map<string, number>()
  const finishOf = (object: CloudObject): number => {
    const known = finish.get(object.owner.object)
    if (known !== undefined) return known
    const starts = dependenciesOf(object.declaration)
      .flatMap((id) => byId.get(id) ?? [])
      .map(finishOf)
    const end =
      Math.max(0, ...starts) +
      object.callMs +
      (object.declaration.createdWith === undefined ? object.readyAt - object.madeAt : 0)
    finish.set(object.owner.object, end)
    return end
  }
  return Math.max(0, ...objects.map(finishOf))
}
