import type { AwsError } from './aws-error.ts'

/** A decoded input document: JSON, or a form with dotted keys turned into a tree (all leaves are strings). */
export type Tree = string | number | boolean | null | Tree[] | { [key: string]: Tree }

/** How a service complains about its input. */
export interface InputErrors {
  missing(name: string): AwsError
  invalid(name: string, value: string, wanted: string): AwsError
  unknown(name: string): AwsError
}

/** Typed, checking access to the members of an input document. */
export class Fields {
  readonly #members: Readonly<Record<string, Tree>>
  readonly #errors: InputErrors
  readonly #path: string

  constructor(tree: Tree, errors: InputErrors, path = '') {
    this.#members = typeof tree === 'object' && tree !== null && !Array.isArray(tree) ? tree : {}
    this.#errors = errors
    this.#path = path
  }

  names(): string[] {
    return Object.keys(this.#members)
  }

  has(name: string): boolean {
    const value = this.#members[name]
    return value !== undefined && value !== null
  }

  /** The member as it was sent, for settings that are only kept and echoed. */
  raw(name: string): Tree | undefined {
    return this.#members[name] ?? undefined
  }

  string(name: string): string | undefined {
    const value = this.raw(name)
    if (value === undefined) return undefined
    if (typeof value === 'object') throw this.#invalid(name, value, 'a string')
    return String(value)
  }

  required(name: string): string {
    const value = this.string(name)
    if (value === undefined || value === '') throw this.missing(name)
    return value
  }

  oneOf<const T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.string(name)
    if (value === undefined) return undefined
    const found = allowed.find((each) => each === value)
    if (found === undefined) throw this.#invalid(name, value, `one of [${allowed.join(', ')}]`)
    return found
  }

  integer(name: string, min = -(2 ** 31), max = 2 ** 31): number | undefined {
    const value = this.raw(name)
    if (value === undefined) return undefined
    const number = typeof value === 'number' ? value : Number(value)
    const text = typeof value === 'string' && !/^-?\d+$/.test(value)
    if (text || typeof value === 'object' || !Number.isInteger(number))
      throw this.#invalid(name, value, 'an integer')
    if (number < min || number > max) throw this.#invalid(name, value, `between ${min} and ${max}`)
    return number
  }

  boolean(name: string): boolean | undefined {
    const value = this.raw(name)
    if (value === undefined) return undefined
    if (value === true || value === 'true' || value === 'True') return true
    if (value === false || value === 'false' || value === 'False') return false
    throw this.#invalid(name, value, 'true or false')
  }

  strings(name: string): string[] {
    return this.#items(name).map((item) => {
      if (typeof item === 'object') throw this.#invalid(name, item, 'a list of strings')
      return String(item)
    })
  }

  fields(name: string): Fields | undefined {
    const value = this.raw(name)
    if (value === undefined) return undefined
    if (typeof value !== 'object' || Array.isArray(value))
      throw this.#invalid(name, value, 'a structure')
    return new Fields(value, this.#errors, this.#name(name))
  }

  list(name: string): Fields[] {
    return this.#items(name).map(
      (item, index) => new Fields(item, this.#errors, `${this.#name(name)}.${index + 1}`),
    )
  }

  /** A string-to-string map, such as tags in JSON protocols. */
  map(name: string): Record<string, string> | undefined {
    const members = this.fields(name)
    if (!members) return undefined
    return Object.fromEntries(members.names().map((key) => [key, members.string(key) ?? '']))
  }

  missing(name: string): AwsError {
    return this.#errors.missing(this.#name(name))
  }

  invalid(name: string, wanted: string): AwsError {
    return this.#invalid(name, this.raw(name) ?? null, wanted)
  }

  /** Refuses members that are not in the list; a name ending in `!` must be there. */
  check(accepted: readonly string[]): void {
    for (const name of accepted)
      if (name.endsWith('!') && !this.has(name.slice(0, -1))) throw this.missing(name.slice(0, -1))
    for (const name of this.names())
      if (!accepted.includes(name) && !accepted.includes(`${name}!`))
        throw this.#errors.unknown(this.#name(name))
  }

  #items(name: string): Tree[] {
    const value = this.raw(name)
    // Query protocols send an empty list as an empty string.
    if (value === undefined || value === '') return []
    return Array.isArray(value) ? value : [value]
  }

  #name(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`
  }

  #invalid(name: string, value: Tree, wanted: string): AwsError {
    const shown = typeof value === 'object' ? JSON.stringify(value) : String(value)
    return this.#errors.invalid(this.#name(name), shown, wanted)
  }
}
