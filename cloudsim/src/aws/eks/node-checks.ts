import type { Api } from '../api.ts'
import { contains, parseCidr } from '../ec2/cidr.ts'
import { natWorks } from '../ec2/nat-state.ts'
import { routeTableOfSubnet } from '../ec2/route-table.ts'
import { routeState } from '../ec2/route-state.ts'
import { type NatGateway, natGateways, type Subnet, subnets, vpcs } from '../ec2/rows.ts'
import { capacityShortage } from './capacity.ts'
import { hasPolicy, roleByArn } from './roles.ts'
import type { Cluster, Issue, Nodegroup } from './rows.ts'

type Plan = Pick<
  Nodegroup,
  | 'id'
  | 'name'
  | 'subnetIds'
  | 'nodeRole'
  | 'instanceTypes'
  | 'scaling'
  | 'capacityType'
  | 'autoScalingGroup'
>

/** What keeps the nodes of a new group from coming up, and whether their machines run nevertheless. */
export interface NodeTrouble {
  readonly issue: Issue
  readonly launched: boolean
  /** Seconds until EKS gives up. */
  readonly after: readonly [number, number]
}

/** Checks what real nodes need to join: public addresses or a way out, names, permissions, capacity (EKS user guide, troubleshooting). */
export function nodeTrouble(api: Api, cluster: Cluster, plan: Plan): NodeTrouble | undefined {
  const found = plan.subnetIds.flatMap((id) => api.rows(subnets).find(id) ?? [])
  const hidden = found.filter((subnet) => egressOf(api, subnet) === 'hidden')
  if (hidden.length > 0)
    return {
      issue: {
        code: 'Ec2SubnetInvalidConfiguration',
        message: `One or more Amazon EC2 Subnets of [${hidden.map(({ id }) => id).join(', ')}] for node group ${plan.name} does not automatically assign public IP addresses to instances launched into it. If you want your instances to be assigned a public IP address, then you need to enable auto-assign public IP address for the subnet.`,
        resourceIds: hidden.map(({ id }) => id),
      },
      launched: false,
      after: [60, 120],
    }
  const missing = capacityShortage(api, plan, plan.scaling.desiredSize)
  if (missing) return { issue: missing, launched: false, after: [300, 600] }
  const reason = joinObstacle(api, cluster, plan, found)
  if (reason === undefined) return undefined
  return {
    issue: { code: 'NodeCreationFailure', message: reason, resourceIds: [plan.autoScalingGroup] },
    launched: true,
    after: [900, 1200],
  }
}

function joinObstacle(
  api: Api,
  cluster: Cluster,
  plan: Plan,
  found: readonly Subnet[],
): string | undefined {
  const notJoined = 'Instances failed to join the kubernetes cluster'
  const vpc = api.rows(vpcs).find(cluster.vpcId)
  if (!vpc?.dnsHostnames || !vpc.dnsSupport) return notJoined
  const role = roleByArn(api, plan.nodeRole)
  const registry = ['AmazonEC2ContainerRegistryPullOnly', 'AmazonEC2ContainerRegistryReadOnly']
  if (!role || !hasPolicy(role, 'AmazonEKSWorkerNodePolicy') || !hasPolicy(role, ...registry))
    return notJoined
  if (found.some((subnet) => !reachesControlPlane(api, cluster, subnet))) return notJoined
  if (!hasPolicy(role, 'AmazonEKS_CNI_Policy')) return 'Unhealthy nodes in the kubernetes cluster'
  return undefined
}

/** How a node in a subnet gets out: with a public address, through NAT, or not at all. */
function egressOf(api: Api, subnet: Subnet): 'public' | 'hidden' | NatGateway | 'none' {
  const table = routeTableOfSubnet(api, subnet)
  const route = table?.routes.find(({ destination }) => destination === '0.0.0.0/0')
  if (!table || !route || routeState(api, table, route) !== 'active') return 'none'
  if (route.gatewayId !== undefined) return subnet.mapPublicIp ? 'public' : 'hidden'
  const nat = api.rows(natGateways).find(route.natGatewayId ?? '')
  return nat && natWorks(nat, api.now) ? nat : 'none'
}

/** Nodes pull images from outside in any case; a restricted endpoint must list the address they come from. */
function reachesControlPlane(api: Api, cluster: Cluster, subnet: Subnet): boolean {
  const egress = egressOf(api, subnet)
  if (egress === 'none' || egress === 'hidden') return false
  if (cluster.endpointPrivateAccess) return true
  const from = egress === 'public' ? '0.0.0.0/0' : `${egress.publicIp ?? '0.0.0.0'}/32`
  const source = parseCidr(from)
  return cluster.publicAccessCidrs.some((cidr) => {
    const block = parseCidr(cidr)
    return block && source && contains(block, source)
  })
}
