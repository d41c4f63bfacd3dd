import type { CloudProvider } from '@skyclust/application'
import { batchSize, makeFleet } from './fleet.ts'
import type { BenchResult } from './result.ts'

const FLEET = 100
const STEADY_MINUTES = 60

/**
 * P3: calls made against the least that could do. Create: one call per mutation of the plan plus one look per object that
 * takes time (a client that knew when each is ready). Steady state: per look at everything, one call per full batch of what
 * the API lists together and one per object of what it does not; one look every ten minutes.
 */
export async function apiBudget(
  providers: readonly CloudProvider[],
): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = []
  for (const provider of providers) {
    for (const clusters of [1, FLEET]) results.push(await creating(provider, clusters))
    results.push(await steady(provider))
  }
  return results
}

async function creating(provider: CloudProvider, clusters: number): Promise<BenchResult> {
  const fleet = await makeFleet({ provider, clusters, seed: 1 })
  const { cloud } = fleet.world
  const calls = cloud.calls.filter((c) => c.at <= fleet.readyAt)
  const mutations = calls.filter((c) => c.mutating).length
  const slow = cloud.alive().filter((o) => o.declaration.usualSeconds !== undefined)
  const least = mutations + leastReads(slow.map((o) => o.declaration.type))
  return result(
    provider,
    `creating ${clusters === 1 ? 'one cluster' : `${clusters} clusters at once`}`,
    calls.length,
    least,
    1.25,
  )
}

async function steady(provider: CloudProvider): Promise<BenchResult> {
  const fleet = await makeFleet({ provider, clusters: FLEET, seed: 1 })
  const { cloud, scheduler } = fleet.world
  const from = scheduler.now()
  await fleet.run(STEADY_MINUTES)
  const calls = cloud.calls.filter((c) => c.at > from).length
  const rounds = STEADY_MINUTES / 10
  const least = rounds * leastReads(cloud.alive().map((o) => o.declaration.type))
  return result(provider, `${FLEET} clusters in the steady state, an hour`, calls, least, 1.2)
}

function leastReads(types: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1)
  return [...counts].reduce((sum, [type, count]) => sum + Math.ceil(count / batchSize(type)), 0)
}

function result(
  provider: CloudProvider,
  what: string,
  calls: number,
  least: number,
  goal: number,
): BenchResult {
  const ratio = calls / least
  return {
    id: 'P3',
    what: `${provider.displayName}, ${what}: cloud calls / least`,
    figure: ratio.toFixed(2),
    goal: `≤ ${goal}`,
    met: ratio <= goal,
    how: `${calls} calls, least ${least}`,
  }
}
