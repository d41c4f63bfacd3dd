import type { Observation, ObjectHandler } from '@skyclust/application'
import type { RouteTable } from '@aws-sdk/client-ec2'
import { nothingToCompare, present, receipt, requestIdOf, text } from '../handler.ts'
import type { SessionContext } from '../session-context.ts'
import { tagSpecification } from '../tags.ts'
import { findTagged } from './owned-objects.ts'

export function routeTableHandler({ aws, reads }: SessionContext): ObjectHandler {
  return {
    type: 'ec2:route-table',
    find: (object, externalId, signal) =>
      findTagged(reads.routeTables, object, externalId, signal, observe),
    async create(object, { token, signal }) {
      const answer = await aws.ec2('ec2:CreateRouteTable', 'create', signal, (ec2, options) =>
        ec2.createRouteTable(
          {
            VpcId: text(object, 'vpcId'),
            ClientToken: token,
            TagSpecifications: tagSpecification(object, 'route-table'),
          },
          options,
        ),
      )
      const { externalId, ...seen } = observe(present(answer.RouteTable, 'RouteTable'))
      return receipt(externalId, answer, { ...seen, owned: true })
    },
    compare: nothingToCompare,
    async remove(_object, externalId, { signal }) {
      const answer = await aws.ec2('ec2:DeleteRouteTable', 'remove', signal, (ec2, options) =>
        ec2.deleteRouteTable({ RouteTableId: externalId }, options),
      )
      return requestIdOf(answer)
    },
    async explainBlock(_object, externalId, signal) {
      const table = await reads.routeTables.byId(externalId, signal)
      return (table?.Associations ?? []).flatMap(({ SubnetId, GatewayId }) => {
        const holder = SubnetId ?? GatewayId
        return holder === undefined ? [] : [`association with ${holder}`]
      })
    },
  }
}

function observe(table: RouteTable): Omit<Observation, 'owned'> {
  const routeTableId = present(table.RouteTableId, 'RouteTableId')
  return {
    externalId: routeTableId,
    settled: { state: 'ready' },
    outputs: { routeTableId },
    fields: {},
  }
}
