import { CloudError } from '@skyclust/application'
import type { AwsSecret } from '@skyclust/domain'
import type { Aws } from '../client.ts'
import { iamPrincipal } from './arn.ts'

/** Who AWS says we are; a session of an assumed role counts as the role, by the full ARN where the secret names it. */
export async function readIdentity(
  aws: Aws,
  secret: Pick<AwsSecret, 'roleArn'>,
  signal: AbortSignal,
): Promise<{ readonly account: string; readonly principal: string }> {
  const answer = await aws.sts('sts:GetCallerIdentity', 'read', signal, (sts, options) =>
    sts.getCallerIdentity({}, options),
  )
  if (!answer.Account || !answer.Arn)
    throw new CloudError('credential', 'no-identity', 'AWS did not say whose key this is')
  return { account: answer.Account, principal: secret.roleArn ?? iamPrincipal(answer.Arn) }
}
