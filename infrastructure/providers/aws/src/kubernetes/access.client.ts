import type { ObjectHandler } from '@skyclust/application'
import {
  nothingToCompare,
  orAbsent,
  readyObservation,
  receipt,
  requestIdOf,
  text,
} from '../handler.ts'
import type { SessionContext } from '../session-context.ts'
import { isOwned, tagMap } from '../tags.ts'

/** Known by the principal's ARN, of which a cluster has one entry. */
export function accessEntryHandler({ aws }: SessionContext): ObjectHandler {
  return {
    type: 'eks:access-entry',
    async find(object, _externalId, signal) {
      const principalArn = text(object, 'principalArn')
      const answer = await orAbsent(
        aws.eks('eks:DescribeAccessEntry', 'read', signal, (eks, options) =>
          eks.describeAccessEntry(
            { clusterName: text(object, 'clusterName'), principalArn },
            options,
          ),
        ),
      )
      if (!answer?.accessEntry) return []
      return [
        {
          externalId: principalArn,
          ...readyObservation({ principalArn }),
          owned: isOwned(object, answer.accessEntry.tags),
        },
      ]
    },
    async create(object, { token, signal }) {
      const principalArn = text(object, 'principalArn')
      const answer = await aws.eks('eks:CreateAccessEntry', 'create', signal, (eks, options) =>
        eks.createAccessEntry(
          {
            clusterName: text(object, 'clusterName'),
            principalArn,
            clientRequestToken: token,
            tags: tagMap(object),
          },
          options,
        ),
      )
      return receipt(principalArn, answer, readyObservation({ principalArn }))
    },
    compare: nothingToCompare,
    async remove(object, externalId, { signal }) {
      const answer = await aws.eks('eks:DeleteAccessEntry', 'remove', signal, (eks, options) =>
        eks.deleteAccessEntry(
          { clusterName: text(object, 'clusterName'), principalArn: externalId },
          options,
        ),
      )
      return requestIdOf(answer)
    },
  }
}

/** Known by the policy's ARN; ours because the entry is. Associating again changes nothing. */
export function accessPolicyHandler({ aws }: SessionContext): ObjectHandler {
  return {
    type: 'eks:access-policy-association',
    async find(object, _externalId, signal) {
      const policyArn = text(object, 'policyArn')
      const answer = await orAbsent(
        aws.eks('eks:ListAssociatedAccessPolicies', 'read', signal, (eks, options) =>
          eks.listAssociatedAccessPolicies(
            {
              clusterName: text(object, 'clusterName'),
              principalArn: text(object, 'principalArn'),
            },
            options,
          ),
        ),
      )
      const found = answer?.associatedAccessPolicies?.some((each) => each.policyArn === policyArn)
      return found ? [{ externalId: policyArn, ...readyObservation() }] : []
    },
    async create(object, { signal }) {
      const policyArn = text(object, 'policyArn')
      const answer = await aws.eks('eks:AssociateAccessPolicy', 'create', signal, (eks, options) =>
        eks.associateAccessPolicy(
          {
            clusterName: text(object, 'clusterName'),
            principalArn: text(object, 'principalArn'),
            policyArn,
            accessScope: { type: 'cluster' },
          },
          options,
        ),
      )
      return receipt(policyArn, answer, readyObservation())
    },
    compare: nothingToCompare,
    async remove(object, externalId, { signal }) {
      const answer = await aws.eks(
        'eks:DisassociateAccessPolicy',
        'remove',
        signal,
        (eks, options) =>
          eks.disassociateAccessPolicy(
            {
              clusterName: text(object, 'clusterName'),
              principalArn: text(object, 'principalArn'),
              policyArn: externalId,
            },
            options,
          ),
      )
      return requestIdOf(answer)
    },
  }
}
