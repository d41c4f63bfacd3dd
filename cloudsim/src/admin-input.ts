import type { CloudName } from './core/call.ts'
import type { AccountOptions, SimRequest } from './core/cloud.ts'
import type { FailOperation, FaultKind, FaultRule } from './core/faults.ts'
import { ProblemError } from './problem.ts'

export type JsonBody = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is JsonBody =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function invalid(detail: string): ProblemError {
  return new ProblemError(400, 'invalid', detail)
}

/** The JSON object in the body; an empty body counts as `{}`. */
export function parseBody(request: SimRequest): JsonBody {
  if (request.body.length === 0) return {}
  let value: unknown
  try {
    value = JSON.parse(request.body.toString('utf8'))
  } catch {
    throw invalid('The body is not JSON.')
  }
  if (!isObject(value)) throw invalid('The body must be a JSON object.')
  return value
}

export function parseCloud(value: unknown): CloudName {
  if (value === 'aws' || value === 'gcp' || value === 'azure') return value
  throw invalid('cloud must be aws, gcp or azure.')
}

export function parseNumber(body: JsonBody, field: string): number {
  const value = body[field]
  if (typeof value !== 'number') throw invalid(`${field} must be a number.`)
  return value
}

function parseString(body: JsonBody, field: string): string {
  const value = body[field]
  if (typeof value !== 'string' || value === '') throw invalid(`${field} must be a string.`)
  return value
}

export function parseAccountOptions(body: JsonBody): AccountOptions {
  const { denied, expiresAt, quotas } = body
  if (
    denied !== undefined &&
    !(Array.isArray(denied) && denied.every((d) => typeof d === 'string'))
  )
    throw invalid('denied must be a list of actions.')
  if (expiresAt !== undefined && typeof expiresAt !== 'number')
    throw invalid('expiresAt must be virtual epoch milliseconds.')
  if (
    quotas !== undefined &&
    !(isObject(quotas) && Object.values(quotas).every((q) => typeof q === 'number'))
  )
    throw invalid('quotas must map quota names to numbers.')
  return {
    ...(denied === undefined ? {} : { denied }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(quotas === undefined ? {} : { quotas: quotas as Record<string, number> }),
  }
}

const FAULT_KINDS = ['throttle', 'internal-error', 'error', 'drop', 'delay', 'fail-operation']

export function parseFault(body: JsonBody): Omit<FaultRule, 'id'> {
  const { fault, remaining, target, account } = body
  if (!isObject(fault) || !FAULT_KINDS.includes(String(fault['kind'])))
    throw invalid(`fault.kind must be one of ${FAULT_KINDS.join(', ')}.`)
  const { when, code, status, message, realMs } = fault
  if (when !== undefined && when !== 'before' && when !== 'after')
    throw invalid('fault.when must be before or after.')
  for (const [name, text] of Object.entries({ code, message, target, account }))
    if (text !== undefined && typeof text !== 'string') throw invalid(`${name} must be a string.`)
  for (const [name, number] of Object.entries({ status, realMs, remaining }))
    if (number !== undefined && typeof number !== 'number')
      throw invalid(`${name} must be a number.`)
  if (fault['kind'] === 'fail-operation') {
    parseString(fault, 'code')
    parseString(fault, 'message')
  }
  return {
    cloud: parseCloud(body['cloud']),
    operation: parseString(body, 'operation'),
    remaining: (remaining as number | undefined) ?? 1,
    ...(target === undefined ? {} : { target: target as string }),
    ...(account === undefined ? {} : { account: account as string }),
    fault: fault as unknown as FaultKind | FailOperation,
  }
}

export function parseDrift(body: JsonBody): {
  readonly type: string
  readonly id: string
  readonly patch: JsonBody | null
} {
  const { patch } = body
  if (patch !== null && !isObject(patch))
    throw invalid('patch must be an object of changes, or null to delete.')
  return { type: parseString(body, 'type'), id: parseString(body, 'id'), patch }
}
