import {
  ClusterSpec,
  type CredentialId,
  NetworkSpec,
  NodePoolSpec,
  type Resource,
  type ResourceId,
  type ResourceKind,
  type ResourceTree,
  SubnetSpec,
  type TypedResource,
  type WorkspaceId,
} from '@skyclust/domain'
import { subnetLayout } from '../layout.ts'

export const ACCOUNT = { account: '11111111-2222-4333-8444-555555555555', principal: 'app' }

/** Builders of resource trees for tests. */
export function resource<K extends ResourceKind, S>(
  kind: K,
  name: string,
  spec: S,
  more: Partial<Resource> = {},
): Resource<K, S> {
  const id = `res_${kind.replaceAll('-', '')}${name.replaceAll(/[^a-z]/g, '')}`
    .padEnd(24, 'a')
    .slice(0, 24) as ResourceId
  return {
    id,
    workspaceId: 'wsp_aaaaaaaaaaaaaaaaaaaa' as WorkspaceId,
    labels: { team: 'web' },
    provider: 'azure',
    credentialId: 'crd_aaaaaaaaaaaaaaaaaaaa' as CredentialId,
    location: 'koreacentral',
    generation: 1,
    status: {},
    observedGeneration: 0,
    conditions: [],
    ownerId: undefined,
    rootId: id,
    management: 'managed',
    deletionRequestedAt: undefined,
    version: 1,
    createdAt: '2026-11-01T00:00:00Z',
    updatedAt: '2026-11-01T00:00:00Z',
    ...more,
    kind,
    name,
    spec,
  }
}

export function poolSpec(more: Partial<NodePoolSpec> = {}): NodePoolSpec {
  return NodePoolSpec.parse({ machineType: 'Standard_D4s_v5', nodeCount: 3, ...more })
}

/** A cluster with a network of its own and the given pools. */
export function clusterTree(
  pools: Readonly<Record<string, NodePoolSpec>> = { system: poolSpec() },
  cluster: Readonly<Record<string, unknown>> = {},
): ResourceTree {
  const root = resource('cluster', 'shop', undefined)
  const owned = { rootId: root.id, ownerId: root.id }
  const network = resource('network', 'shop', NetworkSpec.parse({ cidr: '10.20.0.0/16' }), owned)
  const spec = ClusterSpec.parse({ network: { networkId: network.id }, ...cluster })
  const subnets = subnetLayout({
    networkCidr: network.spec.cidr,
    location: root.location,
    zones: [],
  }).map((plan) =>
    resource('subnet', `shop-${plan.name}`, SubnetSpec.parse(plan), {
      rootId: root.id,
      ownerId: network.id,
    }),
  )
  const nodePools = Object.entries(pools).map(([name, poolSpecification]) =>
    resource('node-pool', name, poolSpecification, owned),
  )
  const typedRoot: TypedResource = { ...root, spec }
  return { root: typedRoot, resources: [typedRoot, network, ...subnets, ...nodePools] }
}

export function without(tree: ResourceTree, ...names: readonly string[]): ResourceTree {
  const deletionRequestedAt = '2026-11-02T00:00:00Z'
  const mark = <R extends TypedResource>(r: R): R =>
    names.includes(`${r.kind}:${r.name}`) ? { ...r, deletionRequestedAt } : r
  return { ...tree, root: mark(tree.root), resources: tree.resources.map(mark) }
}
