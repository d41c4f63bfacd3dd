import { accessKeysOf, newAccessKey } from '../accounts.ts'
import { AwsError } from '../aws-error.ts'
import { roles } from '../iam/role-rows.ts'
import type { Operation } from '../operation.ts'

export const stsOperations: readonly Operation[] = [
  {
    name: 'GetCallerIdentity',
    input: [],
    mutating: false,
    bucket: 'sts',
    run: ({ principal }) => ({
      Arn: principal.arn,
      UserId: principal.userId,
      Account: principal.account,
    }),
  },
  {
    name: 'AssumeRole',
    input: ['RoleArn!', 'RoleSessionName!', 'DurationSeconds', 'ExternalId', 'Policy'],
    mutating: true,
    bucket: 'sts',
    target: (input) => input.string('RoleArn'),
    run(api, input) {
      const roleArn = input.required('RoleArn')
      const session = input.required('RoleSessionName')
      const seconds = input.integer('DurationSeconds', 900, 43_200) ?? 3600
      const role = api.rows(roles).find(roleArn.split('/').at(-1) ?? '')
      if (role?.arn !== roleArn)
        throw new AwsError(
          'AccessDenied',
          `User: ${api.principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
          403,
        )
      if (seconds > role.maxSessionSeconds)
        throw new AwsError(
          'ValidationError',
          'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
        )
      const arn = `arn:aws:sts::${api.account}:assumed-role/${role.id}/${session}`
      const userId = `${role.roleId}:${session}`
      const expiresAt = api.now + seconds * 1000
      dropExpiredKeys(api.context, api.now)
      const key = newAccessKey(api.context, {
        prefix: 'ASIA',
        account: api.account,
        arn,
        userId,
        expiresAt,
      })
      return {
        Credentials: {
          AccessKeyId: key.accessKeyId,
          SecretAccessKey: key.secretAccessKey,
          SessionToken: key.sessionToken,
          Expiration: new Date(expiresAt).toISOString(),
        },
        AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
      }
    },
  },
]

/** Keys long past their end are forgotten, so that the world does not grow without bound. */
function dropExpiredKeys(context: Parameters<typeof accessKeysOf>[0], now: number): void {
  const keys = accessKeysOf(context)
  for (const key of keys.values())
    if ((key.expiresAt ?? Infinity) < now - 86_400_000) keys.delete(key.accessKeyId)
}
