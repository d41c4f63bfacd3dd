import type { Observation, ObjectHandler } from '@skyclust/application'
import type { InternetGateway } from '@aws-sdk/client-ec2'
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
import { describePublicAddresses } from './blockers.ts'
import { findTagged } from './owned-objects.ts'

export function internetGatewayHandler({ aws, reads }: SessionContext): ObjectHandler {
  return {
    type: 'ec2:internet-gateway',
    find: (object, externalId, signal) =>
      findTagged(reads.internetGateways, object, externalId, signal, observe),
    async create(object, { signal }) {
      const answer = await aws.ec2('ec2:CreateInternetGateway', 'create', signal, (ec2, options) =>
        ec2.createInternetGateway(
          { TagSpecifications: tagSpecification(object, 'internet-gateway') },
          options,
        ),
      )
      const { externalId, ...seen } = observe(present(answer.InternetGateway, 'InternetGateway'))
      return receipt(externalId, answer, { ...seen, owned: true })
    },
    compare: nothingToCompare,
    async remove(_object, externalId, { signal }) {
      const answer = await aws.ec2('ec2:DeleteInternetGateway', 'remove', signal, (ec2, options) =>
        ec2.deleteInternetGateway({ InternetGatewayId: externalId }, options),
      )
      return requestIdOf(answer)
    },
  }
}

function observe(gateway: InternetGateway): Omit<Observation, 'owned'> {
  const internetGatewayId = present(gateway.InternetGatewayId, 'InternetGatewayId')
  return {
    externalId: internetGatewayId,
    settled: { state: 'ready' },
    outputs: { internetGatewayId },
    fields: {},
  }
}

/** Known as `<gateway>/<vpc>`. */
export function internetGatewayAttachmentHandler(context: SessionContext): ObjectHandler {
  const { aws, reads } = context
  return {
    type: 'ec2:internet-gateway-attachment',
    async find(object, externalId, signal) {
      const [gatewayId, vpcId] = externalId?.split('/') ?? [
        text(object, 'internetGatewayId'),
        text(object, 'vpcId'),
      ]
      const gateway = await reads.internetGateways.byId(gatewayId ?? '', signal)
      const attachment = gateway?.Attachments?.find((each) => each.VpcId === vpcId)
      // EC2 calls an attached gateway «available», the SDK's type «attached»; both mean the same.
      const state: string | undefined = attachment?.State
      if (state === undefined || state === 'detached') return []
      return [
        {
          externalId: `${gatewayId}/${vpcId}`,
          ...readyObservation(),
          settled:
            state === 'attaching'
              ? { state: 'pending' }
              : state === 'detaching'
                ? { state: 'deleting' }
                : { state: 'ready' },
        },
      ]
    },
    async create(object, { signal }) {
      const InternetGatewayId = text(object, 'internetGatewayId')
      const VpcId = text(object, 'vpcId')
      const answer = await aws.ec2('ec2:AttachInternetGateway', 'create', signal, (ec2, options) =>
        ec2.attachInternetGateway({ InternetGatewayId, VpcId }, options),
      )
      return receipt(`${InternetGatewayId}/${VpcId}`, answer, readyObservation())
    },
    compare: nothingToCompare,
    async remove(_object, externalId, { signal }) {
      const [InternetGatewayId, VpcId] = externalId.split('/')
      const answer = await aws.ec2('ec2:DetachInternetGateway', 'remove', signal, (ec2, options) =>
        ec2.detachInternetGateway({ InternetGatewayId, VpcId }, options),
      )
      return requestIdOf(answer)
    },
    explainBlock: (_object, externalId, signal) =>
      describePublicAddresses(context, externalId.split('/')[1] ?? '', signal),
  }
}
