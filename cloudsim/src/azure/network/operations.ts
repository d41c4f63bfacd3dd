import type { ArmOperation } from '../arm/operation.ts'
import { natGatewayOperations } from './nat-gateways.ts'
import { publicIpOperations } from './public-ips.ts'
import { routeTableOperations } from './route-tables.ts'
import { securityGroupOperations } from './security-groups.ts'
import { subnetOperations } from './subnets.ts'
import { usageOperations } from './usages.ts'
import { virtualNetworkOperations } from './virtual-networks.ts'

export const networkOperations: readonly ArmOperation[] = [
  ...virtualNetworkOperations,
  ...subnetOperations,
  ...securityGroupOperations,
  ...publicIpOperations,
  ...natGatewayOperations,
  ...routeTableOperations,
  ...usageOperations,
]
