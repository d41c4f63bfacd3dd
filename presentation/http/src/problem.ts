import { CloudError } from '@skyclust/application'
import { DomainError, type ErrorKind, type FieldError } from '@skyclust/domain'
import type { FastifyReply } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'

const STATUS = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'precondition-failed': 412,
  'too-many-requests': 429,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>

const TITLE = {
  invalid: 'The request is not valid',
  unauthenticated: 'Sign in first',
  forbidden: 'Not allowed',
  'not-found': 'Not found',
  conflict: 'In conflict with the present state',
  'precondition-failed': 'Changed in the meantime',
  'too-many-requests': 'Too many requests',
  unavailable: 'Not available now',
} as const satisfies Record<ErrorKind, string>

/** Errors of the HTTP layer itself: status, code and title by Fastify's code. */
const TRANSPORT: Readonly<Record<string, readonly [number, string, string]>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'malformed-json', 'The body is not valid JSON'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'malformed-json', 'The body is not valid JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'malformed-request', 'The request is malformed'],
  FST_ERR_BAD_URL: [400, 'malformed-request', 'The request is malformed'],
  FST_ERR_MAX_PARAM_LENGTH: [414, 'url-too-long', 'A part of the address is too long'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request-timeout', 'The request took too long to arrive'],
  HPE_HEADER_OVERFLOW: [431, 'headers-too-large', 'The headers are too large'],
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body-too-large', 'The body is too large'],
  ECONNRESET: [499, 'request-aborted', 'The client went away before the request was complete'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'unsupported-media-type', 'Send application/json'],
}

/** RFC 9457, with our stable `code` and the faulty fields. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail?: string
  /** The request's id: what to look for in the log. */
  readonly instance: string
  readonly errors?: readonly FieldError[]
  readonly [extension: string]: unknown
}

/** The only place where an error meets HTTP. An unknown error says nothing but the id under which it was logged. */
export function toProblem(error: unknown, instance: string): Problem {
  if (error instanceof DomainError) {
    const { kind, code, message, errors, details } = error
    return {
      ...details,
      ...problem(STATUS[kind], code, TITLE[kind], instance),
      detail: message,
      ...(errors.length === 0 ? {} : { errors }),
    }
  }
  if (error instanceof CloudError)
    return {
      ...problem(502, 'cloud-error', 'The cloud refused or did not answer', instance),
      detail: error.message,
      cloudCode: error.code,
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
    }
  if (hasZodFastifySchemaValidationErrors(error))
    return {
      ...problem(422, 'invalid-request', TITLE.invalid, instance),
      detail: 'Some fields are missing or wrong; see errors.',
      errors: error.validation.map(({ instancePath, message }) => ({
        pointer: instancePath === '/' ? '' : instancePath,
        message: message ?? 'is not valid',
      })),
    }
  const transport =
    error instanceof SyntaxError
      ? TRANSPORT['FST_ERR_CTP_INVALID_JSON_BODY']
      : TRANSPORT[codeOf(error)]
  return transport
    ? problem(...transport, instance)
    : problem(500, 'internal-error', 'Something went wrong on our side', instance)
}

/** Sends a problem document; with Retry-After where the error says how long to wait. */
export function sendProblem(reply: FastifyReply, document: Problem): FastifyReply {
  const wait = document['retryAfterSeconds']
  if (typeof wait === 'number') void reply.header('retry-after', String(wait))
  if (document.status === 401) void reply.header('www-authenticate', 'Bearer')
  return reply
    .status(document.status)
    .type('application/problem+json')
    .serializer((text: string) => text)
    .send(JSON.stringify(document))
}

function problem(status: number, code: string, title: string, instance: string): Problem {
  return { type: `urn:skyclust:problem:${code}`, title, status, code, instance }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
