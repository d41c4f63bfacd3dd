import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { quota } from '../quotas/quota-table.ts'
import { describeOperation, renderTags } from './describe.ts'
import { dependencyViolation, limitExceeded, notFound } from './errors.ts'
import { type InternetGateway, internetGateways, networkInterfaces } from './rows.ts'
import { tagsFor } from './tag-specifications.ts'
import { vpcOf } from './vpc.ts'

const mutation = {
  mutating: true,
  bucket: 'ec2.mutate',
  target: (input: Fields) => input.string('InternetGatewayId'),
} as const

export const internetGatewayOperations: readonly Operation[] = [
  {
    ...mutation,
    name: 'CreateInternetGateway',
    input: ['TagSpecification', 'DryRun'],
    run(api, input) {
      const tags = tagsFor(input, 'internet-gateway')
      if (api.rows(internetGateways).all().length >= quota(api, 'L-A4707A72'))
        throw limitExceeded('InternetGatewayLimitExceeded', 'internet gateways')
      const gateway: InternetGateway = { ...api.stamp(), id: api.newId('igw'), tags }
      api.rows(internetGateways).put(gateway)
      return { internetGateway: renderGateway(gateway) }
    },
  },
  describeOperation<InternetGateway>({
    operation: 'DescribeInternetGateways',
    idParameter: 'InternetGatewayId',
    set: 'internetGatewaySet',
    notFound: notFound.internetGateway,
    rows: (api) => api.rows(internetGateways).visible(),
    filters: {
      'internet-gateway-id': ({ id }) => id,
      'attachment.vpc-id': ({ vpcId }) => vpcId,
      'attachment.state': ({ vpcId }) => (vpcId === undefined ? undefined : 'available'),
    },
    render: renderGateway,
  }),
  {
    ...mutation,
    name: 'AttachInternetGateway',
    input: ['InternetGatewayId!', 'VpcId!', 'DryRun'],
    run(api, input) {
      const gateway = gatewayOf(api, input)
      const vpc = vpcOf(api, input)
      if (gateway.vpcId !== undefined)
        throw new AwsError(
          'Resource.AlreadyAssociated',
          `resource ${gateway.id} is already attached to network ${gateway.vpcId}`,
        )
      if (
        api
          .rows(internetGateways)
          .all()
          .some(({ vpcId }) => vpcId === vpc.id)
      )
        throw new AwsError(
          'InvalidParameterValue',
          `Network ${vpc.id} already has an internet gateway attached`,
        )
      api.rows(internetGateways).patch(gateway.id, { vpcId: vpc.id })
      return { return: true }
    },
  },
  {
    ...mutation,
    name: 'DetachInternetGateway',
    input: ['InternetGatewayId!', 'VpcId!', 'DryRun'],
    run(api, input) {
      const { vpcId, ...gateway } = gatewayOf(api, input)
      const vpc = vpcOf(api, input)
      if (vpcId !== vpc.id)
        throw new AwsError(
          'Gateway.NotAttached',
          `resource ${gateway.id} is not attached to network ${vpc.id}`,
        )
      const mapped = api
        .rows(networkInterfaces)
        .all()
        .some((each) => each.vpcId === vpc.id && each.publicIp !== undefined)
      if (mapped)
        throw new AwsError(
          'DependencyViolation',
          `Network ${vpc.id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
        )
      api.rows(internetGateways).put(gateway)
      return { return: true }
    },
  },
  {
    ...mutation,
    name: 'DeleteInternetGateway',
    input: ['InternetGatewayId!', 'DryRun'],
    run(api, input) {
      const gateway = gatewayOf(api, input)
      if (gateway.vpcId !== undefined) throw dependencyViolation('internetGateway', gateway.id)
      api.rows(internetGateways).delete(gateway.id)
      return { return: true }
    },
  },
]

function gatewayOf(api: Api, input: Fields): InternetGateway {
  const id = input.required('InternetGatewayId')
  const gateway = api.rows(internetGateways).find(id)
  if (!gateway) throw notFound.internetGateway(id)
  return gateway
}

function renderGateway(gateway: InternetGateway): Answer {
  return {
    internetGatewayId: gateway.id,
    ownerId: gateway.account,
    attachmentSet:
      gateway.vpcId === undefined ? [] : [{ state: 'available', vpcId: gateway.vpcId }],
    tagSet: renderTags(gateway.tags),
  }
}
