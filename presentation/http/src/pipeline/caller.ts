import type { WorkspaceActor } from '@skyclust/application'
import type { FastifyRequest } from 'fastify'
import type { HttpContext, RequestIdentity } from '../context.ts'
import { isWorkspacePermission, type Route, type RouteRequest, type StreamRoute } from '../route.ts'
import type { Guards } from './guards.ts'
import { refuseUnreadable } from './readable.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Who asks, as far as it is known; filled step by step, so that a refusal can name whom it refused. */
export interface Caller {
  identity?: RequestIdentity | undefined
  actor?: RouteRequest['actor']
}

/** The order of the checks, once: who → an address that can be read → from this site → person, administrator or member → permission → not archived. */
export async function admit(
  route: Route | StreamRoute,
  request: FastifyRequest,
  context: HttpContext,
  guards: Guards,
  caller: Caller,
): Promise<void> {
  const { permission } = route
  const identity = await guards.identify(request, context)
  caller.identity = identity
  refuseUnreadable(request.params)
  refuseUnreadable(request.query)
  if (identity?.by !== 'bearer' && identity?.by !== 'api-key') guards.sameSite(request, context)
  if (permission === 'public') return
  const signedIn: Guards['signedIn'] = guards.signedIn
  signedIn(identity)
  if (isWorkspacePermission(permission)) {
    const { workspaceId } = request.params as { workspaceId: string }
    const { actor, workspace } = await guards.member(identity, workspaceId, context)
    caller.actor = actor
    guards.permitted(actor, permission)
    if (!mayWhileArchived(route)) guards.notArchived(workspace)
    return
  }
  guards.person(identity)
  if (permission === 'platform-admin') guards.platformAdmin(identity)
  if (identity.by !== 'api-key') caller.actor = { userId: identity.user.id }
}

function mayWhileArchived(route: Route | StreamRoute): boolean {
  return SAFE.has(route.method) || ('whileArchived' in route && route.whileArchived === true)
}

export function isWorkspaceActor(actor: RouteRequest['actor']): actor is WorkspaceActor {
  return actor !== undefined && 'workspaceId' in actor
}
