import type { Operation } from '../operation.ts'
import { addressOperations } from './address.ts'
import { instanceOperations } from './instance.ts'
import { instanceTypeOperations } from './instance-types.ts'
import { internetGatewayOperations } from './internet-gateway.ts'
import { natGatewayOperations } from './nat-gateway.ts'
import { networkInterfaceOperations } from './network-interface.ts'
import { placeOperations } from './places.ts'
import { routeOperations } from './route.ts'
import { routeTableOperations } from './route-table.ts'
import { securityGroupOperations } from './security-group.ts'
import { securityGroupRuleOperations } from './security-group-rule-operations.ts'
import { subnetOperations } from './subnet.ts'
import { tagOperations } from './tags.ts'
import { vpcOperations } from './vpc.ts'

export const ec2Operations: readonly Operation[] = [
  ...placeOperations,
  ...instanceTypeOperations,
  ...vpcOperations,
  ...subnetOperations,
  ...internetGatewayOperations,
  ...addressOperations,
  ...natGatewayOperations,
  ...routeTableOperations,
  ...routeOperations,
  ...securityGroupOperations,
  ...securityGroupRuleOperations,
  ...networkInterfaceOperations,
  ...instanceOperations,
  ...tagOperations,
]
