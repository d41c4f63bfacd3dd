/** The parts of an ARM resource id. */
export interface ResourceId {
  readonly subscription: string
  readonly group: string | undefined
  readonly type: string
  readonly name: string
}

/** Parses an ARM id; undefined when the text is not one. */
export function parseId(id: string): ResourceId | undefined {
  const parts = id.split('/').slice(1)
  const [subscriptions, subscription, groups, group, providers, namespace, ...rest] = parts
  if (subscriptions?.toLowerCase() !== 'subscriptions' || !subscription) return undefined
  if (groups === undefined)
    return {
      subscription,
      group: undefined,
      type: 'Microsoft.Resources/subscriptions',
      name: subscription,
    }
  if (groups.toLowerCase() !== 'resourcegroups' || !group) return undefined
  if (providers === undefined)
    return { subscription, group, type: 'Microsoft.Resources/resourceGroups', name: group }
  if (
    providers.toLowerCase() !== 'providers' ||
    !namespace ||
    rest.length === 0 ||
    rest.length % 2 !== 0
  )
    return undefined
  const types = rest.filter((_part, index) => index % 2 === 0)
  return { subscription, group, type: [namespace, ...types].join('/'), name: rest.at(-1) ?? '' }
}

export function typeOfId(id: string): string {
  return parseId(id)?.type ?? ''
}

export function groupId(subscription: string, group: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}`
}

export function lastName(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1)
}

/** The id of the object that a nested object belongs to: two path segments less. */
export function parentId(id: string): string {
  return id.split('/').slice(0, -2).join('/')
}
