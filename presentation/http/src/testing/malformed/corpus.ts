import type { InjectOptions } from 'fastify'
import { z } from 'zod'
import type { Route } from '../../route.ts'
import type { Ids } from '../../isolation/testing/kinds.ts'
import { type TableRoute, urlOf } from '../../isolation/testing/route-table.ts'

/** A request that nobody would send on purpose. */
export interface Malformed {
  readonly about: string
  readonly request: InjectOptions
  /** It cannot be good for anything; others may be answered, e.g. where a route ignores what is odd. */
  readonly mustFail: boolean
  /** The router already refuses it: no route, no audit entry. */
  readonly isUnroutable: boolean
}

type Base = InjectOptions & { readonly url: string }

const LONG = 'x'.repeat(65_536)
const NUL = '\0'
const HALF_PAIR = '\ud800'
const DEPTH = 30_000
const JSON_TYPE = 'application/json'

/** Everything the corpus has for a route that would be answered with these headers and ids. */
export function malformedRequests(
  route: TableRoute,
  ids: Ids,
  headers: Readonly<Record<string, string>>,
): readonly Malformed[] {
  const { body, query } = route.sample(ids)
  const base: Base = {
    method: route.loaded.route.method,
    url: urlOf(route, ids, query),
    headers: { ...headers },
    payloadAsStream: 'open' in route.loaded.route,
    ...(body === undefined ? {} : { payload: body }),
  }
  return [
    ...inPath(route, ids, base),
    ...inQuery(route, base),
    ...inHeaders(base),
    ...(body === undefined ? [] : [...asWhole(base), ...inside(route, base, body)]),
  ]
}

function odd(about: string, request: InjectOptions, mustFail = true, isUnroutable = false) {
  return { about, request, mustFail, isUnroutable }
}

function inPath(route: TableRoute, ids: Ids, base: Base): readonly Malformed[] {
  const values: readonly (readonly [string, string, boolean])[] = [
    ['U+0000', '%00', false],
    ['text with U+0000', 'a%00b', false],
    ['half of a surrogate pair', '%ED%A0%80', true],
    ['invalid percent encoding', '%ZZ', true],
    ['a lone percent sign', '%', true],
    ['invalid UTF-8', '%FF', true],
    ['64 KB', LONG, true],
    ['__proto__', '__proto__', false],
    ['constructor', 'constructor', false],
    ['a path upwards', '..%2F..%2Fetc', false],
    ['a huge number', '9'.repeat(40), false],
  ]
  return route.parameters.flatMap(({ name, kind }) =>
    values.map(([about, value, isUnroutable]) => {
      const mark = 'replaced-by-the-corpus'
      const url = urlOf(route, { ...ids, [kind]: mark }, route.sample(ids).query)
      return odd(
        `${about} as :${name}`,
        { ...base, url: url.replaceAll(mark, value) },
        true,
        isUnroutable,
      )
    }),
  )
}

function inQuery({ loaded }: TableRoute, base: Base): readonly Malformed[] {
  const url = base.url
  const and = url.includes('?') ? '&' : '?'
  const asked = (about: string, text: string, mustFail: boolean) =>
    odd(`${about} in the query`, { ...base, url: `${url}${and}${text}` }, mustFail)
  const { query } = loaded.route
  const names = query ? propertiesOf(query) : []
  return [
    asked('U+0000', 'x=%00', true),
    asked('U+0000 in a name', '%00=x', true),
    asked('a surrogate half', 'x=%ED%A0%80', false),
    asked('invalid percent encoding', 'x=%ZZ&%=%', false),
    asked('__proto__ and constructor', '__proto__=a&constructor=b&__proto__[x]=c', false),
    asked('10,000 names', 'x=1&'.repeat(10_000), false),
    ...names.flatMap((name) => [
      asked(`U+0000 as ${name}`, `${name}=a%00b`, true),
      asked(`${name} twice`, `${name}=1&${name}=2`, false),
      asked(`64 KB as ${name}`, `${name}=${LONG}`, false),
      ...['1e400', '99999999999999999999', '-1', 'NaN', '', '%5B%5D', "'"].map((value) =>
        asked(`«${value}» as ${name}`, `${name}=${value}`, false),
      ),
    ]),
  ]
}

function inHeaders(base: Base): readonly Malformed[] {
  const sent = (name: string, value: string, mustFail = false) =>
    odd(
      `${name}: ${value.slice(0, 30)}`,
      { ...base, headers: { ...base.headers, [name]: value } },
      mustFail,
    )
  return [
    ...['', 'x'.repeat(5000), 'ÿÿ', 'a b', '%00'].map((key) => sent('idempotency-key', key)),
    ...['x', '"x"', '"99999999999999999999"', '""', '"1", "2"', 'W/'].map((tag) =>
      sent('if-match', tag, true),
    ),
    ...['Bearer', `Bearer ${'x'.repeat(8000)}`, 'Basic eDp5', 'Bearer sck__', 'Bearer a.b.c'].map(
      (value) => sent('authorization', value),
    ),
    sent('cookie', 'skyclust_session=%00; skyclust_login=%00; locale=%ZZ; __proto__=x'),
    sent('user-agent', `ÿ'";--\u0001${'y'.repeat(8000)}`),
    sent('last-event-id', '99999999999999999999'),
    sent('origin', 'not an origin'),
    sent('accept', ';;;'),
    sent('accept-encoding', 'ÿ;q=x'),
    sent('x-forwarded-for', 'a, b, \u0001'),
    sent('content-type', JSON_TYPE),
  ]
}

/** The body is something else altogether. */
function asWhole(base: Base): readonly Malformed[] {
  const raw = (about: string, payload: string | Buffer, mustFail = true, type = JSON_TYPE) =>
    odd(
      `the body is ${about}`,
      { ...base, payload, headers: { ...base.headers, 'content-type': type } },
      mustFail,
    )
  const good = JSON.stringify(base.payload)
  return [
    raw('empty', '', false),
    raw('null', 'null', false),
    raw('not JSON', 'not JSON'),
    raw('half of it', good.slice(0, -1)),
    raw('an array', '[]'),
    raw('itself in an array', `[${good}]`),
    raw('text', '"text"'),
    raw('a number', '1e999'),
    raw('true', 'true'),
    raw('deeply nested arrays', '['.repeat(DEPTH) + ']'.repeat(DEPTH)),
    raw('deeply nested objects', '{"a":'.repeat(DEPTH) + '1' + '}'.repeat(DEPTH)),
    raw('a poisoned prototype', '{"__proto__":{"admin":true}}'),
    raw('a poisoned constructor', '{"constructor":{"prototype":{"admin":true}}}'),
    raw('invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
    raw('UTF-16', Buffer.from(good, 'utf16le')),
    raw('too large', JSON.stringify({ x: 'x'.repeat(300_000) })),
    ...['text/plain', 'application/xml', 'application/x-www-form-urlencoded', ';;;', 'x'].map(
      (type) => raw(type, good, true, type),
    ),
    raw('multipart/form-data', good, true, 'multipart/form-data; boundary=x'),
  ]
}

/** One value in a good body is not. */
function inside({ loaded }: TableRoute, base: Base, body: object): readonly Malformed[] {
  const sent = (about: string, payload: object, mustFail: boolean) =>
    odd(about, { ...base, payload }, mustFail)
  const leaves = leavesOf(body)
  const schema = (loaded.route as Route).body
  const absent = (schema ? propertiesOf(schema) : []).filter((name) => !(name in body))
  return [
    ...absent.map((name) => sent(`U+0000 as ${name}`, { ...body, [name]: `a${NUL}` }, true)),
    ...absent.map((name) => sent(`depth as ${name}`, { ...body, [name]: nested(2000) }, true)),
    ...leaves.flatMap(({ path, value }) => {
      const set = (about: string, other: unknown, mustFail: boolean) =>
        sent(`${about} as ${path.join('.')}`, withLeaf(body, path, other), mustFail)
      const text = String(value)
      return [
        set('U+0000', `${text}${NUL}`, true),
        set('a surrogate half', `${text}${HALF_PAIR}`, true),
        set('64 KB', LONG, false),
        set('depth', nested(2000), true),
        ...[null, 1.5, -1, 1e308, 2 ** 53, '', '1', [], {}, [value], { a: value }, true].map(
          (other) => set(JSON.stringify(other).slice(0, 40), other, false),
        ),
        sent(`U+0000 in the name ${path.join('.')}`, withName(body, path), true),
      ]
    }),
    sent(
      'a field nobody knows',
      { ...body, constructor: 'x', toString: 1, hasOwnProperty: 1 },
      false,
    ),
  ]
}

interface Leaf {
  readonly path: readonly string[]
  readonly value: unknown
}

function leavesOf(value: unknown, path: readonly string[] = []): readonly Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }]
  return Object.entries(value).flatMap(([name, part]) => leavesOf(part, [...path, name]))
}

function withLeaf(body: object, path: readonly string[], value: unknown): object {
  return edited(body, path, (holder, name) => void Reflect.set(holder, name, value))
}

function withName(body: object, path: readonly string[]): object {
  return edited(body, path, (holder, name) => {
    if (Array.isArray(holder)) return void holder.push(NUL)
    Reflect.set(holder, `${name}${NUL}`, Reflect.get(holder, name))
    return Reflect.deleteProperty(holder, name)
  })
}

function edited(
  body: object,
  path: readonly string[],
  edit: (holder: object, name: string) => unknown,
): object {
  const copy = structuredClone(body)
  const holder = path
    .slice(0, -1)
    .reduce<object>((at, name) => Reflect.get(at, name) as object, copy)
  edit(holder, path.at(-1) ?? '')
  return copy
}

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let at = 0; at < depth; at += 1) value = { a: value }
  return value
}

/** Names a schema takes at its top. */
function propertiesOf(schema: z.ZodType): readonly string[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const parts = [json, ...(json.anyOf ?? []), ...(json.allOf ?? []), ...(json.oneOf ?? [])]
  return parts.flatMap((part) =>
    typeof part === 'object' ? Object.keys(part.properties ?? {}) : [],
  )
}
