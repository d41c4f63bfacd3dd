import type { Observation, ObjectHandler } from '@skyclust/application'
import type { Vpc } from '@aws-sdk/client-ec2'
import {
  nothingToCompare,
  orAbsent,
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

export function vpcHandler(context: SessionContext): ObjectHandler {
  const { aws, reads } = context
  return {
    type: 'ec2:vpc',
    find: (object, externalId, signal) =>
      findTagged(reads.vpcs, object, externalId, signal, observeVpc),
    async create(object, { signal }) {
      const answer = await aws.ec2('ec2:CreateVpc', 'create', signal, (ec2, options) =>
        ec2.createVpc(
          { CidrBlock: text(object, 'cidr'), TagSpecifications: tagSpecification(object, 'vpc') },
          options,
        ),
      )
      const { externalId, ...seen } = observeVpc(present(answer.Vpc, 'Vpc'))
      return receipt(externalId, answer, { ...seen, owned: true })
    },
    compare: nothingToCompare,
    async remove(_object, externalId, { signal }) {
      const answer = await aws.ec2('ec2:DeleteVpc', 'remove', signal, (ec2, options) =>
        ec2.deleteVpc({ VpcId: externalId }, options),
      )
      return requestIdOf(answer)
    },
    explainBlock: (_object, externalId, signal) =>
      describeBlockers(context, { Name: 'vpc-id', Values: [externalId] }, signal),
    leftovers: (_object, externalId, signal) =>
      kubernetesLeftovers(context, { Name: 'vpc-id', Values: [externalId] }, signal),
  }
}

function observeVpc(vpc: Vpc): Omit<Observation, 'owned'> {
  const vpcId = present(vpc.VpcId, 'VpcId')
  return {
    externalId: vpcId,
    settled: vpc.State === 'pending' ? { state: 'pending' } : { state: 'ready' },
    outputs: { vpcId },
    fields: { cidr: vpc.CidrBlock },
  }
}

/** There when the attribute is on; it has no id of its own but the VPC's. */
export function vpcDnsHostnamesHandler({ aws }: SessionContext): ObjectHandler {
  return {
    type: 'ec2:vpc-dns-hostnames',
    async find(object, _externalId, signal) {
      const vpcId = text(object, 'vpcId')
      const answer = await orAbsent(
        aws.ec2('ec2:DescribeVpcAttribute', 'read', signal, (ec2, options) =>
          ec2.describeVpcAttribute({ VpcId: vpcId, Attribute: 'enableDnsHostnames' }, options),
        ),
      )
      return answer?.EnableDnsHostnames?.Value === true
        ? [{ externalId: vpcId, ...readyObservation() }]
        : []
    },
    async create(object, { signal }) {
      const vpcId = text(object, 'vpcId')
      const answer = await aws.ec2('ec2:ModifyVpcAttribute', 'create', signal, (ec2, options) =>
        ec2.modifyVpcAttribute({ VpcId: vpcId, EnableDnsHostnames: { Value: true } }, options),
      )
      return receipt(vpcId, answer, readyObservation())
    },
    compare: nothingToCompare,
  }
}
