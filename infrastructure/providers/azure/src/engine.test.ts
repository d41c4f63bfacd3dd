import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  CreateClusterRequest,
  createCluster,
  deleteCluster,
  planCluster,
  resizeNodePool,
} from '@skyclust/application'
import type { Credential } from '@skyclust/domain'
import { startProduct } from './testing/product.ts'

function requestOf(credential: Credential): CreateClusterRequest {
  return CreateClusterRequest.parse({
    name: 'web',
    provider: 'azure',
    credentialId: credential.id,
    location: 'koreacentral',
    network: { create: { cidr: '10.0.0.0/16' } },
    nodePools: [
      { name: 'main', spec: { machineType: 'Standard_D4s_v5', nodeCount: 3 } },
      { name: 'batch-1', spec: { machineType: 'Standard_D4as_v5', nodeCount: 3 } },
    ],
  })
}

type Product = Awaited<ReturnType<typeof startProduct>>
type Fault = Parameters<Product['sim']['faults']['add']>[0]['fault']

const failing = (code: string) =>
  ({ kind: 'fail-operation', code, message: 'An internal error occurred.' }) as const

const allReady = (product: Product) => product.objects().every((o) => o.state === 'ready')

describe('the engine on the Azure sandbox', () => {
  it('plans, creates, resizes and deletes a cluster with exactly the planned calls', async () => {
    await using product = await startProduct()
    const { sim, ports, actor, mutations } = product
    const request = requestOf(product.credential)

    const plan = await planCluster(ports, actor, request)
    assert.deepEqual(
      plan.findings.filter((finding) => finding.severity !== 'ok'),
      [],
    )
    assert.deepEqual(mutations(), [])

    const { resource } = await createCluster(ports, actor, request)
    await product.runUntil(resource.id, () => allReady(product))
    assert.deepEqual(mutations().toSorted(), plan.steps.flatMap((s) => s.call ?? []).toSorted())

    sim.clearCalls()
    await resizeNodePool(ports, actor, 'web', 'batch-1', { nodeCount: 6 })
    await product.runUntil(resource.id, () => allReady(product) && mutations().length > 0)
    assert.deepEqual(mutations(), ['PUT Microsoft.ContainerService/managedClusters/agentPools'])

    await deleteCluster(ports, actor, 'web')
    await product.runUntil(resource.id, () => product.objects().length === 0)
    assert.deepEqual(sim.inventory('azure'), [])
  })

  it('ends with one of everything, and with nothing, whatever goes wrong on the way', async () => {
    await using product = await startProduct()
    const { sim, ports, actor } = product
    const { resource } = await createCluster(ports, actor, requestOf(product.credential))
    sim.setVisibilityDelayMs(20_000)
    const trouble = (operation: string, fault: Fault) =>
      sim.faults.add({ cloud: 'azure', operation, remaining: 1, fault })
    const lost = { kind: 'drop', when: 'after' } as const
    trouble('PUT Microsoft.Resources/resourceGroups', lost)
    trouble('PUT Microsoft.Network/virtualNetworks', { kind: 'internal-error', when: 'after' })
    trouble('PUT Microsoft.Network/natGateways', { kind: 'throttle' })
    trouble('PUT Microsoft.Network/publicIPAddresses', failing('InternalServerError'))
    trouble('PUT Microsoft.ManagedIdentity/userAssignedIdentities', lost)
    trouble('PUT Microsoft.Authorization/roleAssignments', lost)
    trouble('PUT Microsoft.ContainerService/managedClusters', lost)
    trouble('PUT Microsoft.ContainerService/managedClusters/agentPools', failing('InternalError'))
    trouble('DELETE Microsoft.ContainerService/managedClusters', lost)
    trouble('DELETE Microsoft.Network/virtualNetworks', { kind: 'internal-error', when: 'before' })
    trouble('DELETE Microsoft.Network/natGateways', failing('InternalServerError'))
    trouble('DELETE Microsoft.Resources/resourceGroups', lost)

    await product.runUntil(resource.id, () => allReady(product))
    const types = sim
      .inventory('azure')
      .filter((item) => !/\/MC_/i.test(item.id))
      .map((item) => item.type.split('/').at(-1) ?? '')
      .toSorted()
    product.restart()
    await deleteCluster(ports, actor, 'web')
    await product.runUntil(resource.id, () => product.objects().length === 0)

    assert.deepEqual(types, [
      'agentPools',
      'agentPools',
      'managedClusters',
      'natGateways',
      'networkSecurityGroups',
      'publicIPAddresses',
      'resourceGroups',
      'roleAssignments',
      'subnets',
      'userAssignedIdentities',
      'virtualNetworks',
    ])
    assert.deepEqual(sim.inventory('azure'), [])
  })

  it('deletes a cluster that is still being made', async () => {
    await using product = await startProduct()
    const { sim, ports, actor } = product
    const { resource } = await createCluster(ports, actor, requestOf(product.credential))
    await product.runUntil(resource.id, () =>
      product.mutations().includes('PUT Microsoft.ContainerService/managedClusters'),
    )

    await deleteCluster(ports, actor, 'web')
    await product.runUntil(resource.id, () => product.objects().length === 0)

    assert.deepEqual(sim.inventory('azure'), [])
  })
})
