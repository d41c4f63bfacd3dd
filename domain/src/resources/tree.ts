import type { Cluster } from '../kubernetes/cluster.ts'
import type { NodePool } from '../kubernetes/node-pool.ts'
import type { Network, Subnet } from '../network/network.ts'
import type { Resource } from './resource.ts'

/** A resource whose spec has been parsed by the schema of its kind. */
export type TypedResource = Network | Subnet | Cluster | NodePool

/**
 * What a blueprint is a function of: the resources of one ownership tree, and (read-only) those of the managed network
 * the cluster uses when that is a tree of its own.
 */
export interface ResourceTree {
  readonly root: TypedResource
  /** Root included, in creation order. */
  readonly resources: readonly TypedResource[]
  /** Network and subnets of another tree that this cluster stands on, with the outputs of their ready objects. */
  readonly foundation?: {
    readonly resources: readonly TypedResource[]
    readonly outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  }
}

export function ofKind<K extends TypedResource['kind']>(
  resources: readonly TypedResource[],
  kind: K,
): Extract<TypedResource, { kind: K }>[] {
  return resources.filter((r): r is Extract<TypedResource, { kind: K }> => r.kind === kind)
}

/** The cluster of a tree, if it has one; a network's own tree has none. */
export function clusterOf(tree: ResourceTree): Cluster | undefined {
  return ofKind(tree.resources, 'cluster')[0]
}

export type AnyResource = Resource
