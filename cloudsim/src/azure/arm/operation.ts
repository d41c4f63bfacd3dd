import type { Call } from '../../core/call.ts'
import type { SimRequest, SimResponse } from '../../core/cloud.ts'
import type { JsonObject } from '../json.ts'
import type { AzureSim } from '../sim.ts'
import type { AccountRecord } from '../state.ts'
import type { Principal } from './auth.ts'

export type Method = 'GET' | 'HEAD' | 'PUT' | 'PATCH' | 'POST' | 'DELETE'

/** Everything an operation needs to know about the request it serves. */
export interface ArmCall {
  readonly sim: AzureSim
  readonly account: AccountRecord
  readonly principal: Principal
  readonly call: Call
  readonly request: SimRequest
  /** Path without prefix and query, as the caller spelled it: the id of what is addressed. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly apiVersion: string
  readonly body: JsonObject
}

/** One row of the operation table. `{name}` in the path is a parameter; a leading `{scope}` matches any scope. */
export interface ArmOperation {
  readonly method: Method
  readonly path: string
  /** The resource type in Call.operation, e.g. `Microsoft.Network/virtualNetworks`. */
  readonly type: string
  /** The action that Azure RBAC checks; undefined needs only a valid token. */
  readonly action: string | undefined
  /** A throttling bucket of the resource provider instead of the general ARM ones. */
  readonly bucket?: string
  /** Refused with MissingSubscriptionRegistration while the provider is not registered. */
  readonly registration?: boolean
  run(call: ArmCall): SimResponse
}

export function json(
  status: number,
  body: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): SimResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-cache',
      ...headers,
    },
    body: JSON.stringify(body),
  }
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): SimResponse {
  return { status, headers: { 'cache-control': 'no-cache', ...headers } }
}

/** A parameter that the route is known to have. */
export function param(call: ArmCall, name: string): string {
  return call.params[name] ?? ''
}
