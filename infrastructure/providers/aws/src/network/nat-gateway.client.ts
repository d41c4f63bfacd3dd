import type { CloudErrorClass, Observation, ObjectHandler, Settlement } from '@skyclust/application'
import type { Address, NatGateway } from '@aws-sdk/client-ec2'
import { nothingToCompare, present, receipt, requestIdOf, text } from '../handler.ts'
import type { SessionContext } from '../session-context.ts'
import { tagSpecification } from '../tags.ts'
import { findTagged } from './owned-objects.ts'

export function elasticIpHandler({ aws, reads }: SessionContext): ObjectHandler {
  return {
    type: 'ec2:elastic-ip',
    find: (object, externalId, signal) =>
      findTagged(reads.addresses, object, externalId, signal, observeAddress),
    async create(object, { signal }) {
      const answer = await aws.ec2('ec2:AllocateAddress', 'create', signal, (ec2, options) =>
        ec2.allocateAddress(
          { Domain: 'vpc', TagSpecifications: tagSpecification(object, 'elastic-ip') },
          options,
        ),
      )
      const { externalId, ...seen } = observeAddress(answer)
      return receipt(externalId, answer, { ...seen, owned: true })
    },
    compare: nothingToCompare,
    async remove(_object, externalId, { signal }) {
      const answer = await aws.ec2('ec2:ReleaseAddress', 'remove', signal, (ec2, options) =>
        ec2.releaseAddress({ AllocationId: externalId }, options),
      )
      return requestIdOf(answer)
    },
    async explainBlock(_object, externalId, signal) {
      const address = await reads.addresses.byId(externalId, signal)
      const holder = address?.NetworkInterfaceId ?? address?.InstanceId
      return holder === undefined ? [] : [`${address?.PublicIp} is in use by ${holder}`]
    },
  }
}

function observeAddress(
  address: Pick<Address, 'AllocationId' | 'PublicIp'>,
): Omit<Observation, 'owned'> {
  const allocationId = present(address.AllocationId, 'AllocationId')
  return {
    externalId: allocationId,
    settled: { state: 'ready' },
    outputs: { allocationId, publicIp: address.PublicIp ?? '' },
    fields: {},
  }
}

export function natGatewayHandler({ aws, reads }: SessionContext): ObjectHandler {
  return {
    type: 'ec2:nat-gateway',
    find: (object, externalId, signal) =>
      findTagged(reads.natGateways, object, externalId, signal, observeNat),
    async create(object, { token, signal }) {
      const answer = await aws.ec2('ec2:CreateNatGateway', 'create', signal, (ec2, options) =>
        ec2.createNatGateway(
          {
            SubnetId: text(object, 'subnetId'),
            AllocationId: text(object, 'allocationId'),
            ClientToken: token,
            TagSpecifications: tagSpecification(object, 'natgateway'),
          },
          options,
        ),
      )
      const { externalId, ...seen } = observeNat(present(answer.NatGateway, 'NatGateway'))
      return receipt(externalId, answer, { ...seen, owned: true })
    },
    compare: nothingToCompare,
    async remove(_object, externalId, { signal }) {
      const answer = await aws.ec2('ec2:DeleteNatGateway', 'remove', signal, (ec2, options) =>
        ec2.deleteNatGateway({ NatGatewayId: externalId }, options),
      )
      return requestIdOf(answer)
    },
  }
}

function observeNat(gateway: NatGateway): Omit<Observation, 'owned'> {
  const natGatewayId = present(gateway.NatGatewayId, 'NatGatewayId')
  return {
    externalId: natGatewayId,
    settled: settlementOf(gateway),
    outputs: { natGatewayId },
    fields: {},
  }
}

function settlementOf(gateway: NatGateway): Settlement {
  switch (gateway.State) {
    case 'available':
      return { state: 'ready' }
    case 'failed':
      return failed(gateway.FailureCode ?? 'failed', gateway.FailureMessage)
    case 'deleting':
    case 'deleted':
      return { state: 'deleting' }
    case 'pending':
    case undefined:
    default:
      return { state: 'pending' }
  }
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html, «NAT gateway creation fails». */
const FAILURES: Readonly<Record<string, { class: CloudErrorClass; remedy?: string }>> = {
  InsufficientFreeAddressesInSubnet: {
    class: 'invalid',
    remedy: 'Free addresses in the public subnet, or create the network with a larger range.',
  },
  'Gateway.NotAttached': { class: 'not-yet-consistent' },
  InternalError: { class: 'unknown-outcome' },
  'Resource.AlreadyAssociated': {
    class: 'invalid',
    remedy: 'Release the elastic IP from what uses it.',
  },
}

function failed(code: string, message: string | undefined): Settlement {
  const known = FAILURES[code] ?? { class: 'invalid' as const }
  return { state: 'failed', code, message: message ?? 'The NAT gateway failed.', ...known }
}
