import type { InventoryItem } from '../core/cloud.ts'
import { removeResource, settle } from './arm/async.ts'
import { objectOf, tagsOf, type JsonObject } from './json.ts'
import { setRegistration } from './resources/registration.ts'
import { type AzureSim, findResource, newGuid, saveResource } from './sim.ts'

const states = ['Succeeded', 'Failed', 'Canceled'] as const

/** All objects that a customer can see and pays for or trips over. */
export function inventoryOf(sim: AzureSim, account?: string): InventoryItem[] {
  settle(sim)
  const wanted = (subscription: string) =>
    account === undefined || subscription === account.toLowerCase()
  const resources = sim.state
    .resourceTypes()
    .flatMap((type) => sim.state.resources(type).values())
    .filter((record) => wanted(record.subscription))
    .map((record) => ({
      cloud: 'azure' as const,
      account: record.subscription,
      region: record.location,
      type: record.type,
      id: record.id,
      name: record.name,
      state: record.state,
      tags: record.tags,
    }))
  const assignments = sim.state.roleAssignments
    .values()
    .filter((record) => wanted(record.subscription))
    .map((record) => ({
      cloud: 'azure' as const,
      account: record.subscription,
      region: 'global',
      type: 'Microsoft.Authorization/roleAssignments',
      id: record.id,
      name: record.name,
      tags: {},
    }))
  return [...resources, ...assignments]
}

/**
 * Changes or deletes an object behind everybody's back. A patch is merged into the object: `tags`, `state` and
 * `properties` by member. For `Microsoft.Resources/providers`, `registrationState` registers or unregisters.
 */
export function driftResource(
  sim: AzureSim,
  type: string,
  id: string,
  patch: Readonly<Record<string, unknown>> | null,
): void {
  settle(sim)
  if (type === 'Microsoft.Resources/providers') {
    const [, subscription = '', namespace = ''] =
      /^\/subscriptions\/([^/]+)\/providers\/([^/]+)$/.exec(id) ?? []
    return setRegistration(
      sim,
      subscription,
      namespace,
      patch?.['registrationState'] === 'Registered',
    )
  }
  if (type === 'Microsoft.Authorization/roleAssignments' && patch === null) {
    if (!sim.state.roleAssignments.delete(id.toLowerCase()))
      throw new Error(`there is no ${type} ${id}`)
    return
  }
  const record = findResource(sim, type, id)
  if (!record) throw new Error(`there is no ${type} ${id}`)
  if (patch === null) return removeResource(sim, record)
  const properties = objectOf(patch['properties']) ?? {}
  const tags = patch['tags'] === undefined ? record.tags : tagsOf(patch['tags'] as JsonObject)
  const state = states.find((known) => known === patch['state']) ?? record.state
  saveResource(sim, {
    ...record,
    tags,
    state,
    properties: { ...record.properties, ...properties },
    etag: newGuid(sim),
  })
}
