import type { ObjectHandler, ResolvedObject } from '@skyclust/application'
import { readyObservation, receipt, requestIdOf, text } from '../handler.ts'
import type { SessionContext } from '../session-context.ts'

/** Known as `<table>/<destination>`; ours because the table is. */
export function routeHandler({ aws, reads }: SessionContext): ObjectHandler {
  return {
    type: 'ec2:route',
    async find(object, _externalId, signal) {
      const table = await reads.routeTables.byId(text(object, 'routeTableId'), signal)
      const destination = text(object, 'destination')
      const route = table?.Routes?.find((each) => each.DestinationCidrBlock === destination)
      if (!route) return []
      const targetId =
        route.GatewayId ??
        route.NatGatewayId ??
        route.TransitGatewayId ??
        route.NetworkInterfaceId ??
        route.VpcPeeringConnectionId
      return [{ externalId: idOf(object), ...readyObservation({}, { targetId }) }]
    },
    async create(object, { signal }) {
      const answer = await aws.ec2('ec2:CreateRoute', 'create', signal, (ec2, options) =>
        ec2.createRoute(routeInput(object), options),
      )
      return receipt(idOf(object), answer, observed(object))
    },
    compare(object, { fields }) {
      const desired = text(object, 'targetId')
      return fields['targetId'] === desired
        ? []
        : [{ path: 'targetId', desired, observed: fields['targetId'] }]
    },
    async update(object, _observed, _changes, { signal }) {
      const answer = await aws.ec2('ec2:ReplaceRoute', 'update', signal, (ec2, options) =>
        ec2.replaceRoute(routeInput(object), options),
      )
      return receipt(idOf(object), answer, observed(object))
    },
    async remove(object, _externalId, { signal }) {
      const answer = await aws.ec2('ec2:DeleteRoute', 'remove', signal, (ec2, options) =>
        ec2.deleteRoute(
          {
            RouteTableId: text(object, 'routeTableId'),
            DestinationCidrBlock: text(object, 'destination'),
          },
          options,
        ),
      )
      return requestIdOf(answer)
    },
  }
}

function idOf(object: ResolvedObject): string {
  return `${text(object, 'routeTableId')}/${text(object, 'destination')}`
}

function observed(object: ResolvedObject) {
  return readyObservation({}, { targetId: text(object, 'targetId') })
}

function routeInput(object: ResolvedObject) {
  const target = text(object, 'targetId')
  return {
    RouteTableId: text(object, 'routeTableId'),
    DestinationCidrBlock: text(object, 'destination'),
    ...(text(object, 'via') === 'nat-gateway' ? { NatGatewayId: target } : { GatewayId: target }),
  }
}
