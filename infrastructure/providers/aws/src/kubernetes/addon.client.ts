import type { Observation, ObjectHandler, ResolvedObject, Settlement } from '@skyclust/application'
import type { Addon } from '@aws-sdk/client-eks'
import { nothingToCompare, orAbsent, present, receipt, requestIdOf, text } from '../handler.ts'
import type { SessionContext } from '../session-context.ts'
import { isOwned, tagMap } from '../tags.ts'
import { describeIssues, failedBy } from './health-issues.ts'

export function addonHandler({ aws }: SessionContext): ObjectHandler {
  return {
    type: 'eks:addon',
    async find(object, _externalId, signal) {
      const answer = await orAbsent(
        aws.eks('eks:DescribeAddon', 'read', signal, (eks, options) =>
          eks.describeAddon(addressOf(object), options),
        ),
      )
      return answer?.addon ? [observe(object, answer.addon)] : []
    },
    async create(object, { token, signal }) {
      const answer = await aws.eks('eks:CreateAddon', 'create', signal, (eks, options) =>
        eks.createAddon(
          {
            ...addressOf(object),
            resolveConflicts: 'OVERWRITE',
            clientRequestToken: token,
            tags: tagMap(object),
          },
          options,
        ),
      )
      const { externalId, ...seen } = observe(object, present(answer.addon, 'addon'))
      return receipt(externalId, answer, { ...seen, owned: true })
    },
    compare: nothingToCompare,
    async remove(object, _externalId, { signal }) {
      const answer = await aws.eks('eks:DeleteAddon', 'remove', signal, (eks, options) =>
        eks.deleteAddon(addressOf(object), options),
      )
      return requestIdOf(answer)
    },
  }
}

function addressOf(object: ResolvedObject) {
  return { clusterName: text(object, 'clusterName'), addonName: text(object, 'addonName') }
}

function observe(object: ResolvedObject, addon: Addon): Observation {
  return {
    externalId: addon.addonName ?? text(object, 'addonName'),
    owned: isOwned(object, addon.tags),
    settled: settlementOf(addon),
    outputs: addon.addonVersion === undefined ? {} : { addonVersion: addon.addonVersion },
    fields: {},
  }
}

/** DEGRADED for want of replicas is how an add-on waits for nodes to run on: that is no fault of its own. */
function settlementOf({ status, health, addonName }: Addon): Settlement {
  switch (status) {
    case 'ACTIVE':
      return { state: 'ready' }
    case 'DEGRADED':
      return health?.issues?.every((issue) => issue.code === 'InsufficientNumberOfReplicas')
        ? { state: 'ready' }
        : { state: 'pending', message: describeIssues(health?.issues) }
    case 'CREATE_FAILED':
      return failedBy(`the add-on ${addonName}`, health?.issues)
    case 'DELETING':
    case 'DELETE_FAILED':
      return { state: 'deleting' }
    case 'UPDATE_FAILED':
      return { state: 'pending', message: describeIssues(health?.issues) }
    case 'CREATING':
    case 'UPDATING':
    case undefined:
    default:
      return { state: 'pending' }
  }
}
