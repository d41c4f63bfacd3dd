import { AwsError } from '../aws-error.ts'
import type { Tree } from '../fields.ts'

/** Checks a role's trust policy as IAM does and reads which services may assume the role. */
export function readTrustPolicy(document: string): string[] {
  let policy: Tree
  try {
    policy = JSON.parse(document) as Tree
  } catch {
    throw malformed('This policy contains invalid Json')
  }
  if (!isMap(policy)) throw malformed('Syntax errors in policy.')
  if (
    policy['Version'] !== undefined &&
    !['2012-10-17', '2008-10-17'].includes(texts(policy['Version']).join())
  )
    throw malformed('Syntax error at position (1,1)')
  const statements = [policy['Statement'] ?? []].flat()
  if (statements.length === 0) throw malformed('Syntax errors in policy.')
  return statements.flatMap(readStatement)
}

function readStatement(statement: Tree): string[] {
  if (!isMap(statement)) throw malformed('Syntax errors in policy.')
  if (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny')
    throw malformed('Missing required field Effect')
  if (statement['Resource'] !== undefined) throw malformed('Has prohibited field Resource')
  const actions = texts(statement['Action'])
  if (actions.length === 0) throw malformed('Missing required field Action')
  if (!actions.every((action) => action === '*' || action.startsWith('sts:')))
    throw malformed('AssumeRole policy may only specify STS AssumeRole actions.')
  const principal = statement['Principal']
  if (principal === undefined) throw malformed('Missing required field Principal')
  if (!isMap(principal)) return []
  const services = texts(principal['Service'])
  for (const service of services)
    if (!/^[a-z0-9.-]+\.amazonaws\.com$/.test(service))
      throw malformed(`Invalid principal in policy: "SERVICE":"${service}"`)
  const assumes = actions.some((action) => ['*', 'sts:*', 'sts:AssumeRole'].includes(action))
  return statement['Effect'] === 'Allow' && assumes ? services : []
}

function isMap(tree: Tree | undefined): tree is { [key: string]: Tree } {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree)
}

function texts(tree: Tree | undefined): string[] {
  return [tree ?? []].flat().map(String)
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message)
}
