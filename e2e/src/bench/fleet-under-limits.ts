import type { CloudProvider } from '@skyclust/application'
import { PUBLISHED } from '../simulation/aws-rates.ts'
import { cpuSeconds } from './machine.ts'
import { makeFleet } from './fleet.ts'
import type { BenchResult } from './result.ts'

const CLUSTERS = Number(process.env['SKYCLUST_BENCH_CLUSTERS'] ?? 1000)

/**
 * P2: a thousand EKS clusters asked for at once under EC2's published token buckets (describe 100/20, mutate 50/5,
 * NAT 10/1). The lower bound is the time the fullest bucket needs for the mutating calls of the plans alone.
 */
export async function fleetUnderLimits(aws: CloudProvider): Promise<readonly BenchResult[]> {
  const own = Object.fromEntries(
    Object.entries(aws.rateLimits).filter(([name]) => name in PUBLISHED),
  )
  const cpu = process.cpuUsage()
  const fleet = await makeFleet({ provider: aws, clusters: CLUSTERS, seed: 1, limits: own })
  const { calls, throttles } = fleet.world.cloud
  const inBucket = (name: string, test: (call: string) => boolean) => {
    const limit = PUBLISHED[name]
    const count = calls.filter((c) => c.mutating && test(c.call)).length
    return limit ? (count - limit.burst) / limit.perSecond : 0
  }
  const isNat = (call: string) => call.endsWith('NatGateway')
  const bound = Math.max(
    inBucket('ec2:mutate', (call) => call.startsWith('ec2:') && !isNat(call)),
    inBucket('ec2:nat', isNat),
  )
  const seconds = (fleet.readyAt - fleet.startedAt) / 1000
  return [
    {
      id: 'P2',
      what: `${CLUSTERS} EKS clusters at once: time / token-bucket lower bound`,
      figure: (seconds / bound).toFixed(3),
      goal: '≤ 1.10',
      met: seconds / bound <= 1.1,
      how: `${Math.round(seconds)} virtual s, bound ${Math.round(bound)} s, ${throttles} calls refused by the cloud, ${cpuSeconds(cpu).toFixed(0)} CPU-s`,
    },
  ]
}
