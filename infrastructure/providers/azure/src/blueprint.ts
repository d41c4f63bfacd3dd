import type { AccountFacts } from '@skyclust/application'
import {
  type Cluster,
  clusterOf,
  DomainError,
  invalid,
  type NodePool,
  type ObjectDeclaration,
  ofKind,
  type ResourceTree,
  type TypedResource,
} from '@skyclust/domain'
import { resourceGroup } from './account/resource-group.spec.ts'
import { agentPool, type PoolContext } from './kubernetes/agent-pool.spec.ts'
import { clusterIdentity } from './kubernetes/cluster-identity.spec.ts'
import { managedCluster, type NodeSubnet } from './kubernetes/managed-cluster.spec.ts'
import { nodeSubnet } from './kubernetes/node-subnet.ts'
import { subnetRole } from './kubernetes/role-assignment.spec.ts'
import { refuseNameCollisions } from './names.ts'
import { natGateway } from './network/nat-gateway.spec.ts'
import { networkSecurityGroup } from './network/network-security-group.spec.ts'
import { natPublicIp } from './network/public-ip.spec.ts'
import { subnet } from './network/subnet.spec.ts'
import { virtualNetwork } from './network/virtual-network.spec.ts'
import { type Place, placeOf } from './place.ts'

/** The cloud objects of a tree on Azure; pure. What is to be deleted is left out together with what hangs on it. */
export function blueprint(tree: ResourceTree, account: AccountFacts): readonly ObjectDeclaration[] {
  const living = { ...tree, resources: livingResources(tree) }
  if (living.resources.length === 0) return []
  const place = placeOf(tree, account)
  const cluster = clusterOf(living)
  return [
    resourceGroup(place),
    ...networkObjects(place, living.resources),
    ...(cluster ? clusterObjects(place, living, cluster) : []),
  ]
}

function networkObjects(
  place: Place,
  resources: readonly TypedResource[],
): readonly ObjectDeclaration[] {
  return ofKind(resources, 'network').flatMap((network) => {
    const subnets = ofKind(resources, 'subnet').filter((s) => s.ownerId === network.id)
    const nat = subnets.some((s) => s.spec.nat)
    return [
      virtualNetwork(place, network),
      networkSecurityGroup(place, network),
      ...(nat ? [natPublicIp(place, network), natGateway(place, network)] : []),
      ...subnets.map((s) => subnet(place, network, s)),
    ]
  })
}

function clusterObjects(
  place: Place,
  tree: ResourceTree,
  cluster: Cluster,
): readonly ObjectDeclaration[] {
  const pools = ofKind(tree.resources, 'node-pool')
  refuseNameCollisions(pools.map((pool) => pool.name))
  const ground: NodeSubnet = nodeSubnet(place, tree, cluster)
  const context: PoolContext = {
    place,
    cluster,
    subnetId: ground.id,
    embedded: systemPool(pools),
  }
  return [
    clusterIdentity(place, cluster),
    subnetRole(place, cluster, ground),
    managedCluster(context, ground),
    ...pools.map((pool) => agentPool(context, pool)),
  ]
}

/** The pool that the cluster's PUT carries: the first that is declared System, else the first that may be. */
function systemPool(pools: readonly NodePool[]): NodePool {
  const able = pools.filter((pool) => !pool.spec.spot && pool.spec.mode !== 'User')
  const chosen = able.find((pool) => pool.spec.mode === 'System') ?? able[0]
  if (chosen) return chosen
  throw invalid(
    'system-pool-required',
    'An AKS cluster needs at least one System node pool that is not made of spot machines: it runs the cluster’s own pods.',
    [{ pointer: '/nodePools', message: 'needs a pool with mode System and spot false' }],
  )
}

/** Resources without those to be deleted and without what is owned by or stands on one of them. */
function livingResources(tree: ResourceTree): readonly TypedResource[] {
  const gone = new Set<string>()
  const hangsOnGone = (r: TypedResource): boolean =>
    r.deletionRequestedAt !== undefined ||
    (r.ownerId !== undefined && gone.has(r.ownerId)) ||
    (r.kind === 'cluster' && 'networkId' in r.spec.network && gone.has(r.spec.network.networkId))
  for (let before = -1; before !== gone.size;) {
    before = gone.size
    for (const resource of tree.resources) if (hangsOnGone(resource)) gone.add(resource.id)
  }
  if (gone.has(tree.root.id)) return []
  for (const pool of ofKind(tree.resources, 'node-pool'))
    if (pool.spec.spot && pool.spec.mode === 'System' && !gone.has(pool.id))
      throw new DomainError(
        'invalid',
        'system-pool-spot',
        `Node pool «${pool.name}» cannot be both System and made of spot machines: AKS allows spot in User pools only.`,
      )
  return tree.resources.filter((resource) => !gone.has(resource.id))
}
