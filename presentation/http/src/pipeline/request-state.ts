import { auditTrail, type RecordingTrail } from '@skyclust/application'
import type { FastifyRequest } from 'fastify'
import type { Route, StreamRoute } from '../route.ts'
import type { Caller } from './caller.ts'

/** What is known of a request while it runs; the error handler needs it as much as the route. */
export interface RequestState {
  readonly route: Route | StreamRoute
  readonly caller: Caller
  readonly trail: RecordingTrail
  /** Whether it leaves an entry in the audit log. */
  readonly isChange: boolean
  /** Its entry in the audit log is written, or it needs none. */
  isSettled: boolean
}

const states = new WeakMap<FastifyRequest, RequestState>()

export function beginRequest(request: FastifyRequest, route: Route | StreamRoute): RequestState {
  const isChange = isAudited(route, request.query)
  const state: RequestState = {
    route,
    caller: {},
    trail: auditTrail(),
    isChange,
    isSettled: false,
  }
  states.set(request, state)
  return state
}

/** Undefined for requests to no route of ours. */
export function stateOf(request: FastifyRequest): RequestState | undefined {
  return states.get(request)
}

/** Whether a request with this query, as it was sent, leaves an entry; one that cannot be read does. */
export function isAudited(route: Route | StreamRoute, query: unknown): boolean {
  const { audited } = route
  if (audited === undefined) return route.method !== 'GET'
  if (typeof audited === 'boolean') return audited
  const parsed = route.query?.safeParse(query)
  return parsed?.success === true ? audited(parsed.data) : true
}

/** What an entry says of the request itself. */
export function entryOf(request: FastifyRequest, route: Route | StreamRoute) {
  const { operationId: action, permission } = route
  const agent = request.headers['user-agent'] ?? ''
  return { action, permission, requestId: request.id, address: request.ip, userAgent: agent }
}
