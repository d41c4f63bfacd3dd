import { isRegion, REGIONS } from '../catalog/regions.ts'
import { GoogleError } from '../errors.ts'
import { answerAggregated, answerList } from '../list.ts'
import type { GcpRequest, GcpRoute } from '../request.ts'
import {
  deleteObject,
  getObject,
  insertObject,
  patchObject,
  renderObject,
  type ResourceKind,
  visibleObjects,
} from './resource.ts'

type Method = 'get' | 'list' | 'aggregatedList' | 'insert' | 'patch' | 'delete'

/** Name of the path parameter of one object, as the discovery document calls it. */
const PARAMETER: Readonly<Record<string, string>> = {
  networks: 'network',
  subnetworks: 'subnetwork',
  routers: 'router',
  firewalls: 'firewall',
  routes: 'route',
  addresses: 'address',
  forwardingRules: 'forwardingRule',
}

/** The routes of a kind of Compute Engine object, all with the same behaviour. */
export function resourceRoutes(kind: ResourceKind, methods: readonly Method[]): GcpRoute[] {
  const { collection } = kind
  const scope = kind.scope === 'global' ? 'global' : 'regions/{region}'
  const base = `compute/v1/projects/{project}/${scope}/${collection}`
  const one = `${base}/{${PARAMETER[collection]}}`
  const route = (
    method: Method,
    http: GcpRoute['method'],
    path: string,
    verb: string,
    handle: (request: GcpRequest) => object,
  ): GcpRoute => ({
    method: http,
    path,
    service: 'compute',
    operation: `compute.${collection}.${method}`,
    permission: `compute.${collection}.${verb}`,
    mutating: http !== 'GET',
    ...(method === 'insert' || method === 'patch' ? { body: kind.schema } : {}),
    handle: (request) => handle(named(kind, request)),
  })
  const all: Record<Method, () => GcpRoute> = {
    get: () => route('get', 'GET', one, 'get', (request) => getObject(kind, request)),
    list: () => route('list', 'GET', base, 'list', (request) => list(kind, request)),
    aggregatedList: () =>
      route(
        'aggregatedList',
        'GET',
        `compute/v1/projects/{project}/aggregated/${collection}`,
        'list',
        (request) => aggregated(kind, request),
      ),
    insert: () => route('insert', 'POST', base, 'create', (request) => insertObject(kind, request)),
    patch: () =>
      route('patch', 'PATCH', one, 'update', (request) =>
        patchObject(kind, request, (row) => kind.patch?.(request, row, request.body) ?? {}),
      ),
    delete: () =>
      route('delete', 'DELETE', one, 'delete', (request) => deleteObject(kind, request)),
  }
  return methods.map((method) => all[method]())
}

/** Gives the object's path parameter its common name, and checks the region. */
export function named(kind: ResourceKind, request: GcpRequest): GcpRequest {
  const { region } = request.params
  if (region !== undefined && !isRegion(region)) {
    throw new GoogleError(
      400,
      'invalid',
      `Invalid value for field 'region': '${region}'. Unknown region.`,
    )
  }
  const name = request.params[PARAMETER[kind.collection] ?? '']
  return name === undefined ? request : { ...request, params: { ...request.params, name } }
}

function list(kind: ResourceKind, request: GcpRequest): object {
  const scope = kind.scope === 'global' ? 'global' : `regions/${request.params['region']}`
  const items = visibleObjects(kind, request)
    .filter((row) => row.scope === scope)
    .map((row) => renderObject(request.state, kind, row))
  const path = `projects/${request.project}/${scope}/${kind.collection}`
  return answerList(request, `${kind.kind}List`, path, items)
}

function aggregated(kind: ResourceKind, request: GcpRequest): object {
  const scopes = kind.scope === 'global' ? ['global'] : REGIONS.map((region) => `regions/${region}`)
  const items = visibleObjects(kind, request).map((row) => ({
    scope: row.scope,
    item: renderObject(request.state, kind, row),
  }))
  return answerAggregated(request, `${kind.kind}AggregatedList`, kind.collection, scopes, items)
}
