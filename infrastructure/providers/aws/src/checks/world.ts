import { CloudError } from '@skyclust/application'
import {
  ofKind,
  type Cluster,
  type Finding,
  type Network,
  type NodePool,
  type ResourceTree,
  type Subnet,
} from '@skyclust/domain'
import type { Aws } from '../client.ts'
import { subnetsOf } from '../kubernetes/ground.ts'

/** What the checks look at: the tree taken apart, and the cloud. */
export interface World {
  readonly aws: Aws
  readonly principal: string
  readonly rootId: string
  readonly cluster: Cluster | undefined
  /** Networks this tree makes. */
  readonly networks: readonly Network[]
  readonly subnets: readonly Subnet[]
  readonly pools: readonly NodePool[]
  /** The managed network of another tree that the cluster stands on. */
  readonly foundation:
    | { readonly network: Network; readonly subnets: readonly Subnet[] }
    | undefined
}

export type Check = (world: World, signal: AbortSignal) => Promise<readonly Finding[]>

export function worldOf(tree: ResourceTree, known: Pick<World, 'aws' | 'principal'>): World {
  const cluster = ofKind(tree.resources, 'cluster')[0]
  const choice = cluster?.spec.network
  const base =
    tree.foundation &&
    choice &&
    'networkId' in choice &&
    ofKind(tree.foundation.resources, 'network').find((n) => n.id === choice.networkId)
  return {
    ...known,
    rootId: tree.root.id,
    cluster,
    networks: ofKind(tree.resources, 'network'),
    subnets: ofKind(tree.resources, 'subnet'),
    pools: ofKind(tree.resources, 'node-pool'),
    foundation:
      tree.foundation && base
        ? { network: base, subnets: subnetsOf(base, tree.foundation.resources) }
        : undefined,
  }
}

/** A look that is not allowed is reported instead of failing the rest: the missing permission itself is found elsewhere. */
export async function unlessDenied(
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof CloudError) || error.class !== 'denied') throw error
    return [
      {
        severity: 'warning',
        code: 'check-skipped',
        message: `Something could not be checked in advance: ${error.message}`,
        ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      },
    ]
  }
}
