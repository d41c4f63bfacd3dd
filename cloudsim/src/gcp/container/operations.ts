import { takeFailedOperation } from '../../core/faults.ts'
import { errorInfo, failedPrecondition, GoogleError } from '../errors.ts'
import { message } from '../json-schema.ts'
import { isZone } from '../catalog/regions.ts'
import type { GcpRequest, GcpRoute } from '../request.ts'
import { type GcpState, timestamp } from '../state.ts'
import {
  type Cluster,
  clusterTable,
  type ContainerOperation,
  operationTable,
  poolPath,
} from './rows.ts'

/** How long operations take, in virtual seconds from and to. */
export const SECONDS = {
  CREATE_CLUSTER: [300, 480],
  DELETE_CLUSTER: [180, 300],
  CREATE_NODE_POOL: [120, 180],
  DELETE_NODE_POOL: [90, 150],
  SET_NODE_POOL_SIZE: [60, 120],
  UPGRADE_MASTER: [300, 480],
  UPGRADE_NODES: [240, 480],
  UPDATE_CLUSTER: [60, 180],
  SET_NODE_POOL_MANAGEMENT: [10, 40],
  SET_LABELS: [10, 40],
} as const

/** Operations are forgotten some days after their end. */
const KEPT_MS = 14 * 86_400_000

export type OperationType = keyof typeof SECONDS

export const CONTAINER_ROOT = 'https://container.googleapis.com/v1/'

/** Zonal objects are linked by zone, regional ones by location. */
export const containerUrl = (path: string): string =>
  `${CONTAINER_ROOT}${path.replace(/\/locations\/([^/]+)\//, (_, at: string) => `/${isZone(at) ? 'zones' : 'locations'}/${at}/`)}`

const keyOf = (project: string, location: string, name: string) =>
  `projects/${project}/locations/${location}/operations/${name}`

/** Only one operation runs on a cluster at a time. */
export function requireIdle(state: GcpState, cluster: Cluster): void {
  const running = cluster.operation && operationTable(state).get(cluster.operation)
  if (!running || running.finished) return
  throw failedPrecondition(
    `Operation ${running.name} is currently running on cluster ${cluster.name} (${running.type}). Please wait and try again once it is done.`,
    [
      errorInfo('CLUSTER_ALREADY_HAS_OPERATION', 'container.googleapis.com', {
        cluster: cluster.name,
        operation: running.name,
      }),
    ],
  )
}

type Effect = Pick<ContainerOperation, 'clusterChange' | 'poolChange' | 'allPoolsLocations'>

/** Starts an operation on a cluster (or one of its pools); a fail-operation fault decides now that it fails. */
export function startContainerOperation(
  request: GcpRequest,
  type: OperationType,
  target: { readonly cluster: string; readonly location: string; readonly pool?: string },
  effect: Effect = {},
  statusBefore?: Cluster['status'],
): { readonly key: string; readonly operation: ContainerOperation } {
  const { state, project } = request
  const startAt = state.now()
  const [from, to] = SECONDS[type]
  const failure = takeFailedOperation(state.context.faults, request.call)
  const hex = state.hex(32)
  const uuid = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ]
  const name = `operation-${startAt}-${uuid.join('-')}`
  const operation: ContainerOperation = {
    project,
    location: target.location,
    name,
    type,
    cluster: target.cluster,
    ...(target.pool === undefined ? {} : { pool: target.pool }),
    startAt,
    runAt: startAt + state.durationMs(1, 4),
    endAt: startAt + state.durationMs(from, to),
    finished: false,
    ...(failure ? { error: { code: failure.code, message: failure.message } } : {}),
    ...effect,
    ...(statusBefore === undefined ? {} : { statusBefore }),
  }
  const key = keyOf(project, target.location, name)
  operationTable(state).put(key, operation)
  state.schedule(operation.endAt, { do: 'finish-operation', operation: key })
  const forgottenAt = operation.endAt + KEPT_MS
  state.schedule(forgottenAt, { do: 'purge', table: 'gcp.containerOperation', key })
  return { key, operation }
}

/** Starts an operation on an existing cluster and marks the cluster as busy with it. */
export function operateOn(
  request: GcpRequest,
  path: string,
  cluster: Cluster,
  type: OperationType,
  status: Cluster['status'],
  effect: Effect & { readonly pool?: string } = {},
): object {
  const { pool, ...changes } = effect
  const target = {
    cluster: path,
    location: cluster.location,
    ...(pool === undefined ? {} : { pool }),
  }
  const { key, operation } = startContainerOperation(request, type, target, changes, cluster.status)
  clusterTable(request.state).put(path, { ...cluster, status, operation: key })
  return renderContainerOperation(request, operation)
}

export function renderContainerOperation(
  { state, account }: Pick<GcpRequest, 'state' | 'account'>,
  operation: ContainerOperation,
): object {
  const { project, location, name, error, endAt } = operation
  const now = state.now()
  const done = operation.finished
  const numbered = (path: string) =>
    path.replace(`projects/${project}/`, `projects/${account.projectNumber}/`)
  const target =
    operation.pool === undefined ? operation.cluster : poolPath(operation.cluster, operation.pool)
  return {
    name,
    ...(isZone(location) ? { zone: location } : {}),
    location,
    operationType: operation.type,
    status: done ? 'DONE' : now >= operation.runAt ? 'RUNNING' : 'PENDING',
    selfLink: containerUrl(numbered(keyOf(project, location, name))),
    targetLink: containerUrl(numbered(target)),
    startTime: timestamp(operation.startAt),
    ...(done ? { endTime: timestamp(endAt) } : {}),
    ...(done && error
      ? {
          statusMessage: error.message,
          error: { code: canonicalCode(error.code).number, message: error.message },
          [operation.pool === undefined ? 'clusterConditions' : 'nodepoolConditions']: [
            conditionOf(error),
          ],
        }
      : {}),
  }
}

export function canonicalCode(code: string): { readonly number: number; readonly name: string } {
  if (/STOCKOUT|QUOTA|EXHAUSTED/.test(code)) return { number: 8, name: 'RESOURCE_EXHAUSTED' }
  if (/PERMISSION|SERVICE_ACCOUNT|DENIED/.test(code))
    return { number: 7, name: 'PERMISSION_DENIED' }
  return code === 'CANCELLED' ? { number: 1, name: 'CANCELLED' } : { number: 13, name: 'INTERNAL' }
}

export function conditionOf(error: { readonly code: string; readonly message: string }) {
  return { code: error.code, message: error.message, canonicalCode: canonicalCode(error.code).name }
}

function find(request: GcpRequest): readonly [string, ContainerOperation] {
  const { location = '', operation: name = '' } = request.params
  const key = keyOf(request.project, location, name)
  const operation = operationTable(request.state).get(key)
  if (!operation) throw new GoogleError(404, 'notFound', `Operation not found: ${key}.`)
  return [key, operation]
}

function list(request: GcpRequest): object {
  const { location } = request.params
  const operations = operationTable(request.state)
    .values()
    .filter((known) => known.project === request.project)
    .filter((known) => location === '-' || known.location === location)
    .map((known) => renderContainerOperation(request, known))
  return operations.length > 0 ? { operations } : {}
}

function cancel(request: GcpRequest): object {
  const [, operation] = find(request)
  if (operation.finished || operation.type !== 'UPGRADE_NODES') {
    throw failedPrecondition(
      `Operation ${operation.name} (${operation.type}) cannot be cancelled: only running node upgrades can.`,
    )
  }
  const { state } = request
  const now = state.now()
  const key = keyOf(operation.project, operation.location, operation.name)
  operationTable(state).put(key, {
    ...operation,
    endAt: now,
    error: { code: 'CANCELLED', message: 'The operation was cancelled.' },
  })
  state.schedule(now, { do: 'finish-operation', operation: key })
  return {}
}

const base = 'v1/projects/{project}/locations/{location}/operations'

export const containerOperationRoutes: readonly GcpRoute[] = [
  {
    method: 'GET',
    path: `${base}/{operation}`,
    service: 'container',
    operation: 'container.operations.get',
    permission: 'container.operations.get',
    mutating: false,
    handle: (request) => renderContainerOperation(request, find(request)[1]),
  },
  {
    method: 'GET',
    path: base,
    service: 'container',
    operation: 'container.operations.list',
    permission: 'container.operations.list',
    mutating: false,
    handle: list,
  },
  {
    method: 'POST',
    path: `${base}/{operation}:cancel`,
    service: 'container',
    operation: 'container.operations.cancel',
    permission: 'container.operations.update',
    mutating: true,
    body: message('CancelOperationRequest', {}, 'name operationId projectId zone'),
    handle: cancel,
  },
]
