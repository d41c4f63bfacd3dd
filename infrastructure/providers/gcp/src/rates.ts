import type { RateLimit } from '@skyclust/application'

/**
 * Two thirds of the projects' default quotas: compute 1,500 a minute for mutations and reads each (per project, and per
 * region), container 600, iam writes 600 and reads 6,000, resource manager 600 (each API's quota page).
 */
export const RATE_LIMITS = {
  'compute:mutate': { burst: 100, perSecond: 16 },
  'compute:read': { burst: 100, perSecond: 16 },
  'container:mutate': { burst: 40, perSecond: 6 },
  'container:read': { burst: 100, perSecond: 16 },
  'iam:mutate': { burst: 40, perSecond: 6 },
  'iam:read': { burst: 100, perSecond: 16 },
  'cloudresourcemanager:mutate': { burst: 20, perSecond: 3 },
  'cloudresourcemanager:read': { burst: 40, perSecond: 6 },
} as const satisfies Readonly<Record<string, RateLimit>>

export type Bucket = keyof typeof RATE_LIMITS
