import type { AccountCredential, AccountOptions } from '../core/cloud.ts'
import { type AzureSim, newGuid, randomText } from './sim.ts'

type AzureCredential = Extract<AccountCredential, { cloud: 'azure' }>

/** Makes a tenant with an application that owns a new subscription; `id` chooses the subscription id. */
export function createAccount(
  sim: AzureSim,
  options: AccountOptions & { readonly id?: string },
): AzureCredential {
  const subscriptionId = (options.id ?? newGuid(sim)).toLowerCase()
  if (sim.state.accounts.get(subscriptionId))
    throw new Error(`the subscription ${subscriptionId} exists already`)
  const credential = {
    subscriptionId,
    tenantId: newGuid(sim),
    clientId: newGuid(sim),
    clientSecret: `${randomText(sim, 3)}8Q~${randomText(sim, 34)}`,
  }
  sim.state.accounts.put(subscriptionId, {
    ...credential,
    objectId: newGuid(sim),
    denied: options.denied ?? [],
    quotas: options.quotas ?? {},
    providers: {},
    ...(options.expiresAt === undefined ? {} : { expiresAt: options.expiresAt }),
  })
  return { cloud: 'azure', ...credential }
}

/** Changes what an account may do and has left; fields that are absent stay as they are. */
export function updateAccount(sim: AzureSim, account: string, options: AccountOptions): void {
  const record = sim.state.accounts.get(account.toLowerCase())
  if (!record) throw new Error(`there is no subscription ${account}`)
  sim.state.accounts.put(record.subscriptionId, {
    ...record,
    ...(options.denied === undefined ? {} : { denied: options.denied }),
    ...(options.quotas === undefined ? {} : { quotas: options.quotas }),
    ...(options.expiresAt === undefined ? {} : { expiresAt: options.expiresAt }),
  })
}
