import { accountsOf, administrator, base32 } from '../accounts.ts'
import { isDenied } from '../authorize.ts'
import { AwsError } from '../aws-error.ts'
import type { Operation } from '../operation.ts'
import { iamPage, pageMembers } from './lookup.ts'
import { roles } from './role-rows.ts'
import { newRole, renderRole } from './roles.ts'

/** Service-linked roles that can be asked for, by the service that uses them. */
const serviceLinkedRoles: Readonly<Record<string, string>> = {
  'eks.amazonaws.com': 'AWSServiceRoleForAmazonEKS',
  'eks-nodegroup.amazonaws.com': 'AWSServiceRoleForAmazonEKSNodegroup',
  'eks-fargate.amazonaws.com': 'AWSServiceRoleForAmazonEKSForFargate',
  'autoscaling.amazonaws.com': 'AWSServiceRoleForAutoScaling',
  'elasticloadbalancing.amazonaws.com': 'AWSServiceRoleForElasticLoadBalancing',
  'spot.amazonaws.com': 'AWSServiceRoleForEC2Spot',
}

export const principalOperations: readonly Operation[] = [
  {
    name: 'GetUser',
    input: ['UserName'],
    mutating: false,
    bucket: 'iam',
    target: (input) => input.string('UserName'),
    run(api, input) {
      const name = input.string('UserName') ?? administrator
      if (name !== administrator)
        throw new AwsError('NoSuchEntity', `The user with name ${name} cannot be found.`, 404)
      const since = accountsOf(api.context).get(api.account)?.createdAt ?? api.now
      return {
        User: {
          Path: '/',
          UserName: administrator,
          UserId: `AIDA${base32(api.account).slice(0, 17)}`,
          Arn: `arn:aws:iam::${api.account}:user/${administrator}`,
          CreateDate: new Date(since).toISOString(),
        },
      }
    },
  },
  {
    name: 'SimulatePrincipalPolicy',
    input: [
      'PolicySourceArn!',
      'ActionNames!',
      'ResourceArns',
      'ContextEntries',
      'Marker',
      'MaxItems',
    ],
    mutating: false,
    bucket: 'iam',
    target: (input) => input.string('PolicySourceArn'),
    run(api, input) {
      const source = input.required('PolicySourceArn')
      if (!source.startsWith(`arn:aws:iam::${api.account}:`))
        throw new AwsError('InvalidInput', `Invalid Entity Arn: ${source}`)
      const actions = input.strings('ActionNames')
      for (const action of actions)
        if (!/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action))
          throw new AwsError('InvalidInput', `Invalid Action Name: ${action}`)
      const resources = input.strings('ResourceArns')
      const pairs = actions.flatMap((action) =>
        (resources.length > 0 ? resources : ['*']).map((resource) => ({ action, resource })),
      )
      const result = iamPage(input, pairs, ({ action, resource }) => `${action} ${resource}`)
      return {
        EvaluationResults: result.items.map(({ action, resource }) => ({
          EvalActionName: action,
          EvalResourceName: resource,
          EvalDecision: isDenied(api.options, action) ? 'explicitDeny' : 'allowed',
          MatchedStatements: [],
          MissingContextValues: [],
        })),
        ...pageMembers(result),
      }
    },
  },
  {
    name: 'CreateServiceLinkedRole',
    input: ['AWSServiceName!', 'Description', 'CustomSuffix'],
    mutating: true,
    bucket: 'iam',
    target: (input) => input.string('AWSServiceName'),
    run(api, input) {
      const service = input.required('AWSServiceName')
      const name = serviceLinkedRoles[service]
      if (name === undefined)
        throw new AwsError('AccessDenied', `Service role cannot be created for ${service}`, 403)
      if (api.rows(roles).find(name))
        throw new AwsError(
          'InvalidInput',
          `Service role name ${name} has been taken in this account, please try a different suffix.`,
        )
      const role = newRole(api, {
        id: name,
        path: `/aws-service-role/${service}/`,
        maxSessionSeconds: 3600,
        serviceLinked: true,
        tags: {},
        trustPolicy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' },
          ],
        }),
      })
      return { Role: renderRole(role) }
    },
  },
]
