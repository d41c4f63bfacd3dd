import { createHash } from 'node:crypto'
import type { Api } from '../api.ts'
import type { Fields } from '../fields.ts'
import type { Answer } from '../operation.ts'
import { page } from '../paging.ts'
import { invalidParameter, invalidRequest, noSuch } from './errors.ts'
import {
  type Addon,
  addons,
  type Cluster,
  clusters,
  type Issue,
  type Nodegroup,
  nodegroups,
} from './rows.ts'
import { clusterStatus, current } from './state.ts'

/** The cluster a path names, as it is now. */
export function clusterOf(api: Api, input: Fields): Cluster {
  const name = input.required('name')
  const found = api.rows(clusters).find(name)
  if (!found) throw noSuch(`No cluster found for name: ${name}.`, { clusterName: name })
  return current(found, api.now)
}

/** The cluster a path names, provided that things can be added to it. */
export function activeClusterOf(api: Api, input: Fields): Cluster {
  const cluster = clusterOf(api, input)
  if (!['ACTIVE', 'UPDATING'].includes(clusterStatus(cluster, api.now)))
    throw invalidRequest(`Cluster '${cluster.id}' is not in ACTIVE status`, {
      clusterName: cluster.id,
    })
  return cluster
}

export function nodegroupOf(api: Api, input: Fields): Nodegroup {
  const clusterName = clusterOf(api, input).id
  const nodegroupName = input.required('nodegroupName')
  const found = api.rows(nodegroups).find(`${clusterName}/${nodegroupName}`)
  if (!found)
    throw noSuch(`No node group found for name: ${nodegroupName}.`, { clusterName, nodegroupName })
  return current(found, api.now)
}

export function addonOf(api: Api, input: Fields): Addon {
  const clusterName = clusterOf(api, input).id
  const addonName = input.required('addonName')
  const found = api.rows(addons).find(`${clusterName}/${addonName}`)
  if (!found)
    throw noSuch(`No addon: ${addonName} found in cluster: ${clusterName}`, {
      clusterName,
      addonName,
    })
  return current(found, api.now)
}

/** One page of a list of names. */
export function namePage(input: Fields, member: string, names: readonly string[]): Answer {
  const result = eksPage(input, names, (name) => name)
  return { [member]: result.items, nextToken: result.nextToken }
}

export function eksPage<T>(input: Fields, items: readonly T[], keyOf: (item: T) => string) {
  return page(items, keyOf, {
    limit: input.integer('maxResults', 1, 100) ?? 100,
    token: input.string('nextToken'),
    badToken: () => invalidParameter('The nextToken is invalid'),
  })
}

/** What tells whether a repeated client request token comes with the same request. */
export function requestHash(input: Fields): string {
  const members = input
    .names()
    .toSorted()
    .map((name) => [name, input.raw(name)])
  return createHash('sha256').update(JSON.stringify(members)).digest('hex')
}

export function renderHealth(issues: readonly Issue[]): Answer {
  return { issues: issues.map((issue) => ({ ...issue })) }
}

/** Epoch seconds, as JSON protocols write timestamps. */
export function seconds(ms: number): number {
  return ms / 1000
}

/** The tags of a create call. */
export function tagsOf(input: Fields): Record<string, string> {
  const tags = input.map('tags') ?? {}
  checkTags(tags)
  return tags
}

export function checkTags(tags: Readonly<Record<string, string>>): void {
  const keys = Object.keys(tags)
  if (keys.length > 50) throw invalidParameter('Maximum number of tags per resource exceeded: 50')
  for (const key of keys)
    if (key === '' || key.length > 128 || key.toLowerCase().startsWith('aws:'))
      throw invalidParameter(`Tag key ${key} is not valid`)
}
