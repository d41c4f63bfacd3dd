import type { RateLimit } from '@skyclust/application'

/**
 * About four fifths of what a project may do: compute 1,500 reads and 375 writes a minute and region, container 3,000 and 300,
 * iam 6,000 and 60, resource manager 600 (each API's quota page).
 */
export const RATE_LIMITS = {
  'compute:mutate': { burst: 250, perSecond: 5 },
  'compute:read': { burst: 1000, perSecond: 20 },
  'container:mutate': { burst: 200, perSecond: 4 },
  'container:read': { burst: 2000, perSecond: 40 },
  'iam:mutate': { burst: 40, perSecond: 0.8 },
  'iam:read': { burst: 4000, perSecond: 80 },
  'cloudresourcemanager:mutate': { burst: 200, perSecond: 4 },
  'cloudresourcemanager:read': { burst: 200, perSecond: 4 },
} as const satisfies Readonly<Record<string, RateLimit>>

export type Bucket = keyof typeof RATE_LIMITS
