/** A built-in role as Azure publishes it: GUID, name and the actions this sandbox knows. */
export interface RoleDefinition {
  readonly guid: string
  readonly name: string
  readonly description: string
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
}

export const roleDefinitions: readonly RoleDefinition[] = [
  {
    guid: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
    name: 'Owner',
    description:
      'Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.',
    actions: ['*'],
    notActions: [],
  },
  {
    guid: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
    name: 'Contributor',
    description:
      'Grants full access to manage all resources, but does not allow assigning roles in Azure RBAC.',
    actions: ['*'],
    notActions: [
      'Microsoft.Authorization/*/Delete',
      'Microsoft.Authorization/*/Write',
      'Microsoft.Authorization/elevateAccess/Action',
    ],
  },
  {
    guid: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
    name: 'Reader',
    description: 'View all resources, but does not allow making any changes.',
    actions: ['*/read'],
    notActions: [],
  },
  {
    guid: '4d97b98b-1d4f-4787-a291-c67834d212e7',
    name: 'Network Contributor',
    description: 'Lets you manage networks, but not access to them.',
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.Network/*',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
    ],
    notActions: [],
  },
  {
    guid: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
    name: 'User Access Administrator',
    description: 'Lets you manage user access to Azure resources.',
    actions: ['*/read', 'Microsoft.Authorization/*'],
    notActions: [],
  },
  {
    guid: 'f1a07417-d97a-45cb-824c-7a7467783830',
    name: 'Managed Identity Operator',
    description: 'Read and Assign User Assigned Identity.',
    actions: [
      'Microsoft.ManagedIdentity/userAssignedIdentities/*/read',
      'Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action',
    ],
    notActions: [],
  },
  {
    guid: 'e40ec5ca-96e0-45a2-b4ff-59039f2c2b59',
    name: 'Managed Identity Contributor',
    description: 'Create, Read, Update, and Delete User Assigned Identity.',
    actions: [
      'Microsoft.ManagedIdentity/userAssignedIdentities/*',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
    ],
    notActions: [],
  },
  {
    guid: 'ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8',
    name: 'Azure Kubernetes Service Contributor Role',
    description: 'Grants access to read and write Azure Kubernetes Service clusters.',
    actions: ['Microsoft.ContainerService/*', 'Microsoft.Resources/deployments/*'],
    notActions: [],
  },
  {
    guid: '4abbcc35-e782-43d8-92c5-2d3f1bd2253f',
    name: 'Azure Kubernetes Service Cluster User Role',
    description: 'List cluster user credential action.',
    actions: [
      'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action',
      'Microsoft.ContainerService/managedClusters/read',
    ],
    notActions: [],
  },
]

/** The role that a roleDefinitionId (at any scope) names. */
export function roleOf(roleDefinitionId: string): RoleDefinition | undefined {
  const guid = roleDefinitionId.slice(roleDefinitionId.lastIndexOf('/') + 1).toLowerCase()
  return roleDefinitions.find((role) => role.guid === guid)
}

/** Whether a role allows an action; `*` in an action matches any run of characters. */
export function allows(
  role: Pick<RoleDefinition, 'actions' | 'notActions'>,
  action: string,
): boolean {
  return (
    role.actions.some((p) => matches(p, action)) && !role.notActions.some((p) => matches(p, action))
  )
}

const patterns = new Map<string, RegExp>()

/** Whether an action falls under a pattern with `*`, without regard to case. */
export function matches(pattern: string, action: string): boolean {
  let compiled = patterns.get(pattern)
  if (!compiled) {
    const source = pattern
      .split('*')
      .map((part) => part.replaceAll(/[.\\/+?^${}()|[\]]/g, String.raw`\$&`))
      .join('.*')
    patterns.set(pattern, (compiled = new RegExp(`^${source}$`, 'i')))
  }
  return compiled.test(action)
}
