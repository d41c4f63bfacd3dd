import type { SimResponse } from '../../core/cloud.ts'
import type { JsonObject } from '../json.ts'
import { type ArmCall, json } from './operation.ts'

const PAGE = 100

/** One page of a list: `value`, and `nextLink` while there is more. */
export function paged(call: ArmCall, items: readonly JsonObject[]): SimResponse {
  const from = Number.parseInt(call.query.get('$skiptoken') ?? '0', 10) || 0
  const top = Number.parseInt(call.query.get('$top') ?? '', 10)
  const size = top > 0 ? Math.min(top, PAGE) : PAGE
  const value = items.slice(from, from + size)
  if (from + size >= items.length) return json(200, { value })
  const query = new URLSearchParams(call.query)
  query.set('$skiptoken', String(from + size))
  return json(200, { value, nextLink: `${call.request.baseUrl}${call.path}?${query.toString()}` })
}
