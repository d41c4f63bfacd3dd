import { computeUrl, parseReference } from './compute/urls.ts'
import { type Cluster, clusterTable, type NodePool, poolTable } from './container/rows.ts'
import { removeCluster } from './container/finish.ts'
import { type Json, text } from './json-schema.ts'
import type { ComputeCollection, GcpState } from './state.ts'

const COLLECTIONS: Readonly<Record<string, ComputeCollection>> = {
  network: 'networks',
  subnetwork: 'subnetworks',
  router: 'routers',
  firewall: 'firewalls',
  route: 'routes',
  address: 'addresses',
  forwardingRule: 'forwardingRules',
}

/** Somebody else changes, creates or deletes (`patch: null`) an object. `id` is its path, as in the inventory. */
export function drift(state: GcpState, type: string, id: string, patch: Json | null): void {
  const collection = COLLECTIONS[type]
  if (collection) return driftCompute(state, collection, id, patch)
  switch (type) {
    case 'cluster':
      return driftCluster(state, id, patch)
    case 'nodePool':
      return driftPool(state, id, patch)
    case 'serviceAccount':
      return driftServiceAccount(state, id, patch)
    case 'service':
      return driftService(state, id, patch)
    default:
      throw new RangeError(`gcp has no objects of type ${type} that can drift`)
  }
}

function missing(id: string): Error {
  return new Error(`There is no ${id}.`)
}

/** Objects that Kubernetes makes, such as `k8s-*` firewalls, come into being in this way. */
function driftCompute(
  state: GcpState,
  collection: ComputeCollection,
  id: string,
  patch: Json | null,
): void {
  const table = state.compute(collection)
  const row = table.get(id)
  if (patch === null) {
    if (!table.delete(id)) throw missing(id)
    return
  }
  const parts = /^projects\/([^/]+)\/(global|regions\/[^/]+)\/(\w+)\/([^/]+)$/.exec(id)
  const [, project = '', scope = '', inPath, name = ''] = parts ?? []
  if (inPath !== collection || !state.accounts.get(project)) throw missing(id)
  const path = parseReference(text(patch, 'network'), project)
  const change = path === undefined ? patch : { ...patch, network: computeUrl(path) }
  const now = state.now()
  const fresh = {
    project,
    scope,
    name,
    createdAt: now - state.context.visibilityDelayMs(),
    readyAt: now,
  }
  const body = row ? row.body : { id: state.numericId() }
  table.put(id, { ...fresh, ...row, body: { ...body, ...change } })
}

/** `status`, `statusMessage` and `conditions` are those of the object; everything else is a field of its body. */
function applied<T extends Cluster | NodePool>(row: T, patch: Json): T {
  const { status, statusMessage, conditions, nodesPerZone, ...body } = patch
  const own = { status, statusMessage, conditions, nodesPerZone }
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
  return { ...row, ...given, body: { ...row.body, ...body } }
}

function driftCluster(state: GcpState, id: string, patch: Json | null): void {
  const row = clusterTable(state).get(id)
  if (!row) throw missing(id)
  if (patch !== null) return clusterTable(state).put(id, applied(row, patch))
  removeCluster(state, id, row, state.now())
}

function driftPool(state: GcpState, id: string, patch: Json | null): void {
  const row = poolTable(state).get(id)
  if (!row) throw missing(id)
  if (patch === null) poolTable(state).delete(id)
  else poolTable(state).put(id, applied(row, patch))
}

function driftServiceAccount(state: GcpState, id: string, patch: Json | null): void {
  const key = id.replace(/^projects\//, '').replace('/serviceAccounts/', '/')
  const row = state.serviceAccounts.get(key)
  if (!row) throw missing(id)
  if (patch === null) state.serviceAccounts.delete(key)
  else state.serviceAccounts.put(key, { ...row, body: { ...row.body, ...patch } })
}

function driftService(state: GcpState, id: string, patch: Json | null): void {
  const [, project = '', name = ''] = /^projects\/([^/]+)\/services\/(.+)$/.exec(id) ?? []
  if (!state.accounts.get(project)) throw missing(id)
  const enabled = patch !== null && patch['state'] !== 'DISABLED'
  state.services.put(`${project}/${name}`, {
    project,
    name,
    state: enabled ? 'ENABLED' : 'DISABLED',
  })
}
