import type { SimRequest } from '../../core/cloud.ts'
import { AwsError } from '../aws-error.ts'
import type { Tree } from '../fields.ts'
import type { Operation, Routed } from '../operation.ts'

const maxDepth = 12

/** Reads the parameters of a query-protocol request, from the query of a GET or the form of a POST. */
function readForm(request: SimRequest): URLSearchParams {
  return request.method === 'GET' ? request.query : new URLSearchParams(request.body.toString())
}

/** Turns `Filter.1.Value.2=x` into nested lists and structures; `member` steps of aws-query are skipped. */
function formTree(form: Iterable<[string, string]>): Record<string, Tree> {
  const root: Node = new Map()
  for (const [name, value] of form) {
    const path = name.split('.').filter((step) => step !== 'member')
    if (path.length <= maxDepth) insert(root, path, value)
  }
  const tree = toTree(root)
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree) ? tree : {}
}

/** Finds the operation a form names and checks the API version it asks for. */
export function routeForm(
  request: SimRequest,
  operations: readonly Operation[],
  version: string,
): Routed {
  const form = readForm(request)
  const action = form.get('Action')
  if (action === null)
    throw new AwsError('MissingAction', 'The request must contain the parameter Action')
  const operation = operations.find(({ name }) => name === action)
  const asked = form.get('Version')
  if (!operation || (asked !== null && asked !== version))
    throw new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`)
  const input = [...form].filter(
    ([name]) => name !== 'Action' && name !== 'Version' && !name.startsWith('X-Amz-'),
  )
  return { operation, input: formTree(input) }
}

type Node = Map<string, Node | string>

function insert(node: Node, path: readonly string[], value: string): void {
  const [step, ...rest] = path
  if (step === undefined) return
  if (rest.length === 0) {
    node.set(step, value)
    return
  }
  const next = node.get(step)
  if (next instanceof Map) {
    insert(next, rest, value)
    return
  }
  const created: Node = new Map()
  node.set(step, created)
  insert(created, rest, value)
}

function toTree(node: Node | string): Tree {
  if (typeof node === 'string') return node
  const entries = [...node]
  if (entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key)))
    return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, child]) => toTree(child))
  return Object.fromEntries(entries.map(([key, child]) => [key, toTree(child)]))
}
