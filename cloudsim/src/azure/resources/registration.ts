import { ArmError } from '../arm/errors.ts'
import { json, type ArmCall, type ArmOperation, param } from '../arm/operation.ts'
import { paged } from '../arm/paging.ts'
import type { JsonObject } from '../json.ts'
import { type AzureSim, drawMs } from '../sim.ts'
import type { AccountRecord } from '../state.ts'
import { locations } from './locations.ts'

const resourceTypes: Readonly<Record<string, readonly string[]>> = {
  'Microsoft.Authorization': ['roleAssignments', 'roleDefinitions', 'permissions'],
  'Microsoft.Compute': ['locations/usages', 'skus', 'virtualMachineScaleSets'],
  'Microsoft.ContainerService': [
    'managedClusters',
    'managedClusters/agentPools',
    'locations/kubernetesVersions',
  ],
  'Microsoft.ManagedIdentity': [
    'userAssignedIdentities',
    'userAssignedIdentities/federatedIdentityCredentials',
  ],
  'Microsoft.Network': [
    'virtualNetworks',
    'virtualNetworks/subnets',
    'networkSecurityGroups',
    'publicIPAddresses',
    'natGateways',
    'routeTables',
  ],
  'Microsoft.Resources': ['subscriptions', 'resourceGroups'],
}

type State = 'Registered' | 'Registering' | 'NotRegistered'

function canonical(namespace: string): string | undefined {
  return Object.keys(resourceTypes).find((name) => name.toLowerCase() === namespace.toLowerCase())
}

/** The registration state of a provider in a subscription; all are registered unless the account says otherwise. */
function registrationOf(sim: AzureSim, account: AccountRecord, namespace: string): State {
  const changed = account.providers[canonical(namespace) ?? namespace]
  if (changed === undefined) return 'Registered'
  if (changed.state === 'NotRegistered') return 'NotRegistered'
  return sim.context.clock.now() >= changed.since ? 'Registered' : 'Registering'
}

export function requireRegistration(
  sim: AzureSim,
  account: AccountRecord,
  namespace: string,
): void {
  if (registrationOf(sim, account, namespace) !== 'NotRegistered') return
  throw new ArmError(
    409,
    'MissingSubscriptionRegistration',
    `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
  )
}

/** Sets a provider's registration; also used when something outside the API changes it. */
export function setRegistration(
  sim: AzureSim,
  subscription: string,
  namespace: string,
  registered: boolean,
): void {
  const account = sim.state.accounts.get(subscription)
  const name = canonical(namespace)
  if (!account || !name)
    throw new Error(`there is no provider ${namespace} in subscription ${subscription}`)
  const since = sim.context.clock.now() + drawMs(sim, [20, 60])
  const next = registered
    ? ({ state: 'Registered', since } as const)
    : ({ state: 'NotRegistered' } as const)
  sim.state.accounts.put(subscription, {
    ...account,
    providers: { ...account.providers, [name]: next },
  })
}

function documentOf(call: ArmCall, namespace: string): JsonObject {
  const { sim, account } = call
  const current = sim.state.accounts.get(account.subscriptionId) ?? account
  return {
    id: `/subscriptions/${account.subscriptionId}/providers/${namespace}`,
    namespace,
    registrationPolicy: 'RegistrationRequired',
    registrationState: registrationOf(sim, current, namespace),
    resourceTypes: (resourceTypes[namespace] ?? []).map((resourceType) => ({
      resourceType,
      locations: locations.map((location) => location.displayName),
      apiVersions: [call.apiVersion],
    })),
  }
}

function requireProvider(call: ArmCall): string {
  const name = canonical(param(call, 'namespace'))
  if (name !== undefined) return name
  throw new ArmError(
    404,
    'InvalidResourceNamespace',
    `The resource namespace '${param(call, 'namespace')}' is invalid.`,
  )
}

const base = '/subscriptions/{subscription}/providers'

function change(verb: 'register' | 'unregister', registered: boolean): ArmOperation {
  return {
    method: 'POST',
    path: `${base}/{namespace}/${verb}`,
    type: `Microsoft.Resources/providers/${verb}`,
    action: `Microsoft.Resources/subscriptions/providers/${verb}/action`,
    run(call) {
      const name = requireProvider(call)
      const already = registrationOf(call.sim, call.account, name) !== 'NotRegistered'
      if (already !== registered)
        setRegistration(call.sim, call.account.subscriptionId, name, registered)
      return json(200, documentOf(call, name))
    },
  }
}

/** Resource providers of a subscription: list, get, register, unregister. */
export const providerOperations: readonly ArmOperation[] = [
  {
    method: 'GET',
    path: base,
    type: 'Microsoft.Resources/providers',
    action: 'Microsoft.Resources/subscriptions/providers/read',
    run: (call) =>
      paged(
        call,
        Object.keys(resourceTypes).map((name) => documentOf(call, name)),
      ),
  },
  {
    method: 'GET',
    path: `${base}/{namespace}`,
    type: 'Microsoft.Resources/providers',
    action: 'Microsoft.Resources/subscriptions/providers/read',
    run: (call) => json(200, documentOf(call, requireProvider(call))),
  },
  change('register', true),
  change('unregister', false),
]
