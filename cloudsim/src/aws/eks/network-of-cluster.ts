import type { Api } from '../api.ts'
import { addInterface } from '../ec2/network-interface.ts'
import { networkInterfaces, securityGroups, type Subnet } from '../ec2/rows.ts'
import { allTraffic } from '../ec2/security-group-rules.ts'

const maxControlPlaneInterfaces = 4

/** The security group EKS makes for every cluster: its members may talk to each other. */
export function addClusterSecurityGroup(
  api: Api,
  name: string,
  arn: string,
  vpcId: string,
): string {
  const id = api.newId('sg')
  const groupName = `eks-cluster-sg-${name}-${parseInt(id.slice(-8), 16)}`
  api.rows(securityGroups).put({
    ...api.stamp(),
    id,
    vpcId,
    name: groupName,
    description:
      'EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.',
    tags: {
      Name: groupName,
      'aws:eks:cluster-name': name,
      [`kubernetes.io/cluster/${name}`]: 'owned',
    },
    ownedBy: arn,
    rules: [
      { id: api.newId('sgr'), egress: false, protocol: '-1', groupId: id },
      allTraffic(api.newId('sgr'), true),
    ],
  })
  return id
}

/** Two to four network interfaces of the control plane, spread over the cluster's subnets. */
export function addControlPlaneInterfaces(
  api: Api,
  name: string,
  arn: string,
  subnets: readonly Subnet[],
  groupIds: readonly string[],
): void {
  for (const subnet of subnets.slice(0, maxControlPlaneInterfaces))
    addInterface(api, subnet, {
      description: `Amazon EKS ${name}`,
      groupIds,
      interfaceType: 'interface',
      ownedBy: arn,
    })
}

/** Lets the interfaces and groups of a service object go at a moment of virtual time. */
export function releaseNetwork(api: Api, ownerArn: string, goneAt: number): void {
  const interfaces = api.rows(networkInterfaces)
  for (const { id, ownedBy } of interfaces.all())
    if (ownedBy === ownerArn) interfaces.patch(id, { goneAt })
  const groups = api.rows(securityGroups)
  for (const { id, ownedBy } of groups.all()) if (ownedBy === ownerArn) groups.patch(id, { goneAt })
}
