import type { Observation, ObjectHandler, ResolvedObject } from '@skyclust/application'
import type { Role } from '@aws-sdk/client-iam'
import { canonicalJson, type Json } from '@skyclust/domain'
import {
  nothingToCompare,
  orAbsent,
  present,
  readyObservation,
  receipt,
  requestIdOf,
  text,
  texts,
} from '../handler.ts'
import type { SessionContext } from '../session-context.ts'
import { isOwned, tagList, tagMap, tagsOf } from '../tags.ts'

/** A role is known by its name, which is deterministic. */
export function roleHandler({ aws, reads }: SessionContext): ObjectHandler {
  return {
    type: 'iam:role',
    async find(object, _externalId, signal) {
      const answer = await orAbsent(
        aws.iam('iam:GetRole', 'read', signal, (iam, options) =>
          iam.getRole({ RoleName: object.declaration.name }, options),
        ),
      )
      if (!answer?.Role) return []
      return [{ ...observe(answer.Role), owned: isOwned(object, tagsOf(answer.Role.Tags)) }]
    },
    async create(object, { signal }) {
      const answer = await aws.iam('iam:CreateRole', 'create', signal, (iam, options) =>
        iam.createRole(
          {
            RoleName: object.declaration.name,
            AssumeRolePolicyDocument: trustPolicy(object),
            Description: 'Made by SkyClust',
            Tags: tagList(tagMap(object)),
          },
          options,
        ),
      )
      const { externalId, ...seen } = observe(present(answer.Role, 'Role'))
      return receipt(externalId, answer, { ...seen, owned: true })
    },
    compare(object, { fields }) {
      const desired = trustPolicy(object)
      return fields['trustPolicy'] === desired
        ? []
        : [{ path: 'trustPolicy', desired, observed: fields['trustPolicy'] }]
    },
    async update(object, { externalId, outputs }, _changes, { signal }) {
      const document = trustPolicy(object)
      const answer = await aws.iam('iam:UpdateAssumeRolePolicy', 'update', signal, (iam, options) =>
        iam.updateAssumeRolePolicy({ RoleName: externalId, PolicyDocument: document }, options),
      )
      return receipt(externalId, answer, readyObservation(outputs, { trustPolicy: document }))
    },
    async remove(_object, externalId, { signal }) {
      const answer = await aws.iam('iam:DeleteRole', 'remove', signal, (iam, options) =>
        iam.deleteRole({ RoleName: externalId }, options),
      )
      return requestIdOf(answer)
    },
    async explainBlock(_object, externalId, signal) {
      const [policies, profiles] = await Promise.all([
        reads.attachedPolicies(externalId, signal),
        aws.iam('iam:ListInstanceProfilesForRole', 'read', signal, (iam, options) =>
          iam.listInstanceProfilesForRole({ RoleName: externalId }, options),
        ),
      ])
      return [
        ...policies.map((arn) => `attached policy ${arn}`),
        ...(profiles.InstanceProfiles ?? []).map(
          ({ InstanceProfileName }) => `instance profile ${InstanceProfileName}`,
        ),
      ]
    },
  }
}

function observe(role: Role): Omit<Observation, 'owned'> {
  const roleName = present(role.RoleName, 'RoleName')
  return {
    externalId: roleName,
    settled: { state: 'ready' },
    outputs: { roleName, roleArn: present(role.Arn, 'Arn') },
    fields: { trustPolicy: normalised(role.AssumeRolePolicyDocument ?? '') },
  }
}

function trustPolicy(object: ResolvedObject): string {
  return canonicalJson({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: text(object, 'trustedService') },
        Action: texts(object, 'trustedActions'),
      },
    ],
  })
}

/** IAM answers the document URL-encoded. */
function normalised(document: string): string {
  try {
    return canonicalJson(JSON.parse(decodeURIComponent(document)) as Json)
  } catch {
    return document
  }
}

/** An attachment has neither id nor tags: it is known as `<role>/<policy ARN>`, and ours because the role is. */
export function rolePolicyHandler({ aws, reads }: SessionContext): ObjectHandler {
  return {
    type: 'iam:role-policy',
    async find(object, _externalId, signal) {
      const attached = await reads.attachedPolicies(text(object, 'roleName'), signal)
      const policyArn = text(object, 'policyArn')
      return attached.includes(policyArn)
        ? [{ externalId: attachmentId(object), ...readyObservation({ policyArn }) }]
        : []
    },
    async create(object, { signal }) {
      const PolicyArn = text(object, 'policyArn')
      const answer = await aws.iam('iam:AttachRolePolicy', 'create', signal, (iam, options) =>
        iam.attachRolePolicy({ RoleName: text(object, 'roleName'), PolicyArn }, options),
      )
      return receipt(attachmentId(object), answer, readyObservation({ policyArn: PolicyArn }))
    },
    compare: nothingToCompare,
    async remove(object, _externalId, { signal }) {
      const answer = await aws.iam('iam:DetachRolePolicy', 'remove', signal, (iam, options) =>
        iam.detachRolePolicy(
          { RoleName: text(object, 'roleName'), PolicyArn: text(object, 'policyArn') },
          options,
        ),
      )
      return requestIdOf(answer)
    },
  }
}

function attachmentId(object: ResolvedObject): string {
  return `${text(object, 'roleName')}/${text(object, 'policyArn')}`
}
