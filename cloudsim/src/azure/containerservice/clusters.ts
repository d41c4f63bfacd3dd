import { beginOperation, operationOf, pollHeaders } from '../arm/async.ts'
import { checkPreconditions, refuseUnknown } from '../arm/body.ts'
import { ArmError, badRequest } from '../arm/errors.ts'
import { type ArmCall, empty, json, param } from '../arm/operation.ts'
import { paged } from '../arm/paging.ts'
import { trackedId } from '../arm/tracked.ts'
import { arrayOf, type JsonObject, objectOf, stringOf, tagsOf } from '../json.ts'
import { newGroup } from '../resources/groups.ts'
import { requireRegistration } from '../resources/registration.ts'
import { requireLocation } from '../resources/locations.ts'
import { drawMs, findResource, isVisible, newGuid, randomText, saveResource } from '../sim.ts'
import type { ResourceRecord } from '../state.ts'
import { type ClusterIdentity, requireIdentity, requireJoin } from './identity-rules.ts'
import { checkNetwork, networkProfile } from './network-rules.ts'
import { type CheckedPool, checkPool } from './pool-rules.ts'
import { poolRecord, refuseOtherVnet } from './agent-pools.ts'
import { requireClusterQuota, requireVcpuQuota } from './quota.ts'
import {
  CLUSTER_TYPE,
  clusterView,
  networkOf,
  nodeGroupName,
  poolsOf,
  refuseBusyCluster,
  requireCluster,
} from './records.ts'
import { acceptedMembers, withoutReadOnly } from './schema.ts'
import { requireUpgradeAllowed, resolveVersion } from './versions.ts'

const NAMESPACE = 'Microsoft.ContainerService'
const acceptedTop = acceptedMembers('managedClusters')
const acceptedProperties = acceptedMembers('clusterProperties')

/** Virtual seconds that a cluster takes, as seen on the real service. */
const seconds = {
  create: [240, 420],
  update: [60, 180],
  delete: [180, 360],
  tags: [10, 20],
} as const

interface CheckedCluster {
  readonly properties: JsonObject
  readonly identity: ClusterIdentity
  readonly pools: readonly CheckedPool[]
}

export function putCluster(call: ArmCall) {
  const { sim, account } = call
  const { name, id, existing, location } = addressed(call)
  for (const needed of ['Microsoft.Compute', 'Microsoft.Network'])
    requireRegistration(sim, account, needed)
  const checked = checkCluster(call, id, location, existing)
  const record: ResourceRecord = {
    id,
    name: existing?.name ?? name,
    type: CLUSTER_TYPE,
    subscription: account.subscriptionId,
    group: existing?.group ?? param(call, 'group'),
    location,
    tags: tagsOf(call.body['tags']),
    top: {
      sku: { name: 'Base', tier: 'Free', ...objectOf(call.body['sku']) },
      identity: checked.identity.document,
    },
    properties: checked.properties,
    etag: newGuid(sim),
    createdAt: existing?.createdAt ?? sim.context.clock.now(),
    state: 'Succeeded',
  }
  saveResource(sim, record)
  const group = nodeGroupName(record.properties)
  if (!existing)
    newGroup(sim, account.subscriptionId, group, {
      location,
      tags: { 'aks-managed-cluster-name': record.name, 'aks-managed-cluster-rg': record.group },
      managedBy: record.id,
    })
  const pools = checked.pools.map((pool) => poolRecord(call, record, pool))
  for (const pool of pools) saveResource(sim, pool)
  const kind = existing ? 'update' : 'create'
  const operation = beginOperation(call, {
    kind,
    targets: [record, ...pools],
    durationMs: drawMs(sim, seconds[kind]),
    title: `${kind} managed cluster`,
    location,
  })
  const stored = findResource(sim, CLUSTER_TYPE, id) ?? record
  return json(
    existing ? 200 : 201,
    clusterView(sim, stored),
    pollHeaders(call, operation, NAMESPACE, 15),
  )
}

function addressed(call: ArmCall) {
  const name = param(call, 'name')
  if (!/^[a-zA-Z0-9](?:[-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/.test(name))
    throw badRequest(
      'InvalidParameter',
      `The value of parameter resourceName is invalid: '${name}' must be 1 to 63 letters, digits, underscores and hyphens, and begin and end with a letter or digit.`,
      'resourceName',
    )
  refuseUnknown(call.body, acceptedTop, 'ManagedCluster')
  refuseUnknown(call.body['properties'], acceptedProperties, 'ManagedClusterProperties')
  const location = requireLocation(stringOf(call.body['location']), CLUSTER_TYPE)
  const existing = findResource(call.sim, CLUSTER_TYPE, trackedId(call, CLUSTER_TYPE))
  checkPreconditions(call.request, existing)
  if (existing) refuseBusyCluster(call.sim, existing)
  if (existing && existing.location !== location)
    throw new ArmError(
      409,
      'InvalidResourceLocation',
      `The resource '${existing.name}' already exists in location '${existing.location}' in resource group '${existing.group}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
    )
  return { name, id: existing?.id ?? trackedId(call, CLUSTER_TYPE), existing, location }
}

function checkCluster(
  call: ArmCall,
  id: string,
  location: string,
  existing: ResourceRecord | undefined,
): CheckedCluster {
  const body = objectOf(call.body['properties']) ?? {}
  const identity = requireIdentity(call, id, existing)
  const dnsPrefix = requireDnsPrefix(body)
  const supportPlan = stringOf(body['supportPlan']) ?? 'KubernetesOfficial'
  const asked = stringOf(body['kubernetesVersion'])
  const current = stringOf(existing?.properties['currentKubernetesVersion'])
  const version =
    asked === undefined && current !== undefined
      ? current
      : resolveVersion(asked, location, supportPlan)
  if (current !== undefined) requireUpgradeAllowed(current, version)
  const profile = networkProfile(
    objectOf(body['networkProfile']) ?? (existing ? networkOf(existing.properties) : {}),
  )
  const old = existing ? poolsOf(call.sim, existing) : []
  const context = {
    clusterId: id,
    location,
    version,
    supportPlan,
    networkPlugin: stringOf(profile['networkPlugin']) ?? 'azure',
    overlay: profile['networkPluginMode'] === 'overlay',
  }
  const pools = poolBodies(body).map((pool) => {
    const name = stringOf(pool['name']) ?? ''
    return checkPool(
      call,
      name,
      pool,
      context,
      old.find((record) => record.name === name),
    )
  })
  if (new Set(pools.map((pool) => pool.name)).size !== pools.length)
    throw badRequest(
      'InvalidParameter',
      'The names of the agent pools must be unique within the cluster.',
      'agentPoolProfiles',
    )
  const kept = old.filter((record) => !pools.some((pool) => pool.name === record.name))
  if (![...pools, ...kept].some((pool) => pool.properties['mode'] === 'System'))
    throw badRequest(
      'InvalidParameter',
      'Must define at least one system pool.',
      'properties.agentPoolProfiles',
    )
  const group = requireNodeGroup(call, body, location, existing)
  for (const pool of pools) refuseOtherVnet(pool, [...pools, ...kept])
  checkNetwork(call.sim, profile, pools)
  requireJoin(call, id, identity, pools)
  if (!existing) requireClusterQuota(call, location)
  requireVcpuQuota(call, location, pools, old)
  const { agentPoolProfiles: _pools, ...given } = withoutReadOnly(
    'clusterProperties',
    body,
  ) as JsonObject
  const properties: JsonObject = {
    enableRBAC: true,
    supportPlan,
    disableLocalAccounts: false,
    ...given,
    dnsPrefix,
    fqdn:
      existing?.properties['fqdn'] ??
      `${dnsPrefix}-${randomText(call.sim, 8)}.hcp.${location}.azmk8s.io`,
    kubernetesVersion: asked ?? version,
    currentKubernetesVersion: version,
    nodeResourceGroup: group,
    networkProfile: profile,
    resourceUID:
      existing?.properties['resourceUID'] ?? newGuid(call.sim).replaceAll('-', '').slice(0, 24),
    ...(identity.systemPrincipalId === undefined
      ? {}
      : { systemPrincipalId: identity.systemPrincipalId }),
  }
  refuseChanges(properties, existing)
  return { properties, identity, pools }
}

function poolBodies(body: JsonObject): JsonObject[] {
  const pools = arrayOf(body['agentPoolProfiles']).map((entry) => objectOf(entry) ?? {})
  if (pools.length === 0)
    throw badRequest(
      'InvalidParameter',
      'Required parameter agentPoolProfiles is missing (null).',
      'properties.agentPoolProfiles',
    )
  return pools
}

function requireDnsPrefix(body: JsonObject): string {
  const prefix = stringOf(body['dnsPrefix']) ?? stringOf(body['fqdnSubdomain'])
  if (prefix === undefined)
    throw badRequest(
      'InvalidParameter',
      'Required parameter dnsPrefix is missing (null).',
      'properties.dnsPrefix',
    )
  if (/^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,52}[a-zA-Z0-9])?$/.test(prefix)) return prefix
  throw badRequest(
    'InvalidParameter',
    `The value of parameter dnsPrefix is invalid: '${prefix}' must be 1 to 54 letters, digits and hyphens, and begin and end with a letter or digit. Please see https://aka.ms/aks-naming-rules for more details.`,
    'properties.dnsPrefix',
  )
}

function requireNodeGroup(
  call: ArmCall,
  body: JsonObject,
  location: string,
  existing: ResourceRecord | undefined,
): string {
  const before = existing && nodeGroupName(existing.properties)
  const name =
    stringOf(body['nodeResourceGroup']) ??
    before ??
    `MC_${param(call, 'group')}_${param(call, 'name')}_${location}`
  if (existing) return name
  if (name.length > 80)
    throw badRequest(
      'InvalidParameter',
      `The value of parameter nodeResourceGroup is invalid: '${name}' has ${name.length} characters, the limit is 80.`,
      'properties.nodeResourceGroup',
    )
  const id = `/subscriptions/${call.account.subscriptionId}/resourceGroups/${name}`
  if (findResource(call.sim, 'Microsoft.Resources/resourceGroups', id))
    throw new ArmError(
      409,
      'NodeResourceGroupAlreadyExists',
      `The node resource group '${name}' exists already. Provide the name of a resource group that does not exist.`,
    )
  return name
}

function refuseChanges(next: JsonObject, existing: ResourceRecord | undefined): void {
  if (!existing) return
  const pairs: [string, unknown, unknown][] = [
    ['dnsPrefix', existing.properties['dnsPrefix'], next['dnsPrefix']],
    ['nodeResourceGroup', existing.properties['nodeResourceGroup'], next['nodeResourceGroup']],
    ...['networkPlugin', 'serviceCidr', 'dnsServiceIP', 'podCidr'].map(
      (key): [string, unknown, unknown] => [
        `networkProfile.${key}`,
        networkOf(existing.properties)[key],
        networkOf(next)[key],
      ],
    ),
  ]
  for (const [path, before, after] of pairs)
    if (before !== after)
      throw new ArmError(
        409,
        'PropertyChangeNotAllowed',
        `Changing property '${path}' is not allowed.`,
        { target: path },
      )
}

export function getCluster(call: ArmCall) {
  return json(200, clusterView(call.sim, requireCluster(call)))
}

export function listClusters(call: ArmCall) {
  const group = call.params['group']?.toLowerCase()
  const clusters = call.sim.state
    .resources(CLUSTER_TYPE)
    .values()
    .filter(
      (cluster) =>
        cluster.subscription === call.account.subscriptionId &&
        isVisible(call.sim, cluster.createdAt),
    )
    .filter((cluster) => group === undefined || cluster.group.toLowerCase() === group)
  return paged(
    call,
    clusters.map((cluster) => clusterView(call.sim, cluster)),
  )
}

export function patchCluster(call: ArmCall) {
  const cluster = requireCluster(call)
  checkPreconditions(call.request, cluster)
  refuseUnknown(call.body, new Set(['tags']), 'TagsObject')
  refuseBusyCluster(call.sim, cluster)
  const record = { ...cluster, tags: tagsOf(call.body['tags']), etag: newGuid(call.sim) }
  const operation = beginOperation(call, {
    kind: 'update',
    targets: [record],
    durationMs: drawMs(call.sim, seconds.tags),
    title: 'update tags of managed cluster',
    location: cluster.location,
  })
  const stored = findResource(call.sim, CLUSTER_TYPE, cluster.id) ?? record
  return json(200, clusterView(call.sim, stored), pollHeaders(call, operation, NAMESPACE, 15))
}

export function deleteCluster(call: ArmCall) {
  const cluster = findResource(call.sim, CLUSTER_TYPE, trackedId(call, CLUSTER_TYPE))
  checkPreconditions(call.request, cluster)
  if (!cluster) return empty(204)
  const running = operationOf(call.sim, cluster)
  if (cluster.state === 'Deleting' && running)
    return empty(202, pollHeaders(call, running, NAMESPACE, 15))
  refuseBusyCluster(call.sim, cluster)
  const operation = beginOperation(call, {
    kind: 'delete',
    targets: [cluster, ...poolsOf(call.sim, cluster)],
    durationMs: drawMs(call.sim, seconds.delete),
    title: 'delete managed cluster',
    location: cluster.location,
  })
  return empty(202, pollHeaders(call, operation, NAMESPACE, 15))
}
