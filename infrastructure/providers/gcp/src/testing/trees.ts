import {
  type Cluster,
  ClusterSpec,
  CredentialId,
  encodeId,
  type Network,
  type NodePool,
  NodePoolSpec,
  type Resource,
  ResourceId,
  type ResourceTree,
  type Subnet,
  WorkspaceId,
} from '@skyclust/domain'
import { subnetLayout } from '../network/layout.ts'

export const ACCOUNT = {
  account: 'acme-prod',
  principal: 'skyclust@acme-prod.iam.gserviceaccount.com',
}

const idBody = (n: number) => Uint8Array.from({ length: 20 }, (_, i) => (n * 7 + i * 3) & 31)

/** Resource ids for tests: the n-th is always the same. */
export const resourceId = (n: number) => ResourceId.parse(encodeId('res', idBody(n)))

function envelope(n: number, name: string, location: string): Omit<Resource, 'kind' | 'spec'> {
  return {
    id: resourceId(n),
    workspaceId: WorkspaceId.parse(encodeId('wsp', idBody(1))),
    name,
    labels: { team: 'web' },
    provider: 'gcp',
    credentialId: CredentialId.parse(encodeId('crd', idBody(2))),
    location,
    generation: 1,
    status: {},
    observedGeneration: 0,
    conditions: [],
    ownerId: undefined,
    rootId: resourceId(10),
    management: 'managed',
    deletionRequestedAt: undefined,
    version: 1,
    createdAt: '2026-11-23T00:00:00Z',
    updatedAt: '2026-11-23T00:00:00Z',
  }
}

export interface TreeOptions {
  readonly name?: string
  readonly location?: string
  readonly cidr?: string
  readonly cluster?: Readonly<Record<string, unknown>>
  readonly pools?: readonly (Partial<NodePool['spec']> & { readonly name: string })[]
}

/** A cluster with a network of its own, as the application makes it from a request. */
export function clusterTree(options: TreeOptions = {}): ResourceTree & { root: Cluster } {
  const { name = 'web', location = 'europe-west1', cidr = '10.0.0.0/16' } = options
  const network: Network = {
    ...envelope(11, name, location),
    kind: 'network',
    spec: { cidr },
    ownerId: resourceId(10),
  }
  const subnets = subnetLayout({ networkCidr: cidr, location, zones: [] }).map(
    (plan, i): Subnet => ({
      ...envelope(20 + i, `${name}-${plan.name}`, location),
      kind: 'subnet',
      ownerId: network.id,
      spec: {
        cidr: plan.cidr,
        access: plan.access,
        nat: plan.nat,
        secondaryRanges: [...plan.secondaryRanges],
      },
    }),
  )
  const root: Cluster = {
    ...envelope(10, name, location),
    kind: 'cluster',
    spec: ClusterSpec.parse({ network: { networkId: network.id }, ...options.cluster }),
  }
  const pools = (options.pools ?? [{ name: 'main' }]).map(
    ({ name: poolName, ...spec }, i): NodePool => ({
      ...envelope(30 + i, poolName, location),
      kind: 'node-pool',
      ownerId: root.id,
      spec: NodePoolSpec.parse({ machineType: 'e2-standard-4', nodeCount: 3, ...spec }),
    }),
  )
  return { root, resources: [root, network, ...subnets, ...pools] }
}
