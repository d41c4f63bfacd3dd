import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { page } from '../paging.ts'
import type { Row } from '../rows.ts'

export type Filters<T> = Readonly<
  Record<string, (row: T, api: Api) => string | undefined | readonly (string | undefined)[]>
>

/** How one kind of object is described: its ids, filters and XML. */
export interface Description<T extends Row> {
  readonly operation: string
  /** The parameter that lists ids, e.g. `VpcId`. */
  readonly idParameter: string
  /** Further accepted parameters. */
  readonly parameters?: readonly string[]
  /** The set's element name in the answer. */
  readonly set: string
  readonly paginated?: boolean
  readonly notFound: (id: string) => AwsError
  readonly filters: Filters<T>
  rows(api: Api, input: Fields): readonly T[]
  render(row: T, api: Api): Answer
}

/** Builds the describe operation of a kind of object: by ids, filters and pages. */
export function describeOperation<T extends Row>(kind: Description<T>): Operation {
  const paginated = kind.paginated ?? true
  return {
    name: kind.operation,
    input: [
      kind.idParameter,
      'Filter',
      'DryRun',
      ...(paginated ? ['MaxResults', 'NextToken'] : []),
      ...(kind.parameters ?? []),
    ],
    mutating: false,
    bucket: 'ec2.describe',
    target: (input) => input.strings(kind.idParameter)[0],
    run(api, input) {
      const ids = input.strings(kind.idParameter)
      const limit = paginated ? input.integer('MaxResults', 5, 1000) : undefined
      if (ids.length > 0 && limit !== undefined)
        throw new AwsError(
          'InvalidParameterCombination',
          `The parameter ${kind.idParameter}s cannot be used with the parameter MaxResults`,
        )
      const found = select(kind, kind.rows(api, input), ids)
      const filtered = applyFilters(api, input, found, {
        ...tagFilters,
        ...kind.filters,
      })
      const result = page(filtered, ({ id }) => id, {
        limit,
        token: paginated ? input.string('NextToken') : undefined,
        badToken: () => new AwsError('InvalidNextToken', 'The token is invalid'),
      })
      return {
        [kind.set]: result.items.map((row) => kind.render(row, api)),
        nextToken: result.nextToken,
      }
    },
  }
}

/** Keeps the items that match every filter of the request; within one filter any value will do. */
export function applyFilters<T>(
  api: Api,
  input: Fields,
  items: readonly T[],
  filters: Filters<T>,
): readonly T[] {
  return input.list('Filter').reduce((left, filter) => {
    const name = filter.required('Name')
    const values = filter.strings('Value').map(toPattern)
    const tagKey = name.startsWith('tag:') ? name.slice('tag:'.length) : undefined
    const read = tagKey === undefined ? filters[name] : (row: T) => tagOf(row, tagKey)
    if (!read) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`)
    return left.filter((item) => {
      const actual = [read(item, api)].flat()
      return values.some((value) => actual.some((each) => each !== undefined && value.test(each)))
    })
  }, items)
}

const tagFilters: Filters<Row> = {
  'tag-key': (row) => Object.keys(row.tags),
  'owner-id': (row) => row.account,
}

export function renderTags(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([key, value]) => ({ key, value }))
}

function select<T extends Row>(
  kind: Description<T>,
  rows: readonly T[],
  ids: readonly string[],
): readonly T[] {
  if (ids.length === 0) return rows
  const byId = new Map(rows.map((row) => [row.id, row]))
  return [...new Set(ids)].map((id) => {
    const row = byId.get(id)
    if (!row) throw kind.notFound(id)
    return row
  })
}

function tagOf(item: unknown, key: string): string | undefined {
  return (item as Partial<Row>).tags?.[key]
}

/** Filter values know `*`, `?` and the backslash. */
function toPattern(value: string): RegExp {
  const source = value.replaceAll(/\\[*?\\]|[*?]|[.+^${}()|[\]\\]/g, (part) => {
    if (part === '*') return '.*'
    if (part === '?') return '.'
    return part.length === 2 ? part : `\\${part}`
  })
  return new RegExp(`^${source}$`, 's')
}
