import type { CloudSession, ObjectHandler, SessionOptions } from '@skyclust/application'
import { readCatalog } from './account/catalog.ts'
import { readLocations } from './account/locations.ts'
import { missingActions } from './account/permissions.ts'
import { readQuotas } from './account/quotas.ts'
import { resourceGroupHandler } from './account/resource-group.client.ts'
import { computeSkus } from './account/skus.ts'
import { textAt } from './arm/document.ts'
import type { Tools } from './arm/handler.ts'
import { recentOperations } from './arm/operations.ts'
import { armReader } from './arm/reader.ts'
import { check } from './checks/check.ts'
import { openArm } from './client.ts'
import { agentPoolHandler } from './kubernetes/agent-pool.client.ts'
import { clusterIdentityHandler, roleAssignmentHandler } from './kubernetes/identity.client.ts'
import { managedClusterHandler } from './kubernetes/managed-cluster.client.ts'
import {
  natGatewayHandler,
  networkSecurityGroupHandler,
  publicIpHandler,
  subnetHandler,
  virtualNetworkHandler,
} from './network/network.client.ts'

const HANDLERS = [
  resourceGroupHandler,
  virtualNetworkHandler,
  networkSecurityGroupHandler,
  publicIpHandler,
  natGatewayHandler,
  subnetHandler,
  clusterIdentityHandler,
  roleAssignmentHandler,
  managedClusterHandler,
  agentPoolHandler,
] as const

/** Opens one Azure credential at one region. */
export async function openSession(options: SessionOptions): Promise<CloudSession> {
  const { secret, endpoint, governor, location, clock } = options
  if (secret.provider !== 'azure')
    throw new TypeError(`an Azure session got a ${secret.provider} secret`)
  const arm = await openArm({ secret: secret.secret, endpoint, governor })
  const skus = computeSkus(arm, () => clock.now())
  const tools: Tools = {
    arm,
    skus,
    reader: armReader(arm, governor),
    operations: recentOperations(arm),
  }
  const handlers = new Map<string, ObjectHandler>(
    HANDLERS.map((make) => make(tools)).map((handler) => [handler.type, handler]),
  )
  const scope = `/subscriptions/${arm.subscription}`
  return {
    async identity(signal) {
      await arm.signIn(signal)
      const answer = await arm.send({
        method: 'GET',
        path: scope,
        apiVersion: '2022-12-01',
        bucket: 'arm-read',
        signal,
      })
      return {
        account: textAt(answer.body, 'subscriptionId') ?? arm.subscription,
        principal: arm.clientId,
      }
    },
    async locations(signal) {
      const locations = await readLocations(arm, signal)
      return locations.map(({ name, displayName }) => ({ name, displayName }))
    },
    catalog: (signal) => readCatalog(arm, skus, location, signal),
    missingPermissions: (permissions, signal) => missingActions(arm, scope, permissions, signal),
    quotas: (names, signal) => readQuotas(arm, location, names, signal),
    check: (tree, declarations, signal) => check({ arm, skus, tree, declarations, signal }),
    handler(type) {
      const handler = handlers.get(type)
      if (!handler) throw new RangeError(`Azure has no handler for «${type}»`)
      return handler
    },
    close() {},
  }
}
