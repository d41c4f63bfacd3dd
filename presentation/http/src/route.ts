import type { Actor, Client, PersonIdentity, WorkspaceActor } from '@skyclust/application'
import { WORKSPACE_PERMISSIONS, type WorkspacePermission } from '@skyclust/domain'
import type { FastifyReply } from 'fastify'
import type { z } from 'zod'
import type { HttpContext, RequestIdentity } from './context.ts'

/**
 * Who may call a route: anybody; people who are signed in, never keys; the platform's administrators; or members, service
 * accounts and keys of the workspace in the path that have the permission.
 */
export type Access = 'public' | 'signed-in' | 'platform-admin' | WorkspacePermission

export const ACCESS: readonly Access[] = [
  'public',
  'signed-in',
  'platform-admin',
  ...WORKSPACE_PERMISSIONS,
]

export function isWorkspacePermission(access: Access): access is WorkspacePermission {
  return (WORKSPACE_PERMISSIONS as readonly string[]).includes(access)
}

type Replies = Readonly<Record<number, z.ZodType>>

type ActorFor<A extends Access> = A extends 'public'
  ? undefined
  : A extends 'signed-in' | 'platform-admin'
    ? Actor
    : WorkspaceActor

/** One of the declared answers. */
export type Answer<R extends Replies> = {
  [Status in keyof R & number]: {
    readonly status: Status
    readonly body: z.input<R[Status]>
    readonly headers?: Readonly<Record<string, string>>
    /** New value of the session cookie; null takes it away. */
    readonly session?: string | null
    /** The same of the cookie that binds a login at a provider to this browser. */
    readonly loginCookie?: string | null
    /** Nothing is changed and the audit entry says refused, with this code, whatever the status. */
    readonly refused?: string
  }
}[keyof R & number]

/** An answer whose status keeps its literal type, as `handle` must return it. */
export function answer<const Status extends number, const Body, Extra extends object = object>(
  status: Status,
  body: Body,
  extra?: Extra,
): { readonly status: Status; readonly body: Body } & Extra {
  return { status, body, ...(extra ?? ({} as Extra)) }
}

export interface RouteRequest<
  A extends Access = Access,
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> {
  readonly params: z.output<P>
  readonly query: z.output<Q>
  readonly body: z.output<B>
  readonly actor: ActorFor<A>
  readonly identity: A extends 'public'
    ? RequestIdentity | undefined
    : A extends 'signed-in' | 'platform-admin'
      ? PersonIdentity
      : RequestIdentity
  readonly client: Client
  /** Version named by If-Match; undefined when any will do. */
  readonly ifVersion: number | undefined
  readonly header: (name: string) => string | undefined
  /** Value of the cookie that was set as `loginCookie`. */
  readonly loginCookie: string | undefined
  /** The whole URL as the browser asked for it, under the public address. */
  readonly url: string
}

export interface Route<
  A extends Access = Access,
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends Replies = Replies,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Fastify pattern below /api/v1, e.g. `/workspaces/:workspaceId/clusters`; absolute when it begins with `//`. */
  readonly path: string
  /** Name of the call in generated clients. */
  readonly operationId: string
  readonly summary: string
  /** Mandatory: the server does not start with a route that names none. */
  readonly permission: A
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  /** Schema by status; only what it declares leaves the server. */
  readonly replies: R
  /** Accepts Idempotency-Key: the same key and body get the same answer. */
  readonly idempotent?: boolean
  /** Whether a request leaves an entry in the audit log; all but GET do unless told otherwise. */
  readonly audited?: boolean | ((query: z.output<Q>) => boolean)
  /** It can change nobody's access, so that what is remembered of access stays. */
  readonly keepsAccess?: boolean
  /** Allowed also in an archived workspace; reading always is. */
  readonly whileArchived?: boolean
  /** Version of the resource in the answer, sent as ETag. */
  etag?(body: z.input<R[keyof R & number]>): number | undefined
  handle(request: RouteRequest<A, P, Q, B>, context: HttpContext): Promise<Answer<R>>
}

/** A route that answers with an open stream instead of a document. */
export interface StreamRoute<
  A extends Access = Access,
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET'
  readonly path: string
  readonly operationId: string
  readonly summary: string
  readonly permission: A
  readonly params?: P
  readonly query?: Q
  /** Schema of one event's data, or of what the stream is made of. */
  readonly event: z.ZodType
  /** Media types it can have; server-sent events unless told otherwise. */
  readonly produces?: readonly string[]
  readonly audited?: boolean
  open(request: RouteRequest<A, P, Q>, context: HttpContext, reply: FastifyReply): Promise<void>
}

export function defineRoute<
  const A extends Access,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends Replies,
>(route: Route<A, P, Q, B, R>): Route<A, P, Q, B, R> {
  return route
}

export function defineStream<const A extends Access, P extends z.ZodType, Q extends z.ZodType>(
  route: StreamRoute<A, P, Q>,
): StreamRoute<A, P, Q> {
  return route
}
