import type { Table, World } from '../core/world.ts'
import type { JsonObject } from './json.ts'

/** One customer: a tenant with one application (service principal) that owns one subscription. */
export interface AccountRecord {
  readonly subscriptionId: string
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  /** Object id of the service principal. */
  readonly objectId: string
  readonly denied: readonly string[]
  readonly expiresAt?: number
  readonly quotas: Readonly<Record<string, number>>
  /** Resource providers whose registration differs from the default; a number is when registering ends. */
  readonly providers: Readonly<Record<string, ProviderRegistration>>
}

type ProviderRegistration =
  | { readonly state: 'NotRegistered' }
  | { readonly state: 'Registered'; readonly since: number }

export type ProvisioningState =
  | 'Creating'
  | 'Updating'
  | 'Deleting'
  | 'Succeeded'
  | 'Failed'
  | 'Canceled'

/** One ARM object. Ids keep the caller's spelling; the table key is the id in lower case. */
export interface ResourceRecord {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly subscription: string
  readonly group: string
  readonly location: string
  readonly tags: Readonly<Record<string, string>>
  /** What stands beside `properties` in the document: sku, zones, identity. */
  readonly top: JsonObject
  readonly properties: JsonObject
  readonly etag: string
  readonly createdAt: number
  readonly state: ProvisioningState
  /** The operation in progress. */
  readonly operation?: string
  /** Id of the resource that made this one, e.g. the cluster of a node resource group. */
  readonly managedBy?: string
}

/** An asynchronous operation; its end is known when it begins and is applied when the clock has passed it. */
export interface OperationRecord {
  readonly id: string
  readonly subscription: string
  readonly location: string
  readonly kind: 'create' | 'update' | 'delete'
  /** Resources that this operation takes to their new state together. */
  readonly targets: readonly string[]
  /** For error messages, e.g. `create managed cluster`. */
  readonly title: string
  readonly startedAt: number
  readonly endsAt: number
  readonly failure?: { readonly code: string; readonly message: string }
  readonly outcome?: 'Succeeded' | 'Failed' | 'Canceled'
}

export interface RoleAssignmentRecord {
  readonly id: string
  readonly name: string
  readonly subscription: string
  readonly scope: string
  readonly roleDefinitionId: string
  readonly principalId: string
  readonly principalType: string
  readonly createdAt: number
}

/** Typed access to the `azure.*` tables of the world. */
export interface AzureState {
  readonly accounts: Table<AccountRecord>
  readonly operations: Table<OperationRecord>
  /** Operations whose end has not been applied yet. */
  readonly pending: Table<{ readonly endsAt: number }>
  readonly roleAssignments: Table<RoleAssignmentRecord>
  readonly signingKey: Table<{ readonly pem: string; readonly kid: string }>
  resources(type: string): Table<ResourceRecord>
  resourceTypes(): string[]
}

const prefix = 'azure.resource:'

export function azureState(world: World): AzureState {
  return {
    accounts: world.table('azure.account'),
    operations: world.table('azure.operation'),
    pending: world.table('azure.pending'),
    roleAssignments: world.table('azure.roleAssignment'),
    signingKey: world.table('azure.signingKey'),
    resources: (type) => world.table(prefix + type.toLowerCase()),
    resourceTypes: () =>
      world
        .tableNames()
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length)),
  }
}
