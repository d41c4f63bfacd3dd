import { base32 } from '../accounts.ts'
import { type Api, uniqueHex } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { existingRole, iamPage, pageMembers, visibleRole } from './lookup.ts'
import { type Role, roles } from './role-rows.ts'
import { readTrustPolicy } from './trust-policy.ts'

const common = { bucket: 'iam', target: (input: Fields) => input.string('RoleName') } as const
const paged = ['Marker', 'MaxItems']

export const roleOperations: readonly Operation[] = [
  {
    ...common,
    name: 'CreateRole',
    input: [
      'RoleName!',
      'AssumeRolePolicyDocument!',
      'Path',
      'Description',
      'MaxSessionDuration',
      'Tags',
    ],
    mutating: true,
    run: (api, input) => ({ Role: renderRole(createRole(api, input)) }),
  },
  {
    ...common,
    name: 'GetRole',
    input: ['RoleName!'],
    mutating: false,
    run: (api, input) => ({ Role: renderRole(visibleRole(api, input)) }),
  },
  {
    ...common,
    name: 'DeleteRole',
    input: ['RoleName!'],
    mutating: true,
    run(api, input) {
      const role = existingRole(api, input)
      if (role.policyArns.length > 0)
        throw new AwsError(
          'DeleteConflict',
          'Cannot delete entity, must detach all policies first.',
          409,
        )
      if (role.serviceLinked)
        throw new AwsError(
          'UnmodifiableEntity',
          `Cannot perform the operation on the protected role '${role.id}' - this role is only modifiable by AWS`,
        )
      api.rows(roles).delete(role.id)
      return {}
    },
  },
  {
    name: 'ListRoles',
    bucket: 'iam',
    input: ['PathPrefix', ...paged],
    mutating: false,
    run(api, input) {
      const prefix = input.string('PathPrefix') ?? '/'
      const found = api
        .rows(roles)
        .visible()
        .filter(({ path }) => path.startsWith(prefix))
      const result = iamPage(input, found, ({ id }) => id)
      return {
        Roles: result.items.map((role) => ({ ...renderRole(role), Tags: undefined })),
        ...pageMembers(result),
      }
    },
  },
  {
    ...common,
    name: 'UpdateAssumeRolePolicy',
    input: ['RoleName!', 'PolicyDocument!'],
    mutating: true,
    run(api, input) {
      const trustPolicy = input.required('PolicyDocument')
      const trustedServices = readTrustPolicy(trustPolicy)
      api.rows(roles).patch(existingRole(api, input).id, { trustPolicy, trustedServices })
      return {}
    },
  },
  {
    ...common,
    name: 'TagRole',
    input: ['RoleName!', 'Tags!'],
    mutating: true,
    run(api, input) {
      const role = existingRole(api, input)
      api.rows(roles).patch(role.id, { tags: { ...role.tags, ...readTags(input) } })
      return {}
    },
  },
  {
    ...common,
    name: 'UntagRole',
    input: ['RoleName!', 'TagKeys!'],
    mutating: true,
    run(api, input) {
      const role = existingRole(api, input)
      const dropped = new Set(input.strings('TagKeys'))
      const kept = Object.entries(role.tags).filter(([key]) => !dropped.has(key))
      api.rows(roles).patch(role.id, { tags: Object.fromEntries(kept) })
      return {}
    },
  },
  {
    ...common,
    name: 'ListRoleTags',
    input: ['RoleName!', ...paged],
    mutating: false,
    run(api, input) {
      const tags = Object.entries(visibleRole(api, input).tags)
      const result = iamPage(input, tags, ([key]) => key)
      return { Tags: renderTags(result.items), ...pageMembers(result) }
    },
  },
]

/** A role is taken by services only some seconds after its creation, unless eventual consistency is off. */
export function newRole(
  api: Api,
  role: Pick<Role, 'id' | 'path' | 'trustPolicy' | 'tags' | 'maxSessionSeconds'> & Partial<Role>,
): Role {
  const delayed = api.context.visibilityDelayMs() > 0
  const created: Role = {
    ...api.stamp(),
    region: 'global',
    arn: `arn:aws:iam::${api.account}:role${role.path}${role.id}`,
    roleId: `AROA${base32(uniqueHex(api.context, 'role')).slice(0, 17)}`,
    trustedServices: readTrustPolicy(role.trustPolicy),
    policyArns: [],
    assumableAt: delayed ? api.now + api.drawMs(3, 9) : api.now,
    ...role,
  }
  api.rows(roles).put(created)
  return created
}

export function renderRole(role: Role): Answer {
  return {
    Path: role.path,
    RoleName: role.id,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt).toISOString(),
    AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    Tags: renderTags(Object.entries(role.tags)),
  }
}

function createRole(api: Api, input: Fields): Role {
  const name = input.required('RoleName')
  if (!/^[\w+=,.@-]{1,64}$/.test(name))
    throw input.invalid('RoleName', 'up to 64 characters of [\\w+=,.@-]')
  const trustPolicy = input.required('AssumeRolePolicyDocument')
  const maxSessionSeconds = input.integer('MaxSessionDuration', 3600, 43_200) ?? 3600
  const path = input.string('Path') ?? '/'
  if (!/^\/([\w!-~]+\/)?$/.test(path)) throw input.invalid('Path', 'a path like /division/')
  const description = input.string('Description')
  const tags = readTags(input)
  readTrustPolicy(trustPolicy)
  if (api.rows(roles).find(name))
    throw new AwsError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409)
  return newRole(api, {
    id: name,
    path,
    trustPolicy,
    tags,
    maxSessionSeconds,
    ...(description === undefined ? {} : { description }),
  })
}

function readTags(input: Fields): Record<string, string> {
  const entries = input
    .list('Tags')
    .map((tag): [string, string] => [tag.required('Key'), tag.string('Value') ?? ''])
  if (new Set(entries.map(([key]) => key.toLowerCase())).size < entries.length)
    throw new AwsError(
      'InvalidInput',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    )
  if (entries.length > 50)
    throw new AwsError('LimitExceeded', 'The number of tags has reached the maximum limit.', 409)
  return Object.fromEntries(entries)
}

function renderTags(tags: readonly (readonly [string, string])[]) {
  return tags.map(([Key, Value]) => ({ Key, Value }))
}
