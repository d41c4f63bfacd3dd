import type { AccountFacts } from '@skyclust/application'
import {
  clusterOf,
  DomainError,
  type Network,
  type ObjectDeclaration,
  ofKind,
  type ResourceTree,
} from '@skyclust/domain'
import { groundOf, subnetsOf } from './kubernetes/cluster-network.ts'
import { clusterDeclaration } from './kubernetes/cluster.spec.ts'
import { bindingDeclaration, serviceAccountDeclaration } from './kubernetes/node-identity.spec.ts'
import { nodePoolDeclaration } from './kubernetes/node-pool.spec.ts'
import { siteOf } from './location.ts'
import {
  networkDeclaration,
  routerDeclaration,
  subnetworkDeclaration,
} from './network/network.spec.ts'

/** Outputs that observations of each type give; references in blueprints name one of these. */
export const DECLARED_OUTPUTS: Readonly<Record<string, readonly string[]>> = {
  'compute:network': ['path', 'name'],
  'compute:subnetwork': ['path', 'name', 'cidr'],
  'compute:router': ['path', 'name'],
  'iam:service-account': ['email', 'member', 'uniqueId'],
  'cloudresourcemanager:binding': ['role', 'member'],
  'container:cluster': ['path', 'name', 'endpoint', 'version', 'caCertificate'],
  'container:node-pool': ['name', 'version'],
}

/** The graph of a tree on Google Cloud: pure, and the same for the same tree. */
export function blueprint(tree: ResourceTree, account: AccountFacts): readonly ObjectDeclaration[] {
  const networks = ofKind(tree.resources, 'network').filter(
    (n) => n.deletionRequestedAt === undefined,
  )
  return [
    ...networks.flatMap((network) => networkObjects(tree, network, account)),
    ...clusterObjects(tree, account),
  ]
}

function networkObjects(
  tree: ResourceTree,
  network: Network,
  account: AccountFacts,
): readonly ObjectDeclaration[] {
  const site = siteOf(account.account, network.location)
  const subnets = subnetsOf(tree.resources, network)
  return [
    networkDeclaration(network),
    ...subnets.map((subnet) => subnetworkDeclaration(network, subnet, site)),
    ...(subnets.some((s) => s.spec.nat) ? [routerDeclaration(network, site)] : []),
  ]
}

function clusterObjects(tree: ResourceTree, account: AccountFacts): readonly ObjectDeclaration[] {
  const cluster = clusterOf(tree)
  if (!cluster || cluster.deletionRequestedAt !== undefined) return []
  const site = siteOf(account.account, cluster.location)
  const ground = groundOf(tree, cluster, site)
  if (!ground) return []
  const pools = ofKind(tree.resources, 'node-pool').filter(
    (p) => p.deletionRequestedAt === undefined,
  )
  if (cluster.spec.gcp?.autopilot && pools.length > 0)
    throw new DomainError(
      'invalid',
      'autopilot-node-pools',
      'An Autopilot cluster has no node pools: Google runs the nodes. Leave the node pools out.',
      { errors: [{ pointer: '/nodePools', message: 'must be empty for Autopilot' }] },
    )
  return [
    serviceAccountDeclaration(cluster, site),
    bindingDeclaration(cluster, site),
    clusterDeclaration(cluster, pools[0], ground, site),
    ...pools.map((pool, index) =>
      nodePoolDeclaration(cluster, pool, site, { withCluster: index === 0, nat: ground.nat }),
    ),
  ]
}
