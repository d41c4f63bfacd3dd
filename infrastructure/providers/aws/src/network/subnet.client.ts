import type { Observation, ObjectHandler } from '@skyclust/application'
import type { Subnet } from '@aws-sdk/client-ec2'
import {
  nothingToCompare,
  present,
  readyObservation,
  receipt,
  requestIdOf,
  text,
} from '../handler.ts'
import type { SessionContext } from '../session-context.ts'
import { tagSpecification } from '../tags.ts'
import { describeBlockers } from './blockers.ts'
import { kubernetesLeftovers } from './leftovers.ts'
import { findTagged } from './owned-objects.ts'

export function subnetHandler(context: SessionContext): ObjectHandler {
  const { aws, reads } = context
  return {
    type: 'ec2:subnet',
    find: (object, externalId, signal) =>
      findTagged(reads.subnets, object, externalId, signal, observe),
    async create(object, { signal }) {
      const zone = object.desired['zone']
      const answer = await aws.ec2('ec2:CreateSubnet', 'create', signal, (ec2, options) =>
        ec2.createSubnet(
          {
            VpcId: text(object, 'vpcId'),
            CidrBlock: text(object, 'cidr'),
            ...(typeof zone === 'string' ? { AvailabilityZone: zone } : {}),
            TagSpecifications: tagSpecification(object, 'subnet', {
              [text(object, 'roleTag')]: '1',
            }),
          },
          options,
        ),
      )
      const { externalId, ...seen } = observe(present(answer.Subnet, 'Subnet'))
      return receipt(externalId, answer, { ...seen, owned: true })
    },
    compare: nothingToCompare,
    async remove(_object, externalId, { signal }) {
      const answer = await aws.ec2('ec2:DeleteSubnet', 'remove', signal, (ec2, options) =>
        ec2.deleteSubnet({ SubnetId: externalId }, options),
      )
      return requestIdOf(answer)
    },
    explainBlock: (_object, externalId, signal) =>
      describeBlockers(context, { Name: 'subnet-id', Values: [externalId] }, signal),
    leftovers: (_object, externalId, signal) =>
      kubernetesLeftovers(context, { Name: 'subnet-id', Values: [externalId] }, signal),
  }
}

function observe(subnet: Subnet): Omit<Observation, 'owned'> {
  const subnetId = present(subnet.SubnetId, 'SubnetId')
  return {
    externalId: subnetId,
    settled: subnet.State === 'pending' ? { state: 'pending' } : { state: 'ready' },
    outputs: {
      subnetId,
      ...(subnet.AvailabilityZone === undefined ? {} : { zone: subnet.AvailabilityZone }),
    },
    fields: {},
  }
}

/** There when the attribute is on; it has no id of its own but the subnet's. */
export function subnetPublicIpHandler({ aws, reads }: SessionContext): ObjectHandler {
  return {
    type: 'ec2:subnet-public-ip',
    async find(object, _externalId, signal) {
      const subnetId = text(object, 'subnetId')
      const subnet = await reads.subnets.byId(subnetId, signal)
      return subnet?.MapPublicIpOnLaunch === true
        ? [{ externalId: subnetId, ...readyObservation() }]
        : []
    },
    async create(object, { signal }) {
      const subnetId = text(object, 'subnetId')
      const answer = await aws.ec2('ec2:ModifySubnetAttribute', 'create', signal, (ec2, options) =>
        ec2.modifySubnetAttribute(
          { SubnetId: subnetId, MapPublicIpOnLaunch: { Value: true } },
          options,
        ),
      )
      return receipt(subnetId, answer, readyObservation())
    },
    compare: nothingToCompare,
  }
}
