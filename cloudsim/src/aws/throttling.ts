import type { BucketLimit } from '../core/throttle.ts'

/** Burst and refill per second; EC2's are those AWS publishes, the others are of the same order. */
export const bucketLimits = {
  'ec2.describe': { burst: 100, perSecond: 20 },
  'ec2.mutate': { burst: 50, perSecond: 5 },
  'ec2.nat': { burst: 10, perSecond: 1 },
  'eks.describe': { burst: 100, perSecond: 10 },
  'eks.mutate': { burst: 20, perSecond: 2 },
  iam: { burst: 100, perSecond: 20 },
  sts: { burst: 600, perSecond: 600 },
  servicequotas: { burst: 20, perSecond: 10 },
} as const satisfies Record<string, BucketLimit>

export type Bucket = keyof typeof bucketLimits
