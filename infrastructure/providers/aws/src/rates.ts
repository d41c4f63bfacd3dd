import type { RateLimit } from '@skyclust/application'

/**
 * SkyClust leaves a twentieth of each published budget to the account's other users, and yields when the cloud refuses.
 * With 0.8 a fleet of a thousand clusters took 1.25 times as long as the buckets allow.
 */
const SHARE = 0.95

const share = (burst: number, perSecond: number): RateLimit => ({
  burst: Math.floor(burst * SHARE),
  perSecond: perSecond * SHARE,
})

/** EC2 publishes its buckets (per account and region); EKS and IAM do not: these are careful guesses. */
export const rateLimits = {
  'ec2:describe': share(100, 20),
  'ec2:mutate': share(50, 5),
  'ec2:nat': share(10, 1),
  'eks:describe': share(100, 10),
  'eks:mutate': share(20, 2),
  iam: share(100, 20),
} as const satisfies Readonly<Record<string, RateLimit>>

export type Bucket = keyof typeof rateLimits
