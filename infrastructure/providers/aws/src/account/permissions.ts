import { CloudError } from '@skyclust/application'
import type { Aws } from '../client.ts'
import { iamPrincipal, isRootUser } from './arn.ts'

const ACTIONS_PER_CALL = 100

/**
 * Those of the actions that IAM says the principal may not do on any resource; undefined when the simulation itself is
 * denied. Resource policies and organisation guard rails that depend on context are not seen by it.
 */
export async function simulateMissing(
  aws: Aws,
  principal: string,
  actions: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  // The root user may do everything, and cannot be simulated.
  if (isRootUser(principal)) return []
  try {
    const missing: string[] = []
    for (let at = 0; at < actions.length; at += ACTIONS_PER_CALL)
      missing.push(
        ...(await simulate(aws, principal, actions.slice(at, at + ACTIONS_PER_CALL), signal)),
      )
    return missing
  } catch (error) {
    if (error instanceof CloudError && (error.class === 'denied' || error.class === 'not-found'))
      return undefined
    throw error
  }
}

async function simulate(
  aws: Aws,
  principal: string,
  actions: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const missing: string[] = []
  let Marker: string | undefined
  do {
    const answer = await aws.iam('iam:SimulatePrincipalPolicy', 'read', signal, (iam, options) =>
      iam.simulatePrincipalPolicy(
        {
          PolicySourceArn: iamPrincipal(principal),
          ActionNames: [...actions],
          ...(Marker ? { Marker } : {}),
        },
        options,
      ),
    )
    for (const { EvalActionName: action, EvalDecision: decision } of answer.EvaluationResults ?? [])
      if (action && decision !== 'allowed') missing.push(action)
    Marker = answer.IsTruncated ? answer.Marker : undefined
  } while (Marker)
  return missing
}
