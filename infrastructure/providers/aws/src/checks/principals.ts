import type { Finding } from '@skyclust/domain'
import { isRootUser, principalName } from '../account/arn.ts'
import { simulateMissing } from '../account/permissions.ts'
import { orAbsent } from '../handler.ts'
import type { Check, World } from './world.ts'

/** EKS takes only existing IAM roles and users in access entries, and not the root user. */
export const checkPrincipals: Check = async (world, signal) => {
  const { cluster, principal } = world
  const findings: Finding[] = []
  if (cluster && isRootUser(principal))
    findings.push({
      severity: 'error',
      code: 'root-principal',
      message: 'The key belongs to the account’s root user, whom EKS takes in no access entry.',
      remedy: 'Make an IAM user or role for SkyClust and store its key instead.',
      pointer: '/credentialId',
    })
  const simulated = await simulateMissing(
    world.aws,
    principal,
    ['iam:SimulatePrincipalPolicy'],
    signal,
  )
  if (simulated === undefined)
    findings.push({
      severity: 'warning',
      code: 'permissions-unverified',
      message: 'Whether the key has every permission that is needed could not be simulated.',
      remedy: 'Allow iam:SimulatePrincipalPolicy to have this checked in advance.',
      pointer: '/credentialId',
    })
  const account = principal.split(':')[4]
  for (const [index, arn] of (cluster?.spec.aws?.adminPrincipalArns ?? []).entries()) {
    if (arn.split(':')[4] !== account || (await exists(world, arn, signal))) continue
    findings.push({
      severity: 'error',
      code: 'unknown-principal',
      message: `There is no ${arn} to make an administrator.`,
      remedy: 'Correct the ARN, or create the role or user first.',
      pointer: `/aws/adminPrincipalArns/${index}`,
    })
  }
  return findings
}

async function exists({ aws }: World, arn: string, signal: AbortSignal): Promise<boolean> {
  const name = principalName(arn)
  const found = arn.includes(':role/')
    ? await orAbsent(
        aws.iam('iam:GetRole', 'read', signal, (iam, options) =>
          iam.getRole({ RoleName: name }, options),
        ),
      )
    : await orAbsent(
        aws.iam('iam:GetUser', 'read', signal, (iam, options) =>
          iam.getUser({ UserName: name }, options),
        ),
      )
  return found !== undefined
}
