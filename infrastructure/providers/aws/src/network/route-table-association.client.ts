import type { ObjectHandler } from '@skyclust/application'
import { present, readyObservation, receipt, requestIdOf, text } from '../handler.ts'
import type { SessionContext } from '../session-context.ts'

/** A subnet has at most one explicit association: it is looked up by the subnet. Ours because the subnet is. */
export function routeTableAssociationHandler({ aws, reads }: SessionContext): ObjectHandler {
  return {
    type: 'ec2:route-table-association',
    async find(object, _externalId, signal) {
      const subnetId = text(object, 'subnetId')
      const table = await reads.routeTableOfSubnet(subnetId, signal)
      const association = table?.Associations?.find((each) => each.SubnetId === subnetId)
      const state = association?.AssociationState?.State
      if (!association?.RouteTableAssociationId || state === 'disassociated') return []
      return [
        {
          externalId: association.RouteTableAssociationId,
          ...readyObservation({}, { routeTableId: table?.RouteTableId }),
          settled:
            state === 'associating'
              ? { state: 'pending' }
              : state === 'disassociating'
                ? { state: 'deleting' }
                : { state: 'ready' },
        },
      ]
    },
    async create(object, { signal }) {
      const routeTableId = text(object, 'routeTableId')
      const answer = await aws.ec2('ec2:AssociateRouteTable', 'create', signal, (ec2, options) =>
        ec2.associateRouteTable(
          { RouteTableId: routeTableId, SubnetId: text(object, 'subnetId') },
          options,
        ),
      )
      return receipt(
        present(answer.AssociationId, 'AssociationId'),
        answer,
        readyObservation({}, { routeTableId }),
      )
    },
    compare(object, { fields }) {
      const desired = text(object, 'routeTableId')
      return fields['routeTableId'] === desired
        ? []
        : [{ path: 'routeTableId', desired, observed: fields['routeTableId'] }]
    },
    async update(object, { externalId }, _changes, { signal }) {
      const routeTableId = text(object, 'routeTableId')
      const answer = await aws.ec2(
        'ec2:ReplaceRouteTableAssociation',
        'update',
        signal,
        (ec2, options) =>
          ec2.replaceRouteTableAssociation(
            { AssociationId: externalId, RouteTableId: routeTableId },
            options,
          ),
      )
      return receipt(
        present(answer.NewAssociationId, 'NewAssociationId'),
        answer,
        readyObservation({}, { routeTableId }),
      )
    },
    async remove(_object, externalId, { signal }) {
      const answer = await aws.ec2('ec2:DisassociateRouteTable', 'remove', signal, (ec2, options) =>
        ec2.disassociateRouteTable({ AssociationId: externalId }, options),
      )
      return requestIdOf(answer)
    },
  }
}
