import { CloudError, type ObjectHandler } from '@skyclust/application'
import { rolePolicyHandler, roleHandler } from './identity/role.client.ts'
import { accessEntryHandler, accessPolicyHandler } from './kubernetes/access.client.ts'
import { addonHandler } from './kubernetes/addon.client.ts'
import { clusterHandler } from './kubernetes/cluster.client.ts'
import { nodeGroupHandler } from './kubernetes/node-group.client.ts'
import {
  internetGatewayAttachmentHandler,
  internetGatewayHandler,
} from './network/internet-gateway.client.ts'
import { elasticIpHandler, natGatewayHandler } from './network/nat-gateway.client.ts'
import { routeTableAssociationHandler } from './network/route-table-association.client.ts'
import { routeTableHandler } from './network/route-table.client.ts'
import { routeHandler } from './network/route.client.ts'
import { subnetHandler, subnetPublicIpHandler } from './network/subnet.client.ts'
import { vpcDnsHostnamesHandler, vpcHandler } from './network/vpc.client.ts'
import type { SessionContext } from './session-context.ts'

const MAKERS: readonly ((context: SessionContext) => ObjectHandler)[] = [
  vpcHandler,
  vpcDnsHostnamesHandler,
  internetGatewayHandler,
  internetGatewayAttachmentHandler,
  routeTableHandler,
  routeHandler,
  routeTableAssociationHandler,
  subnetHandler,
  subnetPublicIpHandler,
  elasticIpHandler,
  natGatewayHandler,
  roleHandler,
  rolePolicyHandler,
  clusterHandler,
  accessEntryHandler,
  accessPolicyHandler,
  addonHandler,
  nodeGroupHandler,
]

/** The handler of each type of cloud object. */
export function openHandlers(context: SessionContext): (type: string) => ObjectHandler {
  const byType = new Map(
    MAKERS.map((make) => {
      const handler = make(context)
      return [handler.type, handler] as const
    }),
  )
  return (type) => {
    const handler = byType.get(type)
    if (!handler) throw new CloudError('bug', 'unknown-type', `AWS has no objects of type ${type}`)
    return handler
  }
}
