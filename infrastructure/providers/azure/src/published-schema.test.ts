import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject } from '@skyclust/domain'
import { objectAt, textAt } from './arm/document.ts'
import { blueprint } from './blueprint.ts'
import { schemaProblems, schemasFolder } from './testing/published-schema.ts'
import { ACCOUNT, clusterTree, poolSpec } from './testing/trees.ts'

const AKS = '2026-04-01/Microsoft.ContainerService.Aks.json'
const NETWORK = '2025-05-01/Microsoft.Network.NRP.json'
const SCHEMAS: Readonly<Record<string, readonly [file: string, resource: string]>> = {
  'Microsoft.Network/virtualNetworks': [NETWORK, 'virtualNetworks'],
  'Microsoft.Network/virtualNetworks/subnets': [NETWORK, 'virtualNetworks_subnets'],
  'Microsoft.Network/networkSecurityGroups': [NETWORK, 'networkSecurityGroups'],
  'Microsoft.Network/publicIPAddresses': [NETWORK, 'publicIPAddresses'],
  'Microsoft.Network/natGateways': [NETWORK, 'natGateways'],
  'Microsoft.ContainerService/managedClusters': [AKS, 'managedClusters'],
  'Microsoft.ContainerService/managedClusters/agentPools': [AKS, 'managedClusters_agentPools'],
}

const folder = schemasFolder()
const skip = folder === undefined ? 'the published schemas are not here' : false

describe('bodies as Microsoft publishes them', { skip }, () => {
  const tree = clusterTree(
    {
      system: poolSpec({ autoscaling: { min: 2, max: 5 } }),
      spots: poolSpec({
        spot: true,
        nodeLabels: { a: 'b' },
        taints: [{ key: 'k', value: 'v', effect: 'NoExecute' }],
      }),
    },
    { version: '1.34', azure: { tier: 'Premium' }, endpoint: { public: false, private: true } },
  )

  for (const declaration of blueprint(tree, ACCOUNT)) {
    const schema = SCHEMAS[declaration.type]
    if (schema === undefined) continue
    it(declaration.id, () => {
      const [file, resource] = schema
      const declared = objectAt(declaration.desired, 'body')
      const pool = objectAt(declaration.desired, 'systemPool')
      const profile = { ...objectAt(pool, 'properties'), name: textAt(pool, 'name') }
      const body: JsonObject =
        resource === 'managedClusters'
          ? {
              ...declared,
              properties: { ...objectAt(declared, 'properties'), agentPoolProfiles: [profile] },
            }
          : declared

      assert.deepEqual(schemaProblems(folder ?? '', file, resource, body), [])
      const wrong = { ...body, properties: { ...objectAt(body, 'properties'), nonsense: 1 } }
      assert.equal(schemaProblems(folder ?? '', file, resource, wrong).length, 1)
    })
  }
})
