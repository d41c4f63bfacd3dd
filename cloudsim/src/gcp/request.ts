import type { SimRequest } from '../core/cloud.ts'
import type { Call } from '../core/call.ts'
import { GoogleError } from './errors.ts'
import { isObject, type Json } from './json-schema.ts'
import type { Message } from './json-schema.ts'
import type { GcpAccount, GcpState } from './state.ts'

/** One authenticated request as the handlers see it. */
export interface GcpRequest {
  readonly state: GcpState
  readonly account: GcpAccount
  /** Project of the path, always the account's. */
  readonly project: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Json
  readonly call: Call
  readonly http: SimRequest
}

export type Service = 'compute' | 'container' | 'iam' | 'cloudresourcemanager' | 'serviceusage'

export interface GcpRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path template as in the discovery documents, without leading slash; `{x}` is one segment. */
  readonly path: string
  readonly service: Service
  /** `<service>.<resource>.<method>`, the id of the method without `projects.locations`. */
  readonly operation: string
  /** What the caller must be allowed to do; undefined needs nothing. */
  readonly permission?: string
  readonly mutating: boolean
  readonly body?: Message
  readonly handle: (request: GcpRequest) => object | Promise<object>
}

/** The JSON object of a request body, {} when it is empty. */
export function parseJson(http: SimRequest): Json {
  const raw = http.body.toString('utf8').trim()
  if (raw === '') return {}
  let value: unknown
  try {
    value = JSON.parse(raw)
  } catch {
    throw new GoogleError(400, 'parseError', 'Invalid JSON payload received. Parse error.')
  }
  if (!isObject(value))
    throw new GoogleError(400, 'parseError', 'Invalid JSON payload received. Object expected.')
  return value
}

export function isDenied(account: GcpAccount, permission: string): boolean {
  return (account.options.denied ?? []).some((rule) =>
    rule.endsWith('*') ? permission.startsWith(rule.slice(0, -1)) : rule === permission,
  )
}

/** Throws what Google answers when the caller lacks a permission. */
export function requirePermission(account: GcpAccount, permission: string, service: Service): void {
  if (!isDenied(account, permission)) return
  const project = account.projectId
  const message =
    service === 'compute'
      ? `Required '${permission}' permission for 'projects/${project}'`
      : `Required "${permission}" permission(s) for "projects/${project}".`
  throw new GoogleError(403, 'forbidden', message, { status: 'PERMISSION_DENIED' })
}
