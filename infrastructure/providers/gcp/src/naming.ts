import type { OwnerTags } from '@skyclust/application'
import { canonicalJson, type JsonObject, shortId } from '@skyclust/domain'

export const OWNER_KEYS = {
  workspace: 'skyclust-workspace',
  resource: 'skyclust-resource',
  object: 'skyclust-object',
} as const

/** `<name>-<end of the root's id>`, at most `max` characters; unique in the project and the same on every run. */
export function supportName(name: string, rootId: string, max = 63): string {
  const suffix = `-${shortId(rootId)}`
  return `${name.slice(0, max - suffix.length).replace(/-+$/, '')}${suffix}`
}

/** Service-account ids have 6 to 30 characters (iam v1, CreateServiceAccountRequest.accountId). */
export function accountIdOf(clusterName: string, rootId: string): string {
  return supportName(`gke-${clusterName}`, rootId, 30)
}

/** Google labels allow lower-case letters, digits, `-` and `_`, at most 63 characters. */
export function labelValue(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '_')
    .slice(0, 63)
}

export function ownerLabels(owner: OwnerTags): Record<string, string> {
  return {
    [OWNER_KEYS.workspace]: labelValue(owner.workspace),
    [OWNER_KEYS.resource]: labelValue(owner.resource),
    [OWNER_KEYS.object]: labelValue(owner.object),
  }
}

/** The owner as compact JSON, for objects that have a description and no labels (at most 256 bytes on service accounts). */
export function ownerDescription(owner: OwnerTags): string {
  return canonicalJson({
    [OWNER_KEYS.workspace]: owner.workspace,
    [OWNER_KEYS.resource]: owner.resource,
    [OWNER_KEYS.object]: owner.object,
  })
}

export function ownsByLabels(
  owner: OwnerTags,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  return (
    labels?.[OWNER_KEYS.resource] === labelValue(owner.resource) &&
    labels[OWNER_KEYS.object] === labelValue(owner.object)
  )
}

export function ownsByDescription(owner: OwnerTags, description: string | undefined): boolean {
  const marks = parseObject(description)
  return (
    marks?.[OWNER_KEYS.resource] === owner.resource && marks[OWNER_KEYS.object] === owner.object
  )
}

/** JSON object in a description; Kubernetes and we write one there. */
export function parseObject(text: string | undefined): JsonObject | undefined {
  if (!text?.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as JsonObject
  } catch {
    return undefined
  }
}
