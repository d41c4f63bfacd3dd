import { takeFailedOperation } from '../../core/faults.ts'
import { type Api, uniqueUuid } from '../api.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { noSuch } from './errors.ts'
import { clusterOf, namePage, seconds } from './lookup.ts'
import { type Update, updates } from './rows.ts'

const hundredDaysMs = 100 * 86_400_000

export const updateOperations: readonly Operation[] = [
  {
    name: 'ListUpdates',
    http: { method: 'GET', path: '/clusters/{name}/updates' },
    input: ['name!', 'nodegroupName', 'addonName', 'nextToken', 'maxResults'],
    mutating: false,
    bucket: 'eks.describe',
    target: (input) => input.string('name'),
    run: (api, input) =>
      namePage(
        input,
        'updateIds',
        updatesOf(api, input).map(({ id }) => id),
      ),
  },
  {
    name: 'DescribeUpdate',
    http: { method: 'GET', path: '/clusters/{name}/updates/{updateId}' },
    input: ['name!', 'updateId!', 'nodegroupName', 'addonName'],
    mutating: false,
    bucket: 'eks.describe',
    target: (input) => input.string('updateId'),
    run(api, input) {
      const id = input.required('updateId')
      const found = updatesOf(api, input).find((update) => update.id === id)
      if (!found) throw noSuch(`No update found for ID: ${id}`)
      return { update: renderUpdate(found, api.now) }
    },
  },
]

/** Records an accepted update; a fail-operation fault makes it end Failed. */
export function recordUpdate(
  api: Api,
  update: Pick<Update, 'clusterName' | 'type' | 'params' | 'until'> & Partial<Update>,
): Update {
  const failed = takeFailedOperation(api.context.faults, api.call)
  const recorded: Update = {
    ...api.stamp(),
    id: uniqueUuid(api.context, 'eks-update'),
    tags: {},
    goneAt: update.until + hundredDaysMs,
    ...update,
    ...(failed ? { failure: { code: failed.code, message: failed.message } } : {}),
  }
  api.rows(updates).put(recorded)
  return recorded
}

/** What an update with the same client request token was answered before. */
export function repeatedUpdate(api: Api, input: Fields): Update | undefined {
  const token = input.string('clientRequestToken')
  if (token === undefined) return undefined
  return updatesOf(api, input).find(({ clientRequestToken }) => clientRequestToken === token)
}

export function tokenOf(input: Fields): { readonly clientRequestToken?: string } {
  const clientRequestToken = input.string('clientRequestToken')
  return clientRequestToken === undefined ? {} : { clientRequestToken }
}

export function renderUpdate(update: Update, now: number): Answer {
  const ended = now >= update.until
  const status = !ended ? 'InProgress' : update.failure ? 'Failed' : 'Successful'
  return {
    id: update.id,
    status,
    type: update.type,
    params: update.params.map((param) => ({ ...param })),
    createdAt: seconds(update.createdAt),
    errors:
      ended && update.failure
        ? [
            {
              errorCode: update.failure.code,
              errorMessage: update.failure.message,
              resourceIds: [update.nodegroupName ?? update.addonName ?? update.clusterName],
            },
          ]
        : [],
  }
}

function updatesOf(api: Api, input: Fields): Update[] {
  const cluster = clusterOf(api, input)
  const nodegroup = input.string('nodegroupName')
  const addon = input.string('addonName')
  return api
    .rows(updates)
    .all()
    .filter(
      (update) =>
        update.clusterName === cluster.id &&
        update.nodegroupName === nodegroup &&
        update.addonName === addon,
    )
}
