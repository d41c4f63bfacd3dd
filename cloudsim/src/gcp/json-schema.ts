import { badField } from './errors.ts'

export type Json = Readonly<Record<string, unknown>>

/** Types of JSON fields as the discovery documents know them; `any` stands for messages that are kept as they come. */
export type FieldType =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'number'
  | 'any'
  | 'strings'
  | { readonly oneOf: readonly string[] }
  | { readonly list: FieldType }
  | { readonly map: FieldType }
  | Message

export interface Message {
  /** Name in the discovery document. */
  readonly message: string
  readonly fields: Readonly<Record<string, FieldType>>
}

/** Declares a message; `other` names fields that are accepted and stored but mean nothing to the simulation. */
export function message(
  name: string,
  fields: Readonly<Record<string, FieldType>>,
  other = '',
): Message {
  const kept = Object.fromEntries(
    other
      .split(/\s+/)
      .filter(Boolean)
      .map((field) => [field, 'any' as const]),
  )
  return { message: name, fields: { ...kept, ...fields } }
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const text = (body: Json, field: string): string => {
  const value = body[field]
  return typeof value === 'string' ? value : ''
}

export const objectIn = (body: Json, field: string): Json => {
  const value = body[field]
  return isObject(value) ? value : {}
}

export const listIn = (body: Json, field: string): readonly unknown[] => {
  const value = body[field]
  return Array.isArray(value) ? value : []
}

export const objectsIn = (body: Json, field: string): readonly Json[] =>
  listIn(body, field).filter(isObject)

export const numberIn = (body: Json, field: string): number | undefined => {
  const value = Number(body[field] ?? Number.NaN)
  return Number.isFinite(value) ? value : undefined
}

/** Checks a request body as Google's JSON parser does: unknown names and wrong types are refused. */
export function checkBody(body: Json, type: Message): void {
  checkMessage(body, type, '')
}

function checkMessage(value: unknown, type: Message, at: string): void {
  if (!isObject(value)) throw wrongValue(at, value)
  for (const [name, field] of Object.entries(value)) {
    const fieldType = type.fields[name]
    if (fieldType === undefined) {
      const place = at === '' ? '' : ` at '${at}'`
      throw badField(
        at,
        `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`,
      )
    }
    if (field !== null)
      checkField(field, fieldType, at === '' ? snake(name) : `${at}.${snake(name)}`)
  }
}

function checkField(value: unknown, type: FieldType, at: string): void {
  if (typeof type === 'object') {
    if ('fields' in type) return checkMessage(value, type, at)
    if ('oneOf' in type) {
      if (typeof value !== 'string' || !type.oneOf.includes(value)) throw wrongValue(at, value)
    } else if ('list' in type) {
      if (!Array.isArray(value)) throw wrongValue(at, value)
      for (const [index, item] of value.entries()) checkField(item, type.list, `${at}[${index}]`)
    } else {
      if (!isObject(value)) throw wrongValue(at, value)
      for (const [key, item] of Object.entries(value)) checkField(item, type.map, `${at}[${key}]`)
    }
    return
  }
  if (!isScalar(value, type)) throw wrongValue(at, value)
}

function isScalar(value: unknown, type: Extract<FieldType, string>): boolean {
  switch (type) {
    case 'any':
      return true
    case 'string':
    case 'boolean':
      return typeof value === type
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
    case 'integer':
      return /^-?\d+$/.test(String(value)) && typeof value !== 'object'
    case 'number':
    default:
      return value !== '' && typeof value !== 'object' && Number.isFinite(Number(value))
  }
}

function wrongValue(at: string, value: unknown) {
  return badField(at, `Invalid value at '${at}', ${JSON.stringify(value)}`)
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
