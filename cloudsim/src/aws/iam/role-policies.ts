import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Operation } from '../operation.ts'
import { existingRole, iamPage, pageMembers, visibleRole } from './lookup.ts'
import { isManagedPolicy } from './managed-policies.ts'
import { roles } from './role-rows.ts'

const common = { bucket: 'iam', target: (input: Fields) => input.string('RoleName') } as const
const paged = ['Marker', 'MaxItems']
const maxPoliciesPerRole = 10

export const rolePolicyOperations: readonly Operation[] = [
  {
    ...common,
    name: 'AttachRolePolicy',
    input: ['RoleName!', 'PolicyArn!'],
    mutating: true,
    run(api, input) {
      const role = existingRole(api, input)
      const arn = input.required('PolicyArn')
      if (!isManagedPolicy(arn))
        throw new AwsError(
          'NoSuchEntity',
          `Policy ${arn} does not exist or is not attachable.`,
          404,
        )
      if (role.policyArns.includes(arn)) return {}
      if (role.policyArns.length >= maxPoliciesPerRole)
        throw new AwsError(
          'LimitExceeded',
          `Cannot exceed quota for PoliciesPerRole: ${maxPoliciesPerRole}`,
          409,
        )
      api.rows(roles).patch(role.id, { policyArns: [...role.policyArns, arn] })
      return {}
    },
  },
  {
    ...common,
    name: 'DetachRolePolicy',
    input: ['RoleName!', 'PolicyArn!'],
    mutating: true,
    run(api, input) {
      const role = existingRole(api, input)
      const arn = input.required('PolicyArn')
      if (!role.policyArns.includes(arn))
        throw new AwsError('NoSuchEntity', `Policy ${arn} was not found.`, 404)
      const policyArns = role.policyArns.filter((each) => each !== arn)
      api.rows(roles).patch(role.id, { policyArns })
      return {}
    },
  },
  {
    ...common,
    name: 'ListAttachedRolePolicies',
    input: ['RoleName!', 'PathPrefix', ...paged],
    mutating: false,
    run(api, input) {
      const arns = visibleRole(api, input).policyArns
      const result = iamPage(input, arns, (arn) => arn)
      return {
        AttachedPolicies: result.items.map((arn) => ({
          PolicyName: arn.split('/').at(-1),
          PolicyArn: arn,
        })),
        ...pageMembers(result),
      }
    },
  },
  {
    ...common,
    name: 'ListRolePolicies',
    input: ['RoleName!', ...paged],
    mutating: false,
    run(api, input) {
      visibleRole(api, input)
      return { PolicyNames: [], IsTruncated: false }
    },
  },
  {
    ...common,
    name: 'ListInstanceProfilesForRole',
    input: ['RoleName!', ...paged],
    mutating: false,
    run(api, input) {
      visibleRole(api, input)
      return { InstanceProfiles: [], IsTruncated: false }
    },
  },
]
