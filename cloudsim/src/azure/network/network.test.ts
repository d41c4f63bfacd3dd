import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { aksStack, type AzureSandbox, azureSandbox, listOf, textOf } from '../test-sandbox.ts'

const code = (answer: { status: number; code: string | undefined }) => [answer.status, answer.code]

const route = (properties: object) => ({
  location: 'koreacentral',
  properties: { routes: [{ name: 'all', properties }] },
})

describe('Microsoft.Network', () => {
  let sandbox: AzureSandbox
  let stack: ReturnType<typeof aksStack>
  before(async () => {
    sandbox = await azureSandbox()
    stack = aksStack(sandbox.account.subscriptionId)
    for (const part of ['group', 'nsg', 'ip', 'nat', 'vnet', 'subnet'] as const) {
      await sandbox.arm('PUT', stack.ids[part], stack.bodies[part])
      sandbox.pass(30)
    }
  })
  after(() => sandbox[Symbol.asyncDispose]())

  const location = 'koreacentral'
  const subnet = (name: string, properties: object) =>
    sandbox.arm('PUT', `${stack.ids.vnet}/subnets/${name}`, { properties })

  it('refuses ranges that are wrong, outside, overlapping', async () => {
    assert.deepEqual(code(await subnet('a', { addressPrefix: '10.10.8.1/24' })), [
      400,
      'InvalidCIDRNotation',
    ])
    assert.deepEqual(code(await subnet('a', { addressPrefix: '10.10.8/24' })), [
      400,
      'InvalidAddressPrefixFormat',
    ])
    assert.deepEqual(code(await subnet('a', { addressPrefix: '10.11.0.0/24' })), [
      400,
      'NetcfgInvalidSubnet',
    ])
    assert.deepEqual(code(await subnet('a', { addressPrefix: '10.10.8.0/30' })), [
      400,
      'NetcfgInvalidSubnet',
    ])
    assert.deepEqual(code(await subnet('a', { addressPrefix: '10.10.1.0/24' })), [
      400,
      'NetcfgSubnetRangesOverlap',
    ])
    assert.deepEqual(code(await subnet('a', { addressPrefix: '10.10.8.0/24', colour: 'red' })), [
      400,
      'InvalidRequestContent',
    ])
    const nowhere = { id: `${stack.ids.nsg}x` }
    assert.deepEqual(
      code(await subnet('a', { addressPrefix: '10.10.8.0/24', networkSecurityGroup: nowhere })),
      [400, 'InvalidResourceReference'],
    )
  })

  it('deletes nothing that is in use', async () => {
    assert.deepEqual(code(await sandbox.arm('DELETE', stack.ids.nsg)), [
      400,
      'InUseNetworkSecurityGroupCannotBeDeleted',
    ])
    assert.deepEqual(code(await sandbox.arm('DELETE', stack.ids.nat)), [
      400,
      'InUseNatGatewayCannotBeDeleted',
    ])
    assert.deepEqual(code(await sandbox.arm('DELETE', stack.ids.ip)), [
      400,
      'PublicIPAddressCannotBeDeleted',
    ])
  })

  it('changes the subnets of a VNet one at a time, and takes a repeated PUT', async () => {
    const first = await subnet('one', { addressPrefix: '10.10.16.0/24' })
    const again = await subnet('one', { addressPrefix: '10.10.16.0/24' })
    const second = await subnet('two', { addressPrefix: '10.10.17.0/24' })
    sandbox.pass(20)
    const later = await subnet('two', { addressPrefix: '10.10.17.0/24' })
    sandbox.pass(20)

    assert.deepEqual([first.status, again.status], [201, 200])
    assert.equal(again.headers['azure-asyncoperation'], first.headers['azure-asyncoperation'])
    assert.deepEqual(code(second), [429, 'AnotherOperationInProgress'])
    assert.equal(later.status, 201)
    const vnet = await sandbox.arm('GET', stack.ids.vnet)
    assert.equal(listOf(vnet.body['properties']?.['subnets']).length, 3)
  })

  it('keeps subnets when a VNet is put without them, and drops them for an empty list', async () => {
    const id = `${stack.ids.group}/providers/Microsoft.Network/virtualNetworks/vnet2`
    const addressSpace = { addressPrefixes: ['10.20.0.0/16'] }
    const subnets = [{ name: 's', properties: { addressPrefix: '10.20.0.0/24' } }]
    const names = async () =>
      listOf((await sandbox.arm('GET', id)).body['properties']?.['subnets']).map(({ name }) => name)

    await sandbox.arm('PUT', id, { location, properties: { addressSpace, subnets } })
    sandbox.pass(20)
    await sandbox.arm('PUT', id, { location, tags: { a: 'b' }, properties: { addressSpace } })
    const kept = await names()
    await sandbox.arm('PUT', id, { location, properties: { addressSpace, subnets: [] } })

    assert.deepEqual(kept, ['s'])
    assert.deepEqual(await names(), [])
  })

  it('gives an address to one NAT gateway only, once it is there', async () => {
    const ip = `${stack.ids.group}/providers/Microsoft.Network/publicIPAddresses/ip2`
    const nat = `${stack.ids.group}/providers/Microsoft.Network/natGateways/nat2`
    const body = (id: string) => ({
      ...stack.bodies.nat,
      properties: { publicIpAddresses: [{ id }] },
    })

    const taken = await sandbox.arm('PUT', nat, body(stack.ids.ip))
    await sandbox.arm('PUT', ip, stack.bodies.ip)
    const early = await sandbox.arm('PUT', nat, body(ip))
    sandbox.pass(5)
    const late = await sandbox.arm('PUT', nat, body(ip))

    assert.deepEqual(code(taken), [400, 'PublicIPAddressInUse'])
    assert.deepEqual(code(early), [409, 'ReferencedResourceNotProvisioned'])
    assert.equal(late.status, 201)
  })

  it('counts public addresses and refuses the one too many', async () => {
    sandbox.sim.clouds.azure.updateAccount(sandbox.account.subscriptionId, {
      quotas: { PublicIPAddresses: 1 },
    })
    const ip = `${stack.ids.group}/providers/Microsoft.Network/publicIPAddresses/ip3`
    const usages = await sandbox.arm(
      'GET',
      `/subscriptions/${sandbox.account.subscriptionId}/providers/Microsoft.Network/locations/${location}/usages`,
    )
    const basic = await sandbox.arm('PUT', ip, { location, properties: {} })
    const full = await sandbox.arm('PUT', ip, stack.bodies.ip)
    sandbox.sim.clouds.azure.updateAccount(sandbox.account.subscriptionId, { quotas: {} })

    const limits = usages.body['value'] as unknown as { name: { value: string }; limit: number }[]
    assert.equal(limits.find((usage) => usage.name.value === 'PublicIPAddresses')?.limit, 1)
    assert.deepEqual(code(basic), [400, 'IPv4BasicSkuPublicIpCountLimitReached'])
    assert.deepEqual(code(full), [400, 'PublicIPCountLimitReached'])
  })

  it('checks security rules and keeps them', async () => {
    const rule = {
      protocol: 'Tcp',
      access: 'Allow',
      direction: 'Inbound',
      priority: 100,
      sourceAddressPrefix: '*',
      sourcePortRange: '*',
      destinationAddressPrefix: '*',
      destinationPortRange: '443',
    }
    const put = (name: string, properties: object) =>
      sandbox.arm('PUT', `${stack.ids.nsg}/securityRules/${name}`, { properties })

    assert.deepEqual(code(await put('a', { ...rule, priority: 5000 })), [
      400,
      'SecurityRuleInvalidPriority',
    ])
    assert.equal((await put('a', rule)).status, 201)
    sandbox.pass(20)
    assert.deepEqual(code(await put('b', rule)), [400, 'SecurityRuleConflict'])
    assert.equal(
      (await sandbox.arm('GET', `${stack.ids.nsg}/securityRules/a`)).body['properties']?.[
        'provisioningState'
      ],
      'Succeeded',
    )
    assert.equal((await sandbox.arm('DELETE', `${stack.ids.nsg}/securityRules/a`)).status, 202)
    sandbox.pass(20)
  })

  it('takes what it gave: GET and PUT of the same document changes nothing', async () => {
    for (const id of [
      stack.ids.vnet,
      stack.ids.nsg,
      stack.ids.ip,
      stack.ids.nat,
      stack.ids.subnet,
    ]) {
      const { body } = await sandbox.arm('GET', id)

      const put = await sandbox.arm('PUT', id, body)

      assert.deepEqual([put.status, put.code, put.body['etag']], [200, undefined, body['etag']], id)
    }
  })

  it('keeps a route table while a subnet uses it', async () => {
    const id = `${stack.ids.group}/providers/Microsoft.Network/routeTables/routes1`

    const wrong = await sandbox.arm(
      'PUT',
      id,
      route({ addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance' }),
    )
    const right = await sandbox.arm(
      'PUT',
      id,
      route({ addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' }),
    )
    sandbox.pass(20)
    await subnet('routed', { addressPrefix: '10.10.30.0/24', routeTable: { id } })
    sandbox.pass(20)
    const refused = await sandbox.arm('DELETE', id)

    assert.deepEqual(code(wrong), [400, 'RouteNextHopIpAddressInvalid'])
    assert.equal(right.status, 201)
    assert.deepEqual(code(refused), [400, 'InUseRouteTableCannotBeDeleted'])
  })

  it('honours etags, regions and zones', async () => {
    const vnet = await sandbox.arm('GET', stack.ids.vnet)
    const etag = textOf(vnet.body['etag'])
    const body = { ...stack.bodies.vnet, tags: { seen: 'yes' } }

    const stale = await sandbox.arm('PUT', stack.ids.vnet, body, { 'if-match': 'W/"old"' })
    const good = await sandbox.arm('PUT', stack.ids.vnet, body, { 'if-match': etag })
    const moved = await sandbox.arm('PUT', stack.ids.vnet, { ...body, location: 'japaneast' })
    const zone = await sandbox.arm('PUT', `${stack.ids.ip}z`, { ...stack.bodies.ip, zones: ['4'] })
    const nowhere = await sandbox.arm('PUT', `${stack.ids.ip}z`, {
      ...stack.bodies.ip,
      location: 'moon',
    })

    assert.deepEqual(code(stale), [412, 'PreconditionFailed'])
    assert.equal(good.status, 200)
    assert.deepEqual(code(moved), [409, 'InvalidResourceLocation'])
    assert.deepEqual(code(zone), [400, 'AvailabilityZoneNotSupported'])
    assert.deepEqual(code(nowhere), [400, 'LocationNotAvailableForResourceType'])
  })
})
