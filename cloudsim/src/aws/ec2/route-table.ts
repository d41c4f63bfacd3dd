import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { quota } from '../quotas/quota-table.ts'
import { describeOperation, renderTags } from './describe.ts'
import { dependencyViolation, limitExceeded, notFound } from './errors.ts'
import { routeState } from './route-state.ts'
import { type RouteTable, routeTables, vpcs } from './rows.ts'
import { subnetOf } from './subnet.ts'
import { tagsFor } from './tag-specifications.ts'
import { vpcOf } from './vpc.ts'

const mutation = {
  mutating: true,
  bucket: 'ec2.mutate',
  target: (input: Fields) => input.string('RouteTableId'),
} as const

export const routeTableOperations: readonly Operation[] = [
  {
    ...mutation,
    name: 'CreateRouteTable',
    input: ['VpcId!', 'TagSpecification', 'ClientToken', 'DryRun'],
    target: (input) => input.string('VpcId'),
    run(api, input) {
      const vpc = vpcOf(api, input)
      const clientToken = input.string('ClientToken')
      const tags = tagsFor(input, 'route-table')
      const inVpc = api
        .rows(routeTables)
        .all()
        .filter(({ vpcId }) => vpcId === vpc.id)
      const earlier = inVpc.find((each) => clientToken && each.clientToken === clientToken)
      if (earlier) return { routeTable: renderRouteTable(earlier, api), clientToken }
      if (inVpc.length >= quota(api, 'L-589F43AA'))
        throw limitExceeded('RouteTableLimitExceeded', 'route tables')
      const table: RouteTable = {
        ...api.stamp(),
        id: api.newId('rtb'),
        tags,
        vpcId: vpc.id,
        associations: [],
        routes: [],
        ...(clientToken === undefined ? {} : { clientToken }),
      }
      api.rows(routeTables).put(table)
      return { routeTable: renderRouteTable(table, api), clientToken }
    },
  },
  describeOperation<RouteTable>({
    operation: 'DescribeRouteTables',
    idParameter: 'RouteTableId',
    set: 'routeTableSet',
    notFound: notFound.routeTable,
    rows: (api) => api.rows(routeTables).visible(),
    filters: {
      'route-table-id': ({ id }) => id,
      'vpc-id': ({ vpcId }) => vpcId,
      'association.main': ({ mainAssociationId }) => String(mainAssociationId !== undefined),
      'association.subnet-id': ({ associations }) => associations.map(({ subnetId }) => subnetId),
      'association.route-table-association-id': (table) => [
        table.mainAssociationId,
        ...table.associations.map(({ id }) => id),
      ],
      'association.route-table-id': (table) =>
        table.associations.length > 0 || table.mainAssociationId ? table.id : undefined,
      'route.destination-cidr-block': ({ routes }) => routes.map((route) => route.destination),
      'route.gateway-id': ({ routes }) => routes.map(({ gatewayId }) => gatewayId),
      'route.nat-gateway-id': ({ routes }) => routes.map(({ natGatewayId }) => natGatewayId),
      'route.state': (table, api) => table.routes.map((route) => routeState(api, table, route)),
    },
    render: renderRouteTable,
  }),
  {
    ...mutation,
    name: 'DeleteRouteTable',
    input: ['RouteTableId!', 'DryRun'],
    run(api, input) {
      const table = routeTableOf(api, input)
      if (table.mainAssociationId !== undefined || table.associations.length > 0)
        throw dependencyViolation('routeTable', table.id)
      api.rows(routeTables).delete(table.id)
      return { return: true }
    },
  },
  {
    ...mutation,
    name: 'AssociateRouteTable',
    input: ['RouteTableId!', 'SubnetId', 'DryRun'],
    run(api, input) {
      const table = routeTableOf(api, input)
      const subnet = subnetOf(api, input)
      if (subnet.vpcId !== table.vpcId)
        throw new AwsError(
          'InvalidParameterValue',
          `Route table ${table.id} and subnet ${subnet.id} belong to different networks`,
        )
      const taken = findAssociation(api, ({ subnetId }) => subnetId === subnet.id)
      if (taken?.table.id === table.id) return associated(taken.association.id)
      if (taken)
        throw new AwsError(
          'Resource.AlreadyAssociated',
          `the specified association for route table ${table.id} conflicts with an existing association`,
        )
      const association = { id: api.newId('rtbassoc'), subnetId: subnet.id }
      api.rows(routeTables).patch(table.id, { associations: [...table.associations, association] })
      return associated(association.id)
    },
  },
  {
    ...mutation,
    name: 'ReplaceRouteTableAssociation',
    input: ['AssociationId!', 'RouteTableId!', 'DryRun'],
    run: replaceAssociation,
  },
  {
    ...mutation,
    name: 'DisassociateRouteTable',
    input: ['AssociationId!', 'DryRun'],
    target: (input) => input.string('AssociationId'),
    run(api, input) {
      const id = input.required('AssociationId')
      const main = api
        .rows(routeTables)
        .all()
        .some(({ mainAssociationId }) => mainAssociationId === id)
      if (main)
        throw new AwsError(
          'InvalidParameterValue',
          `cannot disassociate the main route table association ${id}`,
        )
      const found = findAssociation(api, (association) => association.id === id)
      if (!found) throw notFound.association(id)
      api.rows(routeTables).patch(found.table.id, {
        associations: found.table.associations.filter((association) => association.id !== id),
      })
      return { return: true }
    },
  },
]

function replaceAssociation(api: Api, input: Fields): Answer {
  const id = input.required('AssociationId')
  const target = routeTableOf(api, input)
  const rows = api.rows(routeTables)
  const newId = api.newId('rtbassoc')
  const answer = { newAssociationId: newId, associationState: { state: 'associated' } }
  const main = rows.all().find(({ mainAssociationId }) => mainAssociationId === id)
  if (main) {
    if (main.vpcId !== target.vpcId) throw otherNetwork(target.id, id)
    const { mainAssociationId: _moved, ...rest } = main
    rows.put(rest)
    rows.patch(target.id, { mainAssociationId: newId })
    return answer
  }
  const found = findAssociation(api, (association) => association.id === id)
  if (!found) throw notFound.association(id)
  const { table, association } = found
  if (table.vpcId !== target.vpcId) throw otherNetwork(target.id, association.subnetId)
  rows.patch(table.id, { associations: table.associations.filter((each) => each.id !== id) })
  const kept = rows.find(target.id)?.associations ?? []
  rows.patch(target.id, {
    associations: [...kept, { id: newId, subnetId: association.subnetId }],
  })
  return answer
}

function otherNetwork(tableId: string, other: string): AwsError {
  return new AwsError(
    'InvalidParameterValue',
    `Route table ${tableId} and ${other} belong to different networks`,
  )
}

/** The route table a call names, found also while describes do not show it yet. */
export function routeTableOf(api: Api, input: Fields): RouteTable {
  const id = input.required('RouteTableId')
  const table = api.rows(routeTables).find(id)
  if (!table) throw notFound.routeTable(id)
  return table
}

/** The table that routes a subnet: its own, or the main one of its VPC. */
export function routeTableOfSubnet(
  api: Api,
  subnet: { readonly id: string; readonly vpcId: string },
): RouteTable | undefined {
  const own = findAssociation(api, ({ subnetId }) => subnetId === subnet.id)
  if (own) return own.table
  return api
    .rows(routeTables)
    .all()
    .find((table) => table.vpcId === subnet.vpcId && table.mainAssociationId !== undefined)
}

type Association = RouteTable['associations'][number]

function findAssociation(
  api: Api,
  matches: (association: Association) => boolean,
): { readonly table: RouteTable; readonly association: Association } | undefined {
  for (const table of api.rows(routeTables).all()) {
    const association = table.associations.find(matches)
    if (association) return { table, association }
  }
  return undefined
}

function associated(associationId: string): Answer {
  return { associationId, associationState: { state: 'associated' } }
}

function renderRouteTable(table: RouteTable, api: Api): Answer {
  const main = table.mainAssociationId
    ? [{ id: table.mainAssociationId, main: true, subnetId: undefined }]
    : []
  const own = table.associations.map((each) => ({ ...each, main: false }))
  return {
    routeTableId: table.id,
    vpcId: table.vpcId,
    ownerId: table.account,
    routeSet: [
      {
        destinationCidrBlock: api.rows(vpcs).find(table.vpcId)?.cidr,
        gatewayId: 'local',
        state: 'active',
        origin: 'CreateRouteTable',
      },
      ...table.routes.map((route) => ({
        destinationCidrBlock: route.destination,
        gatewayId: route.gatewayId,
        natGatewayId: route.natGatewayId,
        networkInterfaceId: route.networkInterfaceId,
        state: routeState(api, table, route),
        origin: 'CreateRoute',
      })),
    ],
    associationSet: [...main, ...own].map((association) => ({
      routeTableAssociationId: association.id,
      routeTableId: table.id,
      subnetId: association.subnetId,
      main: association.main,
      associationState: { state: 'associated' },
    })),
    propagatingVgwSet: [],
    tagSet: renderTags(table.tags),
  }
}
