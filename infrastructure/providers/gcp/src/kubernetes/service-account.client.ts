import { textOf } from '../desired.ts'
import { CloudError, type ObjectHandler } from '@skyclust/application'
import type { GcpClient } from '../client.ts'
import { lastSegment } from '../location.ts'
import { ownerDescription, ownsByDescription } from '../naming.ts'
import { SERVICE_ACCOUNT_TYPE } from './node-identity.spec.ts'

interface ServiceAccount {
  readonly name: string
  readonly email: string
  readonly uniqueId?: string
  readonly description?: string
  readonly disabled?: boolean
}

/** Service accounts of IAM v1; the owner stands in the description. */
export function serviceAccountHandler(client: GcpClient): ObjectHandler {
  const accounts = `/v1/projects/${client.project}/serviceAccounts`
  const observe = (account: ServiceAccount, owned: boolean) => ({
    externalId: `projects/${client.project}/serviceAccounts/${account.email}`,
    owned,
    settled: { state: 'ready' } as const,
    outputs: {
      email: account.email,
      member: `serviceAccount:${account.email}`,
      ...(account.uniqueId === undefined ? {} : { uniqueId: account.uniqueId }),
    },
    fields: {},
  })
  return {
    type: SERVICE_ACCOUNT_TYPE,
    async find(object, externalId, signal) {
      const email =
        externalId === undefined
          ? `${textOf(object.desired, 'accountId')}@${client.project}.iam.gserviceaccount.com`
          : lastSegment(externalId)
      try {
        const path = `${accounts}/${email}`
        const account = await client.send<ServiceAccount>({
          api: 'iam',
          kind: 'read',
          path,
          signal,
        })
        return [observe(account, ownsByDescription(object.owner, account.description))]
      } catch (error) {
        if (error instanceof CloudError && error.class === 'not-found') return []
        throw error
      }
    },
    async create(object, { signal }) {
      const account = await client.send<ServiceAccount>({
        api: 'iam',
        kind: 'mutate',
        method: 'POST',
        path: accounts,
        body: {
          accountId: object.desired['accountId'],
          serviceAccount: {
            displayName: object.desired['displayName'],
            description: ownerDescription(object.owner),
          },
        },
        signal,
      })
      const observation = observe(account, true)
      return { externalId: observation.externalId, observation }
    },
    compare: () => [],
    async remove(_object, externalId, { signal }) {
      await client.send({
        api: 'iam',
        kind: 'mutate',
        method: 'DELETE',
        path: `/v1/${externalId}`,
        signal,
      })
      return {}
    },
  }
}
