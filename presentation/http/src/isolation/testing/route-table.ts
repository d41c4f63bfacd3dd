import { z } from 'zod'
import { loadRoutes, type LoadedRoute } from '../../load-routes.ts'
import { type Ids, type Kind, KINDS_BY_PREFIX, parametersOf, type PathParameter } from './kinds.ts'
import { type Sample, SAMPLES } from './samples.ts'

/** A route and all that is needed to ask it for anything of anybody. */
export interface TableRoute {
  readonly loaded: LoadedRoute
  readonly operationId: string
  readonly parameters: readonly PathParameter[]
  readonly sample: (ids: Ids) => Sample
  /** Kinds of the ids that the sample names. */
  readonly sampleKinds: readonly Kind[]
}

/** The server's own route table; throws with what to add for a route the matrix cannot ask. */
export async function routeTable(): Promise<readonly TableRoute[]> {
  const table = (await loadRoutes()).map(tableRoute)
  const known = new Set(table.map(({ operationId }) => operationId))
  const lost = Object.keys(SAMPLES).filter((operationId) => !known.has(operationId))
  if (lost.length > 0) throw new Error(`Samples of routes that are not there: ${lost.join(', ')}`)
  return table
}

/** Throws when the matrix does not know how to ask the route. */
export function tableRoute(loaded: LoadedRoute): TableRoute {
  const { operationId } = loaded.route
  const sample = SAMPLES[operationId] ?? (() => ({}))
  const { kinds, value } = askedFor(sample)
  assertSample(loaded, value, kinds)
  return { loaded, operationId, sample, parameters: parametersOf(loaded.url), sampleKinds: kinds }
}

/** Which kinds of ids the sample asks for, and what it is with ids of the right form. */
function askedFor(sample: TableRoute['sample']): {
  readonly kinds: readonly Kind[]
  readonly value: Sample
} {
  const kinds = new Set<Kind>()
  const ids = new Proxy({} as Ids, {
    get(_target, kind: Kind) {
      kinds.add(kind)
      const prefix = Object.keys(KINDS_BY_PREFIX).find((p) => KINDS_BY_PREFIX[p]?.includes(kind))
      return `${prefix}_${'a'.repeat(20)}`
    },
  })
  const value = sample(ids)
  return { kinds: [...kinds], value }
}

function assertSample({ route, url }: LoadedRoute, sample: Sample, kinds: readonly Kind[]): void {
  const parts = { body: 'body' in route ? route.body : undefined, query: route.query }
  for (const part of ['body', 'query'] as const) {
    const schema = parts[part]
    if (schema === undefined) continue
    const parsed = schema.safeParse(sample[part] ?? (part === 'query' ? {} : undefined))
    const where = `${route.method} ${url} (${route.operationId})`
    const remedy = `Add or mend the sample «${route.operationId}» in presentation/http/src/isolation/testing/samples.ts.`
    if (!parsed.success || (part === 'body' && sample.body === undefined))
      throw new Error(
        `${where}: the matrix has no ${part} it could send. ${remedy} ${parsed.error?.message ?? ''}`,
      )
    for (const prefix of idPrefixesOf(schema))
      if (!KINDS_BY_PREFIX[prefix]?.some((kind) => kinds.includes(kind)))
        throw new Error(
          `${where}: its ${part} takes an id ${prefix}_…, its sample has none. ${remedy}`,
        )
  }
}

/** The beginnings of all ids that the schema has a pattern for. */
function idPrefixesOf(schema: z.ZodType): ReadonlySet<string> {
  const text = JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
  return new Set([...text.matchAll(/\^(\w+)_\[a-z2-7\]/g)].flatMap(([, prefix]) => prefix ?? []))
}

/** The address with these ids in its path, and the sample's query. */
export function urlOf(
  { loaded, parameters }: TableRoute,
  ids: Ids,
  query: Sample['query'],
): string {
  const path = parameters.reduce(
    (url, { name, kind }) => url.replace(`:${name}`, encodeURIComponent(ids[kind])),
    loaded.url,
  )
  return query === undefined ? path : `${path}?${new URLSearchParams(query).toString()}`
}
