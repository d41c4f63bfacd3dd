import { createHash } from 'node:crypto'
import type { ResolvedObject } from '@skyclust/application'
import { invalid, shortId, type Resource } from '@skyclust/domain'

/** Name of the resource group that holds everything of one ownership tree. */
export function groupName(root: Pick<Resource, 'id' | 'name'>): string {
  return `skyclust-${root.name}-${shortId(root.id)}`
}

/** ARM id of a resource group. */
export function groupId(subscription: string, group: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}`
}

/** ARM id of a resource in a group; `type` may be nested, with one name per level. */
export function resourceId(
  subscription: string,
  group: string,
  type: string,
  ...names: readonly string[]
): string {
  const [namespace = '', ...types] = type.split('/')
  const path = types.map((part, index) => `${part}/${names[index] ?? ''}`).join('/')
  return `${groupId(subscription, group)}/providers/${namespace}/${path}`
}

/** Name of the group AKS makes for the nodes; at most 80 characters (cloud-facts: node resource group). */
export function nodeGroupName(group: string, location: string): string {
  return `MC_${group}_${location}`.slice(0, 80)
}

/**
 * AKS allows lower-case letters and digits only, at most 12 and a letter first: hyphens are dropped.
 * Collisions are found by `agentPoolNames`.
 */
export function agentPoolName(name: string): string {
  const short = name.replaceAll('-', '')
  if (!/^[a-z][a-z0-9]{0,11}$/.test(short))
    throw invalid(
      'node-pool-name',
      `«${name}» cannot name an AKS node pool: without hyphens it must be 1–12 lower-case letters and digits and begin with a letter.`,
    )
  return short
}

/** Refuses two pools whose names are the same once their hyphens are dropped. */
export function refuseNameCollisions(names: readonly string[]): void {
  const seen = new Map<string, string>()
  for (const name of names) {
    const short = agentPoolName(name)
    const other = seen.get(short)
    if (other !== undefined)
      throw invalid(
        'node-pool-name-collision',
        `AKS drops hyphens from node pool names, so «${other}» and «${name}» would both be «${short}». Rename one of them.`,
      )
    seen.set(short, name)
  }
}

/** SkyClust's own namespace for name-based GUIDs. */
const NAMESPACE = Buffer.from('8d3c5f0a6b1e4f6f9f5a2b7d41c0e9aa', 'hex')

/** Name-based GUID (RFC 9562 version 5): the same text always gives the same GUID. */
export function guidOf(text: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(text).digest().subarray(0, 16)
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}

/** Owner tags and user labels as ARM tags. */
export function tagsFor(object: Pick<ResolvedObject, 'owner' | 'labels'>): Record<string, string> {
  return {
    ...object.labels,
    'skyclust-workspace': object.owner.workspace,
    'skyclust-resource': object.owner.resource,
    'skyclust-object': object.owner.object,
  }
}
