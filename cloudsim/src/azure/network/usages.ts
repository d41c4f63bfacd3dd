import { badRequest } from '../arm/errors.ts'
import { type ArmCall, type ArmOperation, param } from '../arm/operation.ts'
import { paged } from '../arm/paging.ts'
import { normalLocation } from '../resources/locations.ts'

interface NetworkQuota {
  readonly name: string
  readonly label: string
  readonly type: string
  readonly limit: number
  readonly code: string
}

const quotas: readonly NetworkQuota[] = [
  {
    name: 'VirtualNetworks',
    label: 'Virtual Networks',
    type: 'Microsoft.Network/virtualNetworks',
    limit: 1000,
    code: 'VirtualNetworkCountLimitReached',
  },
  {
    name: 'NetworkSecurityGroups',
    label: 'Network Security Groups',
    type: 'Microsoft.Network/networkSecurityGroups',
    limit: 5000,
    code: 'NetworkSecurityGroupCountLimitReached',
  },
  {
    name: 'PublicIPAddresses',
    label: 'Public IP Addresses',
    type: 'Microsoft.Network/publicIPAddresses',
    limit: 1000,
    code: 'PublicIPCountLimitReached',
  },
  {
    name: 'StandardSkuPublicIpAddresses',
    label: 'Public IPv4 Addresses - Standard',
    type: 'Microsoft.Network/publicIPAddresses',
    limit: 1000,
    code: 'PublicIPCountLimitReached',
  },
  {
    name: 'NatGateways',
    label: 'Nat Gateways',
    type: 'Microsoft.Network/natGateways',
    limit: 1000,
    code: 'NatGatewayCountLimitReached',
  },
  {
    name: 'RouteTables',
    label: 'Route Tables',
    type: 'Microsoft.Network/routeTables',
    limit: 200,
    code: 'RouteTableCountLimitReached',
  },
]

function usedOf(call: ArmCall, quota: NetworkQuota, location: string): number {
  return call.sim.state
    .resources(quota.type)
    .values()
    .filter(
      (record) =>
        record.subscription === call.account.subscriptionId && record.location === location,
    ).length
}

function limitOf(call: ArmCall, quota: NetworkQuota): number {
  return call.account.quotas[quota.name] ?? quota.limit
}

/** Refuses one more object of a type in a region when the subscription's limit is reached. */
export function requireNetworkQuota(call: ArmCall, type: string, location: string): void {
  for (const quota of quotas.filter((candidate) => candidate.type === type)) {
    const limit = limitOf(call, quota)
    if (usedOf(call, quota, location) < limit) continue
    throw badRequest(
      quota.code,
      `Cannot create more than ${limit} ${quota.label.toLowerCase()} for this subscription in this region.`,
    )
  }
}

export const usageOperations: readonly ArmOperation[] = [
  {
    method: 'GET',
    path: '/subscriptions/{subscription}/providers/Microsoft.Network/locations/{location}/usages',
    type: 'Microsoft.Network/locations/usages',
    action: 'Microsoft.Network/locations/usages/read',
    registration: true,
    run(call) {
      const location = normalLocation(param(call, 'location'))
      const usages = quotas.map((quota) => ({
        id: `/subscriptions/${call.account.subscriptionId}/providers/Microsoft.Network/locations/${location}/usages/${quota.name}`,
        unit: 'Count',
        currentValue: usedOf(call, quota, location),
        limit: limitOf(call, quota),
        name: { value: quota.name, localizedValue: quota.label },
      }))
      return paged(call, usages)
    },
  },
]
