import type { InventoryItem } from '../core/cloud.ts'
import { pathOf } from './compute/resource.ts'
import { clusterTable, poolTable } from './container/rows.ts'
import { type Json, objectIn, text } from './json-schema.ts'
import { COMPUTE_COLLECTIONS, type ComputeCollection, type GcpState } from './state.ts'

const TYPES: Readonly<Record<ComputeCollection, string>> = {
  networks: 'network',
  subnetworks: 'subnetwork',
  routers: 'router',
  firewalls: 'firewall',
  routes: 'route',
  addresses: 'address',
  forwardingRules: 'forwardingRule',
}

function tagsOf(body: Json, labels: string): Record<string, string> {
  const description = text(body, 'description')
  return {
    ...(objectIn(body, labels) as Record<string, string>),
    ...(description === '' ? {} : { description }),
  }
}

/** What a customer could be left with; routes come and go with their networks and are not listed. */
export function inventory(state: GcpState, account?: string): InventoryItem[] {
  const own = ({ project }: { readonly project: string }) =>
    account === undefined || project === account
  const compute = COMPUTE_COLLECTIONS.filter((collection) => collection !== 'routes').flatMap(
    (collection) =>
      state
        .compute(collection)
        .values()
        .filter(own)
        .map((row) => ({
          cloud: 'gcp' as const,
          account: row.project,
          region: row.scope.replace(/^(regions|zones)\//, ''),
          type: TYPES[collection],
          id: pathOf(collection, row),
          name: row.name,
          tags: tagsOf(row.body, 'labels'),
        })),
  )
  const clusters = clusterTable(state)
    .entries()
    .filter(([, row]) => own(row))
    .map(([path, row]) => ({
      cloud: 'gcp' as const,
      account: row.project,
      region: row.location,
      type: 'cluster',
      id: path,
      name: row.name,
      state: row.status,
      tags: tagsOf(row.body, 'resourceLabels'),
    }))
  const pools = poolTable(state)
    .entries()
    .filter(([, row]) => own(row))
    .map(([path, row]) => ({
      cloud: 'gcp' as const,
      account: row.project,
      region: row.location,
      type: 'nodePool',
      id: path,
      name: row.name,
      state: row.status,
      tags: tagsOf(objectIn(row.body, 'config'), 'resourceLabels'),
    }))
  const accounts = state.serviceAccounts
    .values()
    .filter((row) => own(row) && !row.isCredential)
    .map((row) => ({
      cloud: 'gcp' as const,
      account: row.project,
      region: 'global',
      type: 'serviceAccount',
      id: `projects/${row.project}/serviceAccounts/${row.email}`,
      name: row.email.split('@')[0] ?? '',
      tags: tagsOf(row.body, 'labels'),
    }))
  return [...compute, ...clusters, ...pools, ...accounts]
}
