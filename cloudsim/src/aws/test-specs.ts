import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The parts of AWS' published service descriptions that the tests read. */
export interface Spec {
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly http: { readonly method: string; readonly requestUri: string }
        readonly input?: { readonly shape: string }
        readonly output?: { readonly shape: string }
      }
    >
  >
  readonly shapes: Readonly<Record<string, Shape>>
}

interface Member {
  readonly shape: string
  readonly locationName?: string
  readonly queryName?: string
}

export interface Shape {
  readonly type: string
  readonly required?: readonly string[]
  readonly members?: Readonly<Record<string, Member>>
  readonly member?: Member
  readonly value?: Member
}

/** Where the descriptions are, when they are there at all. */
export function specsFolder(): string | undefined {
  const folders = [
    process.env['SKYCLUST_SPECS_DIR'],
    join(import.meta.dirname, '../../../../shared/specs'),
  ]
  const found = folders.find((folder) => folder !== undefined && existsSync(join(folder, 'aws')))
  return found === undefined ? undefined : join(found, 'aws')
}

export function readSpec(folder: string, service: string): Spec {
  return JSON.parse(readFileSync(join(folder, `${service}.service-2.json`), 'utf8')) as Spec
}

/** The names an operation's input has on the wire, and which of them are required. */
export function inputNames(spec: Spec, operation: string, ec2: boolean) {
  const shape = spec.shapes[spec.operations[operation]?.input?.shape ?? '']
  const required: string[] = []
  const all = Object.entries(shape?.members ?? {}).map(([name, member]) => {
    const location = member.locationName ?? name
    const upper = location.charAt(0).toUpperCase() + location.slice(1)
    const wire = ec2 ? (member.queryName ?? upper) : location
    if (shape?.required?.includes(name)) required.push(wire)
    return wire
  })
  return { all, required }
}

export type Parsed = string | number | boolean | null | readonly Parsed[] | ParsedMap
export interface ParsedMap {
  readonly [name: string]: Parsed
}

/** Names in an answer that its shape does not have. */
export function strangeNames(spec: Spec, shapeName: string, value: Parsed, path = ''): string[] {
  const shape = spec.shapes[shapeName]
  if (!shape || value === null) return []
  if (shape.type === 'list')
    return itemsOf(value).flatMap((item) =>
      strangeNames(spec, shape.member?.shape ?? '', item, `${path}[]`),
    )
  if (typeof value !== 'object' || Array.isArray(value)) return []
  if (shape.type === 'map')
    return Object.values(value as ParsedMap).flatMap((each) =>
      strangeNames(spec, shape.value?.shape ?? '', each, `${path}{}`),
    )
  const known = new Map(
    Object.entries(shape.members ?? {}).map(([name, member]) => [
      member.locationName ?? name,
      member.shape,
    ]),
  )
  return Object.entries(value as ParsedMap).flatMap(([name, child]) => {
    const childShape = known.get(name)
    if (childShape === undefined) return [`${path}.${name}`]
    return strangeNames(spec, childShape, child, `${path}.${name}`)
  })
}

/** Reads the XML these services write: elements and text, no attributes but on the root. */
export function parseXml(text: string): ParsedMap {
  const stack: { name: string; children: [string, Parsed][]; text: string }[] = [
    { name: '', children: [], text: '' },
  ]
  for (const [, tag, plain] of text.replace(/^<\?.*?\?>/, '').matchAll(/<([^>]+)>|([^<]+)/g)) {
    const top = stack.at(-1)
    if (!top) break
    if (plain !== undefined) top.text += plain
    else if (tag?.startsWith('/')) {
      stack.pop()
      const value =
        top.children.length === 0
          ? top.text
          : top.children.every(([name]) => name === 'item' || name === 'member')
            ? top.children.map(([, child]) => child)
            : Object.fromEntries(top.children)
      stack.at(-1)?.children.push([top.name, value])
    } else stack.push({ name: tag?.split(' ')[0] ?? '', children: [], text: '' })
  }
  return Object.fromEntries(stack[0]?.children ?? [])
}

function itemsOf(value: Parsed): readonly Parsed[] {
  return Array.isArray(value) ? (value as readonly Parsed[]) : []
}
