import { takeFailedOperation } from '../../core/faults.ts'
import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { quota } from '../quotas/quota-table.ts'
import { holderOf } from './address.ts'
import { describeOperation, renderTags } from './describe.ts'
import { notFound } from './errors.ts'
import { natState } from './nat-state.ts'
import { addInterface } from './network-interface.ts'
import {
  addresses,
  internetGateways,
  type NatGateway,
  natGateways,
  networkInterfaces,
  subnets,
} from './rows.ts'
import { subnetOf } from './subnet.ts'
import { tagsFor } from './tag-specifications.ts'

/** Deleted and failed gateways stay visible for about an hour. */
const lingerMs = 3_600_000

export const natGatewayOperations: readonly Operation[] = [
  {
    name: 'CreateNatGateway',
    input: [
      'SubnetId!',
      'AllocationId',
      'ClientToken',
      'ConnectivityType',
      'TagSpecification',
      'DryRun',
    ],
    mutating: true,
    bucket: 'ec2.nat',
    target: (input) => input.string('SubnetId'),
    run(api, input) {
      const nat = createNatGateway(api, input)
      return { clientToken: nat.clientToken, natGateway: renderNat(nat, api) }
    },
  },
  {
    ...describeOperation<NatGateway>({
      operation: 'DescribeNatGateways',
      idParameter: 'NatGatewayId',
      set: 'natGatewaySet',
      notFound: (id) => notFound.natGateway(id),
      rows: (api) => api.rows(natGateways).visible(),
      filters: {
        'nat-gateway-id': ({ id }) => id,
        'vpc-id': ({ vpcId }) => vpcId,
        'subnet-id': ({ subnetId }) => subnetId,
        state: (nat, api) => natState(nat, api.now),
      },
      render: renderNat,
    }),
    bucket: 'ec2.nat',
  },
  {
    name: 'DeleteNatGateway',
    input: ['NatGatewayId!', 'DryRun'],
    mutating: true,
    bucket: 'ec2.nat',
    target: (input) => input.string('NatGatewayId'),
    run(api, input) {
      const id = input.required('NatGatewayId')
      const nat = api.rows(natGateways).find(id)
      if (!nat || natState(nat, api.now) === 'deleted') throw notFound.natGateway(id)
      if (nat.deletingAt === undefined) {
        const failed = natState(nat, api.now) === 'failed'
        const deletedAt = api.now + (failed ? 0 : api.drawMs(35, 70))
        api.rows(natGateways).patch(id, {
          deletingAt: api.now,
          deletedAt,
          goneAt: deletedAt + lingerMs,
        })
        api.rows(networkInterfaces).patch(nat.networkInterfaceId, { goneAt: deletedAt })
      }
      return { natGatewayId: id }
    },
  },
]

function createNatGateway(api: Api, input: Fields): NatGateway {
  const clientToken = input.string('ClientToken')
  const subnet = subnetOf(api, input)
  const isPrivate = input.oneOf('ConnectivityType', ['public', 'private']) === 'private'
  const allocationId = isPrivate ? undefined : input.required('AllocationId')
  const tags = tagsFor(input, 'natgateway')
  const earlier = clientToken && findByToken(api, clientToken)
  if (earlier) {
    if (earlier.subnetId === subnet.id && earlier.allocationId === allocationId) return earlier
    throw new AwsError(
      'IdempotentParameterMismatch',
      'The client token was used with other parameters.',
    )
  }
  const address = allocationId === undefined ? undefined : freeAddress(api, allocationId)
  checkLimit(api, subnet.zoneId)
  const injected = takeFailedOperation(api.context.faults, api.call)
  const offline = !isPrivate && !hasInternetGateway(api, subnet.vpcId)
  const failure =
    injected ??
    (offline
      ? {
          code: 'Gateway.NotAttached',
          message: `Network ${subnet.vpcId} has no Internet gateway attached`,
        }
      : undefined)
  const id = api.newId('nat')
  const settlesAt = api.now + (failure ? api.drawMs(5, 20) : api.drawMs(90, 120))
  const eni = addInterface(api, subnet, {
    description: `Interface for NAT Gateway ${id}`,
    groupIds: [],
    interfaceType: 'nat_gateway',
    ownedBy: id,
    ...(failure ? { goneAt: settlesAt } : {}),
    ...(address
      ? {
          publicIp: address.publicIp,
          allocationId: address.id,
          associationId: api.newId('eipassoc'),
        }
      : {}),
  })
  const nat: NatGateway = {
    ...api.stamp(),
    id,
    tags,
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    networkInterfaceId: eni.id,
    privateIp: eni.privateIp,
    settlesAt,
    ...(address ? { allocationId: address.id, publicIp: address.publicIp } : {}),
    ...(clientToken === undefined ? {} : { clientToken }),
    ...(failure
      ? {
          failure: { code: failure.code, message: failure.message },
          goneAt: settlesAt + lingerMs,
        }
      : {}),
  }
  api.rows(natGateways).put(nat)
  return nat
}

function findByToken(api: Api, clientToken: string): NatGateway | undefined {
  return api
    .rows(natGateways)
    .all()
    .find((nat) => nat.clientToken === clientToken)
}

function freeAddress(api: Api, allocationId: string) {
  const address = api.rows(addresses).find(allocationId)
  if (!address) throw notFound.address(allocationId)
  if (holderOf(api, allocationId))
    throw new AwsError(
      'Resource.AlreadyAssociated',
      `Elastic IP address [${allocationId}] is already associated`,
    )
  return address
}

function checkLimit(api: Api, zoneId: string): void {
  const inZone = api
    .rows(natGateways)
    .all()
    .filter((nat) => ['pending', 'available', 'deleting'].includes(natState(nat, api.now)))
    .filter((nat) => api.rows(subnets).find(nat.subnetId)?.zoneId === zoneId)
  const limit = quota(api, 'L-FE5A380F')
  if (inZone.length >= limit)
    throw new AwsError(
      'NatGatewayLimitExceeded',
      `Performing this operation would exceed the limit of ${limit} NAT gateways`,
    )
}

function hasInternetGateway(api: Api, vpc: string): boolean {
  return api
    .rows(internetGateways)
    .all()
    .some(({ vpcId }) => vpcId === vpc)
}

function renderNat(nat: NatGateway, api: Api): Answer {
  const state = natState(nat, api.now)
  const failed = state === 'failed' || (state === 'deleted' && nat.failure !== undefined)
  return {
    natGatewayId: nat.id,
    subnetId: nat.subnetId,
    vpcId: nat.vpcId,
    state,
    connectivityType: nat.allocationId === undefined ? 'private' : 'public',
    createTime: new Date(nat.createdAt).toISOString(),
    deleteTime: nat.deletingAt === undefined ? undefined : new Date(nat.deletingAt).toISOString(),
    failureCode: failed ? nat.failure?.code : undefined,
    failureMessage: failed ? nat.failure?.message : undefined,
    natGatewayAddressSet: [
      {
        allocationId: nat.allocationId,
        networkInterfaceId: nat.networkInterfaceId,
        privateIp: nat.privateIp,
        publicIp: nat.publicIp,
        isPrimary: true,
        status: failed ? 'failed' : state === 'pending' ? 'associating' : 'succeeded',
      },
    ],
    tagSet: renderTags(nat.tags),
  }
}
