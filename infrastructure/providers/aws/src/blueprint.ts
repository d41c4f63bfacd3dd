import type { AccountFacts } from '@skyclust/application'
import {
  ofKind,
  type Cluster,
  type ObjectDeclaration,
  type ResourceTree,
  type TypedResource,
} from '@skyclust/domain'
import { partitionOf } from './account/arn.ts'
import { role, rolePolicies } from './identity/role.spec.ts'
import { accessObjects } from './kubernetes/access.spec.ts'
import { addon, ADDONS } from './kubernetes/addon.spec.ts'
import { cluster } from './kubernetes/cluster.spec.ts'
import { groundOf, subnetsOf } from './kubernetes/ground.ts'
import { nodeGroup } from './kubernetes/node-group.spec.ts'
import { networkObjects } from './network/network.spec.ts'

/** The graph of cloud objects of a tree on AWS; what is being deleted is left out with all that hangs on it. */
export function blueprint(tree: ResourceTree, account: AccountFacts): readonly ObjectDeclaration[] {
  const living = livingResources(tree.resources)
  return [
    ...ofKind(living, 'network').flatMap((network) =>
      networkObjects(network, subnetsOf(network, living)),
    ),
    ...ofKind(living, 'cluster').flatMap((resource) =>
      clusterObjects(resource, tree, living, account),
    ),
  ]
}

function clusterObjects(
  resource: Cluster,
  tree: ResourceTree,
  living: readonly TypedResource[],
  account: AccountFacts,
): readonly ObjectDeclaration[] {
  const ground = groundOf(resource, tree, living)
  if (!ground) return []
  const partition = partitionOf(account.principal)
  return [
    role(resource, 'cluster'),
    ...rolePolicies(resource, 'cluster', partition),
    role(resource, 'node'),
    ...rolePolicies(resource, 'node', partition),
    cluster(resource, ground),
    ...accessObjects(resource, account.principal, partition),
    ...ADDONS.map((name) => addon(resource, name)),
    ...ofKind(living, 'node-pool')
      .filter((pool) => pool.ownerId === resource.id)
      .map((pool) => nodeGroup(resource, pool, ground)),
  ]
}

/** Without resources whose deletion is asked for, of themselves or of an owner. */
function livingResources(resources: readonly TypedResource[]): readonly TypedResource[] {
  const byId = new Map(resources.map((resource) => [resource.id, resource]))
  const lives = (resource: TypedResource): boolean => {
    if (resource.deletionRequestedAt !== undefined) return false
    const owner = resource.ownerId === undefined ? undefined : byId.get(resource.ownerId)
    return owner === undefined || lives(owner)
  }
  return resources.filter(lives)
}
