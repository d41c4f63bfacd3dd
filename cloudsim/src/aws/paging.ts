import type { AwsError } from './aws-error.ts'

export interface Page<T> {
  readonly items: readonly T[]
  readonly nextToken?: string
}

/** Cuts one page out of a list that is ordered by its keys; tokens name the last key, so deletions skip nothing. */
export function page<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  options: {
    readonly limit: number | undefined
    readonly token: string | undefined
    readonly badToken: () => AwsError
  },
): Page<T> {
  const { limit, token } = options
  if (limit === undefined && token === undefined) return { items }
  const after = token === undefined ? undefined : readToken(token, options.badToken)
  const sorted = items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const rest = after === undefined ? sorted : sorted.filter((item) => keyOf(item) > after)
  const shown = limit === undefined ? rest : rest.slice(0, limit)
  const last = shown.at(-1)
  return shown.length < rest.length && last !== undefined
    ? { items: shown, nextToken: Buffer.from(`after:${keyOf(last)}`).toString('base64url') }
    : { items: shown }
}

function readToken(token: string, badToken: () => AwsError): string {
  const text = Buffer.from(token, 'base64url').toString()
  if (!text.startsWith('after:')) throw badToken()
  return text.slice('after:'.length)
}
