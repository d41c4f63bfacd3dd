import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json, JsonObject } from '@skyclust/domain'
import { listAt, objectAt, objectsAt, textAt, textsAt } from '../arm/document.ts'

const EXPRESSION = '#/definitions/expression'

/** The folder with the clouds' published API descriptions, where there is one. */
export function schemasFolder(): string | undefined {
  const specs =
    process.env['SKYCLUST_SPECS_DIR'] ?? join(import.meta.dirname, '../../../../../../shared/specs')
  const folder = join(specs, 'azure/schemas')
  return existsSync(folder) ? folder : undefined
}

/** Checks a PUT body against one of Microsoft's resource schemas: members, types, enumerations, patterns, limits. */
export function schemaProblems(
  folder: string,
  file: string,
  resource: string,
  body: JsonObject,
): readonly string[] {
  const document = JSON.parse(readFileSync(join(folder, file), 'utf8')) as JsonObject
  const schema = objectAt(document, 'resourceDefinitions', resource)
  return objectProblems(document, schema, body, resource)
}

function problems(document: JsonObject, schema: JsonObject, value: Json, path: string): string[] {
  const reference = textAt(schema, '$ref')
  if (reference !== undefined) {
    if (!reference.startsWith('#/definitions/')) return []
    return problems(document, objectAt(document, 'definitions', reference.slice(14)), value, path)
  }
  const choices = objectsAt(schema, 'oneOf').filter(
    (choice) => !(textAt(choice, '$ref') ?? '').endsWith(EXPRESSION),
  )
  if (choices.length > 0) {
    const tried = choices.map((choice) => problems(document, choice, value, path))
    return tried.find((found) => found.length === 0) ?? tried[0] ?? []
  }
  switch (textAt(schema, 'type') ?? '') {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? objectProblems(document, schema, value as JsonObject, path)
        : [`${path} is no object`]
    case 'array':
      return Array.isArray(value)
        ? listAt({ value }, 'value').flatMap((entry, index) =>
            problems(document, objectAt(schema, 'items'), entry, `${path}[${index}]`),
          )
        : [`${path} is no list`]
    case 'string':
      return textProblems(schema, value, path)
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path} is no boolean`]
    case 'integer':
    case 'number':
      return numberProblems(schema, value, path)
    default:
      return []
  }
}

function objectProblems(
  document: JsonObject,
  schema: JsonObject,
  value: JsonObject,
  path: string,
): string[] {
  const known = objectAt(schema, 'properties')
  const open = schema['additionalProperties']
  const others = typeof open === 'object' ? objectAt(schema, 'additionalProperties') : undefined
  const missing = textsAt(schema, 'required')
    // The type, version and name of a template resource are the path of a PUT.
    .filter((key) => !['type', 'apiVersion', 'name'].includes(key) && value[key] === undefined)
    .map((key) => `${path} lacks ${key}`)
  return Object.entries(value).reduce((found, [key, member]) => {
    if (member === undefined) return found
    const at = `${path}.${key}`
    if (known[key] !== undefined)
      return [...found, ...problems(document, objectAt(known, key), member, at)]
    if (others) return [...found, ...problems(document, others, member, at)]
    return [...found, `${at} is unknown`]
  }, missing)
}

function textProblems(schema: JsonObject, value: Json, path: string): string[] {
  if (typeof value !== 'string') return [`${path} is no text`]
  const options = textsAt(schema, 'enum')
  if (options.length > 0 && !options.includes(value))
    return [`${path}: ${value} is none of ${options.join(', ')}`]
  const pattern = textAt(schema, 'pattern')
  return pattern !== undefined && !new RegExp(pattern).test(value)
    ? [`${path}: ${value} does not match ${pattern}`]
    : []
}

function numberProblems(schema: JsonObject, value: Json, path: string): string[] {
  if (typeof value !== 'number') return [`${path} is no number`]
  const [minimum, maximum] = [schema['minimum'], schema['maximum']]
  const low = typeof minimum === 'number' && value < minimum
  const high = typeof maximum === 'number' && value > maximum
  return low || high ? [`${path}: ${value} is out of bounds`] : []
}
