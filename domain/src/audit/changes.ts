import { canonicalJson, type Json } from '../kernel/json.ts'
import type { AuditChange } from './audit-entry.ts'

const REDACTED = '[redacted]'
/** Member names whose values never reach the log, whatever they hold. */
const SECRET_NAME =
  /secret|password|passphrase|token|private.?key|access.?key|api.?key$|hash|ciphertext|wrapped.?key|nonce|verifier|recovery|otp|cookie|authorization|kubeconfig|proof/i
const MAX_CHANGES = 100
const MAX_TEXT = 500

/** Field by field what differs between two states, without secrets. Undefined = did not exist. */
export function changesBetween(before: unknown, after: unknown): readonly AuditChange[] {
  const changes: AuditChange[] = []
  walk('', plain(before), plain(after), changes)
  return changes.slice(0, MAX_CHANGES)
}

function walk(
  path: string,
  before: Json | undefined,
  after: Json | undefined,
  changes: AuditChange[],
  isWithinSecret = false,
): void {
  if (before === after) return
  // What stands below a secret's name is secret, whatever it is called itself.
  const secret = isWithinSecret || SECRET_NAME.test(path)
  if (isObject(before) || isObject(after)) {
    const left = isObject(before) ? before : {}
    const right = isObject(after) ? after : {}
    if ((isObject(before) || before === undefined) && (isObject(after) || after === undefined)) {
      const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].toSorted()
      for (const key of keys)
        walk(`${path}/${escaped(key)}`, own(left, key), own(right, key), changes, secret)
      // An empty object that comes or goes has no field to show it by: it is the change itself.
      if (keys.length > 0 || (before !== undefined && after !== undefined)) return
    }
  }
  if (before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after))
    return
  changes.push({
    path,
    ...(before === undefined ? {} : { before: shown(before, secret) }),
    ...(after === undefined ? {} : { after: shown(after, secret) }),
  })
}

function shown(value: Json, secret: boolean): Json {
  if (secret && value !== null && typeof value !== 'boolean') return REDACTED
  return cleaned(value)
}

/** Within arrays, and where something takes the place of an object, the names of members still count. */
function cleaned(value: Json): Json {
  if (Array.isArray(value)) return value.map(cleaned)
  if (!isObject(value)) return typeof value === 'string' ? shortened(value) : value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      SECRET_NAME.test(key) ? REDACTED : cleaned(member ?? null),
    ]),
  )
}

function shortened(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
}

function plain(value: unknown): Json | undefined {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as Json)
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function own(object: { readonly [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** RFC 6901. */
function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
