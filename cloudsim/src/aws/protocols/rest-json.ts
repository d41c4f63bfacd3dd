import type { SimRequest } from '../../core/cloud.ts'
import { AwsError } from '../aws-error.ts'
import type { Tree } from '../fields.ts'
import type { Operation, Protocol } from '../operation.ts'
import { json, jsonInputErrors, parseJson } from './json11.ts'

/** The rest-json protocol: operations are methods on paths. EKS speaks it. */
export const restJsonProtocol: Protocol = {
  errors: jsonInputErrors('InvalidParameterException'),
  route(request, operations) {
    for (const operation of operations) {
      const params = matchPath(request, operation)
      if (params)
        return {
          operation,
          input: { ...queryTree(request), ...parseJson(request.body), ...params },
        }
    }
    throw new AwsError(
      'UnknownOperationException',
      `Unable to determine service/operation name to be authorized: ${request.method} ${request.path}`,
      404,
    )
  },
  answer: (operation, answer, requestId) =>
    json(operation.status ?? 200, answer, requestId, 'application/json'),
  error(error, requestId) {
    const answer = json(
      error.status,
      { ...error.details, message: error.message },
      requestId,
      'application/json',
    )
    return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': error.code } }
  },
}

function matchPath(request: SimRequest, operation: Operation): Record<string, Tree> | undefined {
  if (operation.http?.method !== request.method) return undefined
  const template = operation.http.path.split('/')
  const path = request.path.replace(/\/$/, '').split('/')
  if (path.length !== template.length) return undefined
  const params: Record<string, Tree> = {}
  for (const [index, part] of template.entries()) {
    const given = path[index] ?? ''
    if (part.startsWith('{')) params[part.slice(1, -1)] = decode(given)
    else if (part !== given) return undefined
  }
  return params
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new AwsError('InvalidRequestException', `The path segment ${segment} is not valid`)
  }
}

/** Query values that repeat become lists. */
function queryTree(request: SimRequest): Record<string, Tree> {
  const tree: Record<string, Tree> = {}
  for (const name of new Set(request.query.keys())) {
    if (name.startsWith('X-Amz-')) continue
    const values = request.query.getAll(name)
    tree[name] = values.length === 1 ? (values[0] ?? '') : values
  }
  return tree
}
