import type { SimCloud, SimContext } from '../core/cloud.ts'
import type { BucketLimit } from '../core/throttle.ts'
import { createAccount } from './auth/credentials.ts'
import { drift } from './drift.ts'
import { settle } from './due.ts'
import { handle } from './handle.ts'
import { inventory } from './inventory.ts'
import { gcpState } from './state.ts'

/** Per project and region: Compute and GKE publish 1,500 and 3,000 reads a minute, IAM 60 creates a minute. */
const BUCKET_LIMITS: Readonly<Record<string, BucketLimit>> = {
  'compute-read': { burst: 1500, perSecond: 25 },
  'compute-write': { burst: 375, perSecond: 6.25 },
  'container-read': { burst: 3000, perSecond: 50 },
  'container-write': { burst: 300, perSecond: 5 },
  'iam-read': { burst: 6000, perSecond: 100 },
  'iam-write': { burst: 60, perSecond: 1 },
  'cloudresourcemanager-read': { burst: 600, perSecond: 10 },
  'cloudresourcemanager-write': { burst: 600, perSecond: 10 },
  'serviceusage-read': { burst: 1200, perSecond: 20 },
  'serviceusage-write': { burst: 240, perSecond: 4 },
}

/** The simulated Google Cloud: OAuth, Compute Engine, GKE, IAM, Resource Manager and Service Usage over REST. */
export function createGcp(context: SimContext): SimCloud {
  const state = gcpState(context)
  return {
    name: 'gcp',
    bucketLimits: BUCKET_LIMITS,
    hosts: [
      /^(compute|container|iam|cloudresourcemanager|serviceusage|oauth2|www)\.googleapis\.com$/,
      /^container\.[a-z0-9-]+\.rep\.googleapis\.com$/,
    ],
    handle: (request) => handle(state, request),
    createAccount: (options) => createAccount(state, options),
    updateAccount(id, options) {
      const account = state.accounts.get(id)
      if (!account) throw new RangeError(`there is no project ${id}`)
      state.accounts.put(id, { ...account, options: { ...account.options, ...options } })
    },
    accounts: () => state.accounts.values().map(({ projectId }) => projectId),
    inventory(account) {
      settle(state)
      return inventory(state, account)
    },
    drift(type, id, patch) {
      settle(state)
      drift(state, type, id, patch)
    },
  }
}
