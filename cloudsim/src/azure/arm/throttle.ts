import type { Call } from '../../core/call.ts'
import type { BucketLimit } from '../../core/throttle.ts'
import type { AzureSim } from '../sim.ts'
import { ArmError } from './errors.ts'
import type { ArmOperation, Method } from './operation.ts'
import { retryAfter } from './retry-after.ts'

/** Token buckets as ARM (per subscription) and the AKS resource provider publish them. */
export const bucketLimits: Readonly<Record<string, BucketLimit>> = {
  'arm-read': { burst: 250, perSecond: 25 },
  'arm-write': { burst: 200, perSecond: 10 },
  'arm-delete': { burst: 200, perSecond: 10 },
  'aks-put': { burst: 20, perSecond: 1 / 60 },
  'aks-get': { burst: 60, perSecond: 1 },
  'aks-list-subscription': { burst: 500, perSecond: 1 },
  'aks-list-group': { burst: 60, perSecond: 1 },
  'operation-status': { burst: 200, perSecond: 2 },
}

const bucketOfMethod: Readonly<Record<Method, string>> = {
  GET: 'arm-read',
  HEAD: 'arm-read',
  DELETE: 'arm-delete',
  PUT: 'arm-write',
  PATCH: 'arm-write',
  POST: 'arm-write',
}

/** The bucket that an operation draws from: its provider's own, or the general one of its method. */
export function bucketOf(operation: ArmOperation): string {
  return operation.bucket ?? bucketOfMethod[operation.method]
}

/** The header by which ARM tells how many calls of this kind are left. */
export function rateHeaders(
  sim: AzureSim,
  call: Call,
  operation: ArmOperation,
): Record<string, string> {
  const kind = operation.method === 'DELETE' ? 'deletes' : call.mutating ? 'writes' : 'reads'
  const left = sim.context.buckets.remaining(call)
  if (!Number.isFinite(left)) return {}
  return { [`x-ms-ratelimit-remaining-subscription-${kind}`]: String(left) }
}

export function throttled(sim: AzureSim, call: Call): ArmError {
  const seconds = Math.max(1, Math.ceil(sim.context.buckets.secondsUntilNext(call)))
  return new ArmError(
    429,
    call.bucket.startsWith('aks-') ? 'TooManyRequests' : 'SubscriptionRequestsThrottled',
    `Number of '${call.mutating ? 'write' : 'read'}' requests for subscription '${call.account}' exceeded the limit. Please try again after '${seconds}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`,
    { headers: retryAfter(sim, seconds) },
  )
}
