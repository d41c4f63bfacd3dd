import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { aksSchema } from './containerservice/schema.ts'
import { networkSchema } from './network/schema.ts'

const specs =
  process.env['SKYCLUST_SPECS_DIR'] ?? join(import.meta.dirname, '../../../../shared/specs')
const schemas = join(specs, 'azure/schemas')
const skip = existsSync(schemas) ? false : `the published schemas are not at ${schemas}`

interface Schema {
  readonly resourceDefinitions: Readonly<Record<string, Shape>>
  readonly definitions: Readonly<Record<string, Shape>>
}
interface Shape {
  readonly properties: Readonly<Record<string, unknown>>
}

function load(file: string): Schema {
  return JSON.parse(readFileSync(join(schemas, file), 'utf8')) as Schema
}

function members(shape: Shape | undefined): string[] {
  return Object.keys(shape?.properties ?? {}).toSorted()
}

describe('accepted members are those of the published schemas', { skip }, () => {
  const cases: readonly [keyof typeof networkSchema, string][] = [
    ['virtualNetworks', 'CommonVirtualNetworkPropertiesFormat'],
    ['subnets', 'CommonSubnetPropertiesFormat'],
    ['networkSecurityGroups', 'CommonNetworkSecurityGroupPropertiesFormat'],
    ['securityRules', 'CommonSecurityRulePropertiesFormat'],
    ['publicIPAddresses', 'CommonPublicIPAddressPropertiesFormat'],
    ['natGateways', 'CommonNatGatewayPropertiesFormat'],
    ['routeTables', 'CommonRouteTablePropertiesFormat'],
    ['routes', 'CommonRoutePropertiesFormat'],
  ]
  for (const [kind, definition] of cases)
    it(`Microsoft.Network/${kind}`, () => {
      const schema = load('2025-05-01/Microsoft.Network.NRP.json')

      assert.deepEqual([...networkSchema[kind]].toSorted(), members(schema.definitions[definition]))
    })

  it('Microsoft.ContainerService/managedClusters and agentPools', () => {
    const { definitions, resourceDefinitions } = load(
      '2026-04-01/Microsoft.ContainerService.Aks.json',
    )
    const top = members(resourceDefinitions['managedClusters']).filter(
      (name) => name !== 'apiVersion' && name !== 'resources',
    )

    assert.deepEqual([...aksSchema.managedClusters].toSorted(), top)
    assert.deepEqual(
      [...aksSchema.clusterProperties].toSorted(),
      members(definitions['ManagedClusterProperties']),
    )
    assert.deepEqual(
      [...aksSchema.poolProperties].toSorted(),
      members(definitions['ManagedClusterAgentPoolProfileProperties']),
    )
  })
})
