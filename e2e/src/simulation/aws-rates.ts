import type { RateLimit } from '@skyclust/application'
import type { TokenRates } from './sim-cloud-state.ts'

/** What AWS publishes for EC2 (per account and region). EKS and IAM publish nothing, so nothing is assumed for them. */
export const PUBLISHED: Readonly<Record<string, RateLimit>> = {
  'ec2:describe': { burst: 100, perSecond: 20 },
  'ec2:mutate': { burst: 50, perSecond: 5 },
  'ec2:nat': { burst: 10, perSecond: 1 },
}

/** Which bucket a call draws from; reads are called `find:<object type>`. */
export function awsBucket(call: string): string {
  const name = call.replace(/^find:/, '')
  const reads = call.startsWith('find:')
  if (name.startsWith('iam:')) return 'iam'
  if (name.startsWith('eks:')) return reads ? 'eks:describe' : 'eks:mutate'
  if (reads) return 'ec2:describe'
  return name.endsWith('NatGateway') ? 'ec2:nat' : 'ec2:mutate'
}

/** The buckets as the cloud keeps them. */
export function publishedBuckets(): TokenRates {
  const levels = new Map<string, { tokens: number; at: number }>()
  return {
    take(call, _mutating, now) {
      const name = awsBucket(call)
      const limit = PUBLISHED[name]
      if (!limit) return true
      const last = levels.get(name) ?? { tokens: limit.burst, at: now }
      const tokens = Math.min(limit.burst, last.tokens + ((now - last.at) / 1000) * limit.perSecond)
      const granted = tokens >= 1
      levels.set(name, { tokens: granted ? tokens - 1 : tokens, at: now })
      return granted
    },
  }
}
