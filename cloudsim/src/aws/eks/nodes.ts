import type { Api } from '../api.ts'
import { addInterface } from '../ec2/network-interface.ts'
import { networkInterfaces, subnets } from '../ec2/rows.ts'
import { newPublicIp } from '../ec2/address.ts'
import type { Cluster, Nodegroup } from './rows.ts'

/** Starts the machines of a node group: each holds an interface in one of its subnets, in turn. */
export function launchNodes(api: Api, cluster: Cluster, group: Nodegroup, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const id = group.subnetIds[index % group.subnetIds.length] ?? ''
    const subnet = api.rows(subnets).find(id)
    if (!subnet) continue
    const instanceId = api.newId('i')
    addInterface(api, subnet, {
      description: '',
      groupIds: [cluster.clusterSecurityGroupId],
      interfaceType: 'interface',
      requesterManaged: false,
      instanceId,
      instanceType: group.instanceTypes[0] ?? '',
      spot: group.capacityType === 'SPOT',
      ownedBy: group.arn,
      tags: {
        'cluster.k8s.amazonaws.com/name': cluster.id,
        'node.k8s.amazonaws.com/instance_id': instanceId,
        'eks:cluster-name': cluster.id,
        'eks:nodegroup-name': group.name,
        [`kubernetes.io/cluster/${cluster.id}`]: 'owned',
      },
      ...(subnet.mapPublicIp ? { publicIp: newPublicIp(api) } : {}),
    })
  }
}

/** Brings the machines of a group to a number; those too many go at a moment of virtual time. */
export function scaleNodes(
  api: Api,
  cluster: Cluster,
  group: Nodegroup,
  desired: number,
  goneAt: number,
): void {
  const running = api
    .rows(networkInterfaces)
    .all()
    .filter((each) => each.ownedBy === group.arn && each.goneAt === undefined)
  for (const { id } of running.slice(desired)) api.rows(networkInterfaces).patch(id, { goneAt })
  launchNodes(api, cluster, group, desired - running.length)
}
