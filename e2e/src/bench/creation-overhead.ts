import type { CloudProvider } from '@skyclust/application'
import { criticalPathMs, makeFleet } from './fleet.ts'
import { type BenchResult, mean, percent } from './result.ts'

const SEEDS = 40

/**
 * P1: how much longer a cluster takes than the cloud needs. One cluster alone, virtual time, 40 seeds a cloud; the critical
 * path is computed from what the simulated cloud actually took for each object of that run.
 */
export async function creationOverhead(
  providers: readonly CloudProvider[],
): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = []
  for (const provider of providers) {
    const overheads: number[] = []
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const fleet = await makeFleet({ provider, clusters: 1, seed })
      const path = criticalPathMs(fleet.world.cloud.alive())
      overheads.push((fleet.readyAt - fleet.startedAt - path) / path)
    }
    const figure = mean(overheads)
    results.push({
      id: 'P1',
      what: `${provider.displayName}: (ready − critical path) / critical path`,
      figure: percent(figure),
      goal: '≤ 2 %',
      met: figure <= 0.02,
      how: `mean of ${SEEDS} seeds, worst ${percent(Math.max(...overheads))}`,
    })
  }
  return results
}
