import {
  ClusterSpec,
  CredentialId,
  NodePoolSpec,
  ResourceId,
  SubnetSpec,
  WorkspaceId,
  type Cluster,
  type Network,
  type NodePool,
  type Resource,
  type ResourceKind,
  type ResourceTree,
  type Subnet,
} from '@skyclust/domain'
import { subnetLayout } from '../network/subnet-layout.ts'

/** For tests: the trees that the application would make. */
export const account = {
  account: '111122223333',
  principal: 'arn:aws:iam::111122223333:user/skyclust',
}

const id = (letter: string) => ResourceId.parse(`res_${letter.repeat(20)}`)
const rootId = id('c')

function envelope<K extends ResourceKind, S>(
  kind: K,
  letter: string,
  name: string,
  spec: S,
  location: string,
): Resource<K, S> {
  return {
    id: id(letter),
    workspaceId: WorkspaceId.parse(`wsp_${'w'.repeat(20)}`),
    kind,
    name,
    labels: { team: 'shop' },
    provider: 'aws',
    credentialId: CredentialId.parse(`crd_${'k'.repeat(20)}`),
    location,
    spec,
    generation: 1,
    status: {},
    observedGeneration: 0,
    conditions: [],
    ownerId: undefined,
    rootId,
    management: 'managed',
    deletionRequestedAt: undefined,
    version: 1,
    createdAt: '2026-11-23T00:00:00Z',
    updatedAt: '2026-11-23T00:00:00Z',
  }
}

export interface TreeOptions {
  readonly cluster?: Partial<Pick<Cluster, 'name' | 'deletionRequestedAt'>>
  readonly location?: string
  readonly cidr?: string
  readonly zones?: readonly string[]
  readonly spec?: Readonly<Record<string, unknown>>
  readonly pool?: Readonly<Record<string, unknown>>
}

/** A cluster that owns its network (three zones) and one node pool. */
export function clusterTree(
  cluster: Partial<Pick<Cluster, 'name' | 'deletionRequestedAt'>> = {},
  pool: Partial<Pick<NodePool, 'deletionRequestedAt'>> = {},
  options: TreeOptions = {},
): ResourceTree {
  const location = options.location ?? 'us-east-1'
  const networkCidr = options.cidr ?? '10.0.0.0/16'
  const zones = options.zones ?? ['a', 'b', 'c'].map((letter) => `${location}${letter}`)
  const root: Cluster = {
    ...envelope(
      'cluster',
      'c',
      'shop',
      ClusterSpec.parse({
        version: '1.34',
        network: { networkId: id('n') },
        aws: { adminPrincipalArns: ['arn:aws:iam::111122223333:role/admins'] },
        ...options.spec,
      }),
      location,
    ),
    ...cluster,
  }
  const network: Network = {
    ...envelope('network', 'n', root.name, { cidr: networkCidr }, location),
    ownerId: root.id,
  }
  const subnets = subnetLayout({ networkCidr, location, zones }).map(
    ({ name, ...spec }, index): Subnet => ({
      ...envelope(
        'subnet',
        'stuvxy'[index] ?? 'z',
        `${root.name}-${name}`,
        SubnetSpec.parse(spec),
        location,
      ),
      ownerId: network.id,
    }),
  )
  const nodes: NodePool = {
    ...envelope(
      'node-pool',
      'p',
      'main',
      NodePoolSpec.parse({ machineType: 'm6i.large', nodeCount: 3, ...options.pool }),
      location,
    ),
    ownerId: root.id,
    ...pool,
  }
  return { root, resources: [root, network, ...subnets, nodes] }
}
