import type { RateLimit } from '@skyclust/application'

/**
 * ARM's token buckets per subscription and those of the AKS resource provider (cloud-facts: throttling), of which SkyClust
 * takes nine tenths so that people and other tools on the account get a turn.
 */
export const rateLimits = {
  'arm-read': share(250, 25),
  'arm-write': share(200, 10),
  'arm-delete': share(200, 10),
  'aks-put': share(20, 1 / 60),
  'aks-get': share(60, 1),
  'aks-list-subscription': share(500, 1),
  'aks-other': share(60, 1),
  'operation-status': share(200, 2),
} as const satisfies Record<string, RateLimit>

export type Bucket = keyof typeof rateLimits

function share(burst: number, perSecond: number): RateLimit {
  return { burst: Math.floor(burst * 0.9), perSecond: perSecond * 0.95 }
}
