import {
  assertNotArchived,
  assertPermission,
  authenticate,
  enterWorkspace,
  type Entered,
  type WorkspaceActor,
} from '@skyclust/application'
import { DomainError, type Workspace, type WorkspacePermission } from '@skyclust/domain'
import type { FastifyRequest } from 'fastify'
import type { HttpContext, RequestIdentity } from '../context.ts'
import { sessionCookie } from './cookie.ts'
import { refuseCrossSite } from './same-origin.ts'

/**
 * What stands between a request and a use case, one check each. A table, so that a test can take each away in turn and
 * see that the isolation matrix notices.
 */
export interface Guards {
  /** Who the request is from; a value that is presented as a token must be good. */
  readonly identify: (
    request: FastifyRequest,
    context: HttpContext,
  ) => Promise<RequestIdentity | undefined>
  /** No change on behalf of another site. */
  readonly sameSite: (request: FastifyRequest, context: HttpContext) => void
  readonly signedIn: (identity: RequestIdentity | undefined) => asserts identity is RequestIdentity
  /** A person, not a key. */
  readonly person: (identity: RequestIdentity) => void
  readonly platformAdmin: (identity: RequestIdentity) => void
  /** A member, or a key of this very workspace. */
  readonly member: (
    identity: RequestIdentity,
    workspace: string,
    context: HttpContext,
  ) => Promise<Entered>
  readonly permitted: (actor: WorkspaceActor, permission: WorkspacePermission) => void
  readonly notArchived: (workspace: Workspace) => void
}

export const GUARDS: Guards = {
  async identify(request, context) {
    const bearer = /^Bearer ([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (bearer !== undefined)
      return authenticate(context.ports, context.cache, { kind: 'bearer', value: bearer })
    const value = request.cookies[sessionCookie(context.publicUrl).name]
    return value === undefined
      ? undefined
      : authenticate(context.ports, context.cache, { kind: 'cookie', value })
  },
  sameSite: (request, { publicUrl }) => refuseCrossSite(request, publicUrl),
  signedIn(identity) {
    if (!identity)
      throw new DomainError('unauthenticated', 'sign-in-required', 'Sign in to do this.')
  },
  person(identity) {
    if (identity.by === 'api-key')
      throw new DomainError(
        'forbidden',
        'people-only',
        'An API key cannot do this: it belongs to one workspace. Sign in as a person.',
      )
  },
  platformAdmin(identity) {
    if (identity.by === 'api-key' || !identity.user.platformAdmin)
      throw new DomainError(
        'forbidden',
        'platform-admin-required',
        'Only an administrator of this installation can do this.',
      )
  },
  member: (identity, workspace, { ports, cache }) =>
    enterWorkspace(ports, cache, identity, workspace),
  permitted: assertPermission,
  notArchived: assertNotArchived,
}
