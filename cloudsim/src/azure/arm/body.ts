import type { SimRequest } from '../../core/cloud.ts'
import { type Json, type JsonObject, objectOf, stringOf } from '../json.ts'
import type { ResourceRecord } from '../state.ts'
import { ArmError, badRequest } from './errors.ts'

/** The request body as an object; an empty body is an empty object. */
export function parseBody(request: SimRequest): JsonObject {
  if (request.body.length === 0) return {}
  let parsed: unknown
  try {
    parsed = JSON.parse(request.body.toString('utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not JSON'
    throw badRequest(
      'InvalidRequestContent',
      `The request content was invalid and could not be deserialized: '${reason}'.`,
    )
  }
  const body = objectOf(parsed)
  if (!body)
    throw badRequest(
      'InvalidRequestContent',
      "The request content was invalid and could not be deserialized: 'an object is expected'.",
    )
  return body
}

/** Refuses members that the published schema does not have, as strictly deserializing providers do. */
export function refuseUnknown(
  value: Json | undefined,
  known: ReadonlySet<string>,
  where: string,
): void {
  for (const key of Object.keys(objectOf(value) ?? {})) {
    if (known.has(key)) continue
    throw badRequest(
      'InvalidRequestContent',
      `The request content was invalid and could not be deserialized: 'Could not find member '${key}' on object of type '${where}'. Path '${key}'.'`,
    )
  }
}

/** Honours If-Match and If-None-Match against the object as it is. */
export function checkPreconditions(
  request: SimRequest,
  existing: ResourceRecord | undefined,
): void {
  const match = request.headers['if-match']
  const noneMatch = request.headers['if-none-match']
  const current = existing && [existing.etag, `"${existing.etag}"`, `W/"${existing.etag}"`]
  if (match !== undefined && (!current || (match !== '*' && !current.includes(match))))
    throw new ArmError(
      412,
      'PreconditionFailed',
      `The condition '${match}' in the If-Match header was not satisfied.${existing ? ` The current etag is '${existing.etag}'.` : ''}`,
    )
  if (noneMatch !== undefined && current && (noneMatch === '*' || current.includes(noneMatch)))
    throw new ArmError(
      412,
      'PreconditionFailed',
      `The condition '${noneMatch}' in the If-None-Match header was not satisfied.`,
    )
}

/** The id in a reference of the form `{ "id": "…" }`. */
export function referenceId(value: Json | undefined): string | undefined {
  return stringOf(objectOf(value)?.['id'])
}
