import type { SimResponse } from '../../core/cloud.ts'
import { AwsError } from '../aws-error.ts'
import type { Tree } from '../fields.ts'
import type { Protocol } from '../operation.ts'

/** The AWS JSON 1.1 protocol: the operation is named by the X-Amz-Target header. Service Quotas speaks it. */
export function json11Protocol(targetPrefix: string): Protocol {
  return {
    errors: jsonInputErrors('ValidationException'),
    route(request, operations) {
      const target = String(request.headers['x-amz-target'] ?? '')
      const operation = operations.find(({ name }) => `${targetPrefix}.${name}` === target)
      if (!operation) throw new AwsError('UnknownOperationException', `Unknown operation ${target}`)
      return { operation, input: parseJson(request.body) }
    },
    answer: (_operation, answer, requestId) =>
      json(200, answer, requestId, 'application/x-amz-json-1.1'),
    error: (error, requestId) =>
      json(
        error.status,
        { __type: error.code, message: error.message, Message: error.message, ...error.details },
        requestId,
        'application/x-amz-json-1.1',
      ),
  }
}

export function jsonInputErrors(code: string): Protocol['errors'] {
  return {
    missing: (name) => new AwsError(code, `Missing required parameter: ${name}`),
    invalid: (name, value, wanted) =>
      new AwsError(code, `Value '${value}' at '${name}' is not valid: it must be ${wanted}`),
    unknown: (name) => new AwsError(code, `The parameter ${name} is not supported by this sandbox`),
  }
}

export function parseJson(body: Buffer): Record<string, Tree> {
  if (body.length === 0) return {}
  try {
    const tree = JSON.parse(body.toString()) as Tree
    if (typeof tree === 'object' && tree !== null && !Array.isArray(tree)) return tree
  } catch {
    // Falls through: the same answer as for a document of the wrong kind.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object')
}

export function json(
  status: number,
  body: object,
  requestId: string,
  contentType: string,
): SimResponse {
  return {
    status,
    headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
    body: JSON.stringify(body),
  }
}
