import { takeFailedOperation } from '../../core/faults.ts'
import { GoogleError } from '../errors.ts'
import { answerList } from '../list.ts'
import type { GcpRequest, GcpRoute } from '../request.ts'
import { type ComputeOperation, type GcpState, timestamp } from '../state.ts'
import { computeUrl, objectPath } from './urls.ts'

const WAIT_MS = 120_000
/** Operations are forgotten 14 days after their end (Compute Engine documentation). */
const KEPT_MS = 14 * 86_400_000
const WAIT_STEP_REAL_MS = 100

const keyOf = ({ project, scope, name }: ComputeOperation) =>
  objectPath(project, scope, 'operations', name)

interface NewOperation {
  readonly scope: string
  readonly type: string
  readonly target: string
  readonly targetId: string
  /** How long it takes, in seconds from and to. */
  readonly seconds: readonly [number, number]
}

/** Starts a Compute Engine operation; a fail-operation fault decides now that it will end with an error. */
export function startOperation(request: GcpRequest, started: NewOperation): ComputeOperation {
  const { state, project, account, call } = request
  const insertAt = state.now()
  const failure = takeFailedOperation(state.context.faults, call)
  const hex = state.hex(29)
  const operation: ComputeOperation = {
    project,
    scope: started.scope,
    name: `operation-${insertAt}-${hex.slice(0, 13)}-${hex.slice(13, 21)}-${hex.slice(21)}`,
    id: state.numericId(),
    type: started.type,
    target: started.target,
    targetId: started.targetId,
    user: account.email,
    insertAt,
    startAt: insertAt + state.durationMs(0.5, 2),
    endAt: insertAt + state.durationMs(...started.seconds),
    ...(failure ? { error: { code: failure.code, message: failure.message } } : {}),
  }
  const key = keyOf(operation)
  state.computeOperations.put(key, operation)
  const forgottenAt = operation.endAt + KEPT_MS
  state.schedule(forgottenAt, { do: 'purge', table: 'gcp.computeOperation', key })
  rememberRequestId(request, operation)
  return operation
}

/** The operation that an earlier request with the same requestId started. */
export function repeatedOperation(request: GcpRequest): ComputeOperation | undefined {
  const id = request.query.get('requestId')
  if (id === null) return undefined
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
  if (!uuid.test(id) || /^[0-]+$/.test(id)) {
    throw new GoogleError(
      400,
      'invalid',
      `Invalid value for field 'requestId': '${id}'. The request ID must be a valid UUID other than zero.`,
    )
  }
  const known = request.state.requestIds.get(`${request.project}/${id}`)
  return known && request.state.computeOperations.get(known.operation)
}

function rememberRequestId(request: GcpRequest, operation: ComputeOperation): void {
  const id = request.query.get('requestId')
  if (id === null) return
  const key = `${request.project}/${id}`
  request.state.requestIds.put(key, { operation: keyOf(operation) })
  const forgottenAt = operation.endAt + KEPT_MS
  request.state.schedule(forgottenAt, { do: 'purge', table: 'gcp.requestId', key })
}

export function renderOperation(state: GcpState, operation: ComputeOperation): object {
  const now = state.now()
  const { scope, startAt, endAt, error } = operation
  const status = now >= endAt ? 'DONE' : now >= startAt ? 'RUNNING' : 'PENDING'
  const place = scope.startsWith('regions/')
    ? { region: computeUrl(`projects/${operation.project}/${scope}`) }
    : scope.startsWith('zones/')
      ? { zone: computeUrl(`projects/${operation.project}/${scope}`) }
      : {}
  return {
    kind: 'compute#operation',
    id: operation.id,
    name: operation.name,
    operationType: operation.type,
    targetLink: computeUrl(operation.target),
    targetId: operation.targetId,
    status,
    user: operation.user,
    progress: status === 'DONE' ? 100 : 0,
    insertTime: timestamp(operation.insertAt),
    ...(status === 'PENDING' ? {} : { startTime: timestamp(startAt) }),
    ...(status === 'DONE' ? { endTime: timestamp(endAt) } : {}),
    ...(status === 'DONE' && error
      ? {
          error: { errors: [{ code: error.code, message: error.message }] },
          httpErrorStatusCode: httpStatusOf(error.code),
          httpErrorMessage: error.code.replaceAll('_', ' '),
        }
      : {}),
    ...place,
    selfLink: computeUrl(keyOf(operation)),
  }
}

function httpStatusOf(code: string): number {
  if (code.includes('QUOTA')) return 403
  if (code.includes('EXHAUSTED')) return 503
  return code.includes('INTERNAL') ? 500 : 400
}

function find(request: GcpRequest, scope: string): ComputeOperation {
  const { state, project, params } = request
  const key = objectPath(project, scope, 'operations', params['operation'] ?? '')
  const operation = state.computeOperations.get(key)
  if (!operation) throw new GoogleError(404, 'notFound', `The resource '${key}' was not found`)
  return operation
}

/** Answers when the operation is done, or after two minutes (virtual or real) whatever its state. */
async function wait(request: GcpRequest, scope: string): Promise<object> {
  const { state } = request
  const operation = find(request, scope)
  const until = Math.min(operation.endAt, state.now() + WAIT_MS)
  const realEnd = performance.now() + WAIT_MS
  while (state.now() < until && performance.now() < realEnd) {
    const realMs = (until - state.now()) / state.context.clock.speed()
    await new Promise((resolve) =>
      setTimeout(resolve, Math.min(Math.ceil(realMs), WAIT_STEP_REAL_MS)).unref(),
    )
  }
  return renderOperation(state, operation)
}

const scopes = [
  ['global', 'globalOperations', () => 'global'],
  ['regions/{region}', 'regionOperations', (params) => `regions/${params['region']}`],
  ['zones/{zone}', 'zoneOperations', (params) => `zones/${params['zone']}`],
] as const satisfies readonly (readonly [
  string,
  string,
  (params: Readonly<Record<string, string>>) => string,
])[]

export const operationRoutes: readonly GcpRoute[] = scopes.flatMap(
  ([template, resource, scopeOf]): GcpRoute[] => {
    const base = `compute/v1/projects/{project}/${template}/operations`
    const shared = { service: 'compute', mutating: false } as const
    return [
      {
        ...shared,
        method: 'GET',
        path: `${base}/{operation}`,
        operation: `compute.${resource}.get`,
        permission: `compute.${resource}.get`,
        handle: (request) => renderOperation(request.state, find(request, scopeOf(request.params))),
      },
      {
        ...shared,
        method: 'POST',
        path: `${base}/{operation}/wait`,
        operation: `compute.${resource}.wait`,
        permission: `compute.${resource}.get`,
        handle: (request) => wait(request, scopeOf(request.params)),
      },
      {
        ...shared,
        method: 'GET',
        path: base,
        operation: `compute.${resource}.list`,
        permission: `compute.${resource}.list`,
        handle: (request) => {
          const scope = scopeOf(request.params)
          const items = request.state.computeOperations
            .values()
            .filter((known) => known.project === request.project && known.scope === scope)
            .map((known) => renderOperation(request.state, known))
          return answerList(request, 'compute#operationList', base, items)
        },
      },
    ]
  },
)
