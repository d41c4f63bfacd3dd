import { invalid } from './errors.ts'
import { isObject, type Json } from './json-schema.ts'

/** Compiles the `filter` of list calls: `name = a`, `name eq a.*`, `labels.k:v*`, joined by AND, OR and parentheses. */
export function compileFilter(filter: string): (item: Json) => boolean {
  const tokens = filter.match(/\(|\)|"[^"]*"|'[^']*'|!=|>=|<=|[=:<>]|[^\s()=:<>!"']+/g) ?? []
  let at = 0
  const fail = () =>
    invalid(`Invalid value for field 'filter': '${filter}'. Invalid list filter expression.`)
  const next = () => {
    const token = tokens[at++]
    if (token === undefined) throw fail()
    return token
  }
  const either = (): ((item: Json) => boolean) => {
    const parts = [both()]
    while (tokens[at] === 'OR') {
      at += 1
      parts.push(both())
    }
    return (item) => parts.some((part) => part(item))
  }
  const both = (): ((item: Json) => boolean) => {
    const parts = [single()]
    while (at < tokens.length && tokens[at] !== ')' && tokens[at] !== 'OR') {
      if (tokens[at] === 'AND') at += 1
      parts.push(single())
    }
    return (item) => parts.every((part) => part(item))
  }
  const single = (): ((item: Json) => boolean) => {
    const token = next()
    if (token === '(') {
      const inner = either()
      if (next() !== ')') throw fail()
      return inner
    }
    if (token === 'NOT') {
      const inner = single()
      return (item) => !inner(item)
    }
    const compare = comparison(next(), unquote(next()))
    if (!compare) throw fail()
    return (item) => compare(valueAt(item, token))
  }
  const result = either()
  if (at < tokens.length) throw fail()
  return result
}

const unquote = (token: string) => token.replace(/^(["'])(.*)\1$/, '$2')

function valueAt(item: Json, path: string): unknown {
  let value: unknown = item
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined
  return value
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)

function comparison(operator: string, wanted: string): ((value: unknown) => boolean) | undefined {
  const wild = wildcard(wanted)
  switch (operator) {
    case '=':
      return (value) => wild.test(asText(value))
    case '!=':
      return (value) => !wild.test(asText(value))
    case ':':
      return (value) =>
        wanted === '*' ? value !== undefined : asText(value).includes(wanted.replace(/\*$/, ''))
    case '>':
      return (value) => Number(value) > Number(wanted)
    case '<':
      return (value) => Number(value) < Number(wanted)
    case '>=':
      return (value) => Number(value) >= Number(wanted)
    case '<=':
      return (value) => Number(value) <= Number(wanted)
    case 'eq':
      return (value) => regex(wanted).test(asText(value))
    case 'ne':
      return (value) => !regex(wanted).test(asText(value))
    default:
      return undefined
  }
}

function wildcard(wanted: string): RegExp {
  const escaped = wanted.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${escaped.replaceAll(String.raw`\*`, '.*')}$`, 's')
}

function regex(wanted: string): RegExp {
  try {
    return new RegExp(`^(?:${wanted})$`)
  } catch {
    throw invalid(`Invalid value for field 'filter': '${wanted}'. Invalid regular expression.`)
  }
}
