import { computeUrl } from './compute/urls.ts'
import { invalid } from './errors.ts'
import { compileFilter } from './filter.ts'
import type { Json } from './json-schema.ts'
import type { GcpRequest } from './request.ts'

const MAX_RESULTS = 500

export interface Page<T> {
  readonly items: readonly T[]
  readonly nextPageToken?: string
}

/** Cuts one page out of a stable list; the token is the position of the next item. */
export function page<T>(
  items: readonly T[],
  query: URLSearchParams,
  sizeParameter: 'maxResults' | 'pageSize',
): Page<T> {
  const size = Number(query.get(sizeParameter) ?? MAX_RESULTS)
  if (!Number.isInteger(size) || size < 0 || (size > MAX_RESULTS && sizeParameter === 'maxResults'))
    throw invalid(
      `Invalid value for field '${sizeParameter}': '${size}'. Must be between 0 and 500.`,
    )
  const token = query.get('pageToken') ?? ''
  const from = token === '' ? 0 : Number(Buffer.from(token, 'base64url').toString())
  if (!Number.isInteger(from) || from < 0)
    throw invalid(`Invalid value for field 'pageToken': '${token}'. Invalid page token.`)
  const to = from + (size === 0 ? MAX_RESULTS : size)
  return {
    items: items.slice(from, to),
    ...(to < items.length ? { nextPageToken: Buffer.from(String(to)).toString('base64url') } : {}),
  }
}

/** A Compute Engine list answer with `filter`, `maxResults` and `pageToken`; empty lists have no `items`. */
export function answerList(
  request: GcpRequest,
  kind: string,
  path: string,
  all: readonly object[],
): object {
  const cut = page(filtered(request, all), request.query, 'maxResults')
  return {
    kind,
    id: path,
    ...(cut.items.length > 0 ? { items: cut.items } : {}),
    ...(cut.nextPageToken === undefined ? {} : { nextPageToken: cut.nextPageToken }),
    selfLink: computeUrl(path),
  }
}

/** A Compute Engine aggregated list: every scope, those without results with the usual warning. */
export function answerAggregated(
  request: GcpRequest,
  kind: string,
  collection: string,
  scopes: readonly string[],
  all: readonly { readonly scope: string; readonly item: object }[],
): object {
  const kept = new Set(
    filtered(
      request,
      all.map(({ item }) => item),
    ),
  )
  const cut = page(
    all.filter(({ item }) => kept.has(item)),
    request.query,
    'maxResults',
  )
  const items = Object.fromEntries(
    scopes.map((scope) => {
      const inScope = cut.items.filter((entry) => entry.scope === scope).map(({ item }) => item)
      return [scope, inScope.length > 0 ? { [collection]: inScope } : { warning: noResults(scope) }]
    }),
  )
  const path = `projects/${request.project}/aggregated/${collection}`
  return {
    kind,
    id: path,
    items,
    ...(cut.nextPageToken === undefined ? {} : { nextPageToken: cut.nextPageToken }),
    selfLink: computeUrl(path),
  }
}

function filtered(request: GcpRequest, items: readonly object[]): readonly object[] {
  const filter = request.query.get('filter') ?? ''
  if (filter === '') return items
  const matches = compileFilter(filter)
  return items.filter((item) => matches(item as Json))
}

function noResults(scope: string): object {
  return {
    code: 'NO_RESULTS_ON_PAGE',
    message: `There are no results for scope '${scope}' on this page.`,
    data: [{ key: 'scope', value: scope }],
  }
}
