import type { Settlement } from '@skyclust/application'
import { fromConditions } from '../errors.ts'
import type { GkeCluster, GkeNodePool } from './gke.ts'

/**
 * A cluster that is being reconciled serves its API, so it counts as ready; one that is degraded is running, and is waited for
 * with Google's words: it must never be taken for one that can be thrown away.
 */
export function settleCluster(cluster: GkeCluster): Settlement {
  switch (cluster.status) {
    case 'RUNNING':
    case 'RECONCILING':
      return { state: 'ready' }
    case 'STOPPING':
      return { state: 'deleting' }
    case 'ERROR':
      return failed(cluster, `cluster ${cluster.name}`)
    case undefined:
    default:
      return pending(cluster)
  }
}

/**
 * A pool that runs with errors keeps its nodes. When its size is not the wanted one a change has failed and may be asked for
 * again; else GKE keeps trying, and it is waited for with Google's words.
 */
export function settleNodePool(pool: GkeNodePool, sizeDiffers: boolean): Settlement {
  switch (pool.status) {
    case 'RUNNING':
      return { state: 'ready' }
    case 'RUNNING_WITH_ERROR':
      return sizeDiffers ? { state: 'ready' } : pending(pool)
    case 'STOPPING':
      return { state: 'deleting' }
    case 'ERROR':
      return failed(pool, `node pool ${pool.name}`)
    case undefined:
    default:
      return pending(pool)
  }
}

type Troubled = Pick<GkeCluster, 'status' | 'statusMessage' | 'conditions'>

function pending({ status, statusMessage, conditions }: Troubled): Settlement {
  const message = conditions?.find((c) => c.message)?.message ?? statusMessage
  if (!message) return { state: 'pending' }
  return {
    state: 'pending',
    message: status === 'PROVISIONING' ? message : `${status}: ${message}`,
  }
}

function failed({ statusMessage, conditions }: Troubled, what: string): Settlement {
  const error = fromConditions(conditions ?? [], statusMessage, what)
  return {
    state: 'failed',
    message: error.message,
    code: error.code,
    class: error.class,
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
  }
}
