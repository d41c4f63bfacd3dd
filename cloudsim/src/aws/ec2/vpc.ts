import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { quota } from '../quotas/quota-table.ts'
import { formatCidr, parseCidr } from './cidr.ts'
import { describeOperation, renderTags } from './describe.ts'
import { dependencyViolation, limitExceeded, notFound } from './errors.ts'
import { natState } from './nat-state.ts'
import {
  internetGateways,
  natGateways,
  networkInterfaces,
  routeTables,
  securityGroups,
  subnets,
  type Vpc,
  vpcs,
} from './rows.ts'
import { allTraffic } from './security-group-rules.ts'
import { tagsFor } from './tag-specifications.ts'

const mutation = {
  mutating: true,
  bucket: 'ec2.mutate',
  target: (input: Fields) => input.string('VpcId'),
} as const

export const vpcOperations: readonly Operation[] = [
  {
    name: 'CreateVpc',
    input: ['CidrBlock', 'InstanceTenancy', 'TagSpecification', 'DryRun'],
    mutating: true,
    bucket: 'ec2.mutate',
    target: (input) => input.string('CidrBlock'),
    run: (api, input) => ({ vpc: { ...renderVpc(createVpc(api, input)), state: 'pending' } }),
  },
  describeOperation<Vpc>({
    operation: 'DescribeVpcs',
    idParameter: 'VpcId',
    set: 'vpcSet',
    notFound: notFound.vpc,
    rows: (api) => api.rows(vpcs).visible(),
    filters: {
      'vpc-id': ({ id }) => id,
      cidr: ({ cidr }) => cidr,
      'cidr-block-association.cidr-block': ({ cidr }) => cidr,
      state: () => 'available',
      'is-default': () => 'false',
      isDefault: () => 'false',
      'dhcp-options-id': ({ dhcpOptionsId }) => dhcpOptionsId,
    },
    render: renderVpc,
  }),
  {
    ...mutation,
    name: 'DeleteVpc',
    input: ['VpcId!', 'DryRun'],
    run(api, input) {
      const { id } = vpcOf(api, input)
      if (hasDependencies(api, id)) throw dependencyViolation('vpc', id)
      for (const table of api.rows(routeTables).all())
        if (table.vpcId === id) api.rows(routeTables).delete(table.id)
      for (const group of api.rows(securityGroups).all())
        if (group.vpcId === id) api.rows(securityGroups).delete(group.id)
      api.rows(vpcs).delete(id)
      return { return: true }
    },
  },
  {
    ...mutation,
    name: 'ModifyVpcAttribute',
    input: ['VpcId!', 'EnableDnsSupport', 'EnableDnsHostnames'],
    run(api, input) {
      const vpc = vpcOf(api, input)
      const support = input.fields('EnableDnsSupport')?.boolean('Value')
      const hostnames = input.fields('EnableDnsHostnames')?.boolean('Value')
      if (support !== undefined && hostnames !== undefined)
        throw new AwsError(
          'InvalidParameterCombination',
          'Fields for multiple attribute types specified',
        )
      if (support === undefined && hostnames === undefined)
        throw new AwsError('MissingParameter', 'No attributes specified.')
      api.rows(vpcs).patch(vpc.id, {
        dnsSupport: support ?? vpc.dnsSupport,
        dnsHostnames: hostnames ?? vpc.dnsHostnames,
      })
      return { return: true }
    },
  },
  {
    name: 'DescribeVpcAttribute',
    input: ['VpcId!', 'Attribute!', 'DryRun'],
    mutating: false,
    bucket: 'ec2.describe',
    target: (input) => input.string('VpcId'),
    run(api, input) {
      const vpc = vpcOf(api, input)
      if (vpc.visibleAt > api.now) throw notFound.vpc(vpc.id)
      const attribute = input.oneOf('Attribute', ['enableDnsSupport', 'enableDnsHostnames'])
      const value = attribute === 'enableDnsSupport' ? vpc.dnsSupport : vpc.dnsHostnames
      return { vpcId: vpc.id, [String(attribute)]: { value } }
    },
  },
]

/** The VPC a call names, found also while describes do not show it yet. */
export function vpcOf(api: Api, input: Fields): Vpc {
  const id = input.required('VpcId')
  if (!/^vpc-[0-9a-f]+$/.test(id))
    throw new AwsError('InvalidVpcID.Malformed', `Invalid id: "${id}" (expecting "vpc-...")`)
  const vpc = api.rows(vpcs).find(id)
  if (!vpc) throw notFound.vpc(id)
  return vpc
}

function createVpc(api: Api, input: Fields): Vpc {
  const text = input.required('CidrBlock')
  const block = parseCidr(text)
  if (!block)
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    )
  if (block.prefix < 16 || block.prefix > 28)
    throw new AwsError('InvalidVpc.Range', `The CIDR '${text}' is invalid.`)
  const tenancy = input.oneOf('InstanceTenancy', ['default', 'dedicated']) ?? 'default'
  const tags = tagsFor(input, 'vpc')
  if (api.rows(vpcs).all().length >= quota(api, 'L-F678F1CE'))
    throw limitExceeded('VpcLimitExceeded', 'VPCs')
  const vpc: Vpc = {
    ...api.stamp(),
    id: api.newId('vpc'),
    tags,
    cidr: formatCidr(block),
    cidrAssociationId: api.newId('vpc-cidr-assoc'),
    dhcpOptionsId: `dopt-0${api.account}aaaa`,
    tenancy,
    dnsSupport: true,
    dnsHostnames: false,
  }
  api.rows(vpcs).put(vpc)
  api.rows(routeTables).put({
    ...api.stamp(),
    id: api.newId('rtb'),
    tags: {},
    vpcId: vpc.id,
    mainAssociationId: api.newId('rtbassoc'),
    associations: [],
    routes: [],
  })
  const groupId = api.newId('sg')
  api.rows(securityGroups).put({
    ...api.stamp(),
    id: groupId,
    tags: {},
    vpcId: vpc.id,
    name: 'default',
    description: 'default VPC security group',
    rules: [
      { id: api.newId('sgr'), egress: false, protocol: '-1', groupId },
      allTraffic(api.newId('sgr'), true),
    ],
  })
  return vpc
}

function hasDependencies(api: Api, vpcId: string): boolean {
  const inVpc = (row: { readonly vpcId?: string }) => row.vpcId === vpcId
  return (
    api.rows(subnets).all().some(inVpc) ||
    api.rows(internetGateways).all().some(inVpc) ||
    api.rows(networkInterfaces).all().some(inVpc) ||
    api
      .rows(natGateways)
      .all()
      .some((nat) => inVpc(nat) && natState(nat, api.now) !== 'deleted') ||
    api
      .rows(securityGroups)
      .all()
      .some((group) => inVpc(group) && group.name !== 'default') ||
    api
      .rows(routeTables)
      .all()
      .some((table) => inVpc(table) && !table.mainAssociationId)
  )
}

function renderVpc(vpc: Vpc): Answer {
  return {
    vpcId: vpc.id,
    ownerId: vpc.account,
    state: 'available',
    cidrBlock: vpc.cidr,
    cidrBlockAssociationSet: [
      {
        associationId: vpc.cidrAssociationId,
        cidrBlock: vpc.cidr,
        cidrBlockState: { state: 'associated' },
      },
    ],
    dhcpOptionsId: vpc.dhcpOptionsId,
    instanceTenancy: vpc.tenancy,
    isDefault: false,
    tagSet: renderTags(vpc.tags),
  }
}
