import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { monthlyUsd, ofKind } from '@skyclust/domain'
import { grants } from './account/permissions.ts'
import { changesBetween, overlay } from './arm/changes.ts'
import { addressRanges } from './kubernetes/address-ranges.ts'
import { failedWhileChanging } from './kubernetes/repair.ts'
import { isOlder } from './kubernetes/versions.ts'
import { parseVmSize } from './kubernetes/vm-size.ts'
import { subnetLayout } from './layout.ts'
import { guidOf } from './names.ts'
import { nameOfUser } from './network/users.ts'
import { nodePrices } from './prices/price-lines.ts'
import { vmPrice } from './prices/vm-prices.ts'
import { clusterTree } from './testing/trees.ts'

describe('VM size names', () => {
  const cases = [
    ['Standard_D4s_v5', 'standardDSv5Family', 4],
    ['Standard_D8as_v5', 'standardDASv5Family', 8],
    ['Standard_E2_v3', 'standardEv3Family', 2],
    ['Standard_F16s_v2', 'standardFSv2Family', 16],
    ['Standard_DS3_v2', 'standardDSv2Family', 4],
    ['Standard_B2ms', 'standardBSFamily', 2],
  ] as const
  for (const [name, family, vcpus] of cases)
    it(name, () => {
      const size = parseVmSize(name)
      assert.deepEqual([size?.family, size?.vcpus], [family, vcpus])
    })
})

describe('names and ranges', () => {
  it('derives the same version 5 GUID from the same text', () => {
    assert.equal(guidOf('a'), guidOf('a'))
    assert.notEqual(guidOf('a'), guidOf('b'))
    assert.match(
      guidOf('a'),
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
  })

  it('avoids the network and what was asked for', () => {
    assert.deepEqual(addressRanges({ networkCidr: '10.240.0.0/12' }), {
      podCidr: '100.64.0.0/16',
      serviceCidr: '172.20.0.0/16',
      dnsServiceIP: '172.20.0.10',
    })
    assert.equal(addressRanges({ networkCidr: '172.16.0.0/12' }).serviceCidr, '10.96.0.0/16')
    assert.throws(() => addressRanges({ serviceCidr: '10.0.0.0/29' }), { code: 'cidr-too-small' })
  })

  it('lays out one subnet behind NAT that leaves room in the network', () => {
    const cidrs = ['10.0.0.0/12', '10.0.0.0/16', '10.0.0.0/20', '10.0.0.0/22'].map(
      (networkCidr) => subnetLayout({ networkCidr, location: 'eastus', zones: [] })[0]?.cidr,
    )
    assert.deepEqual(cidrs, ['10.0.0.0/20', '10.0.0.0/20', '10.0.0.0/21', '10.0.0.0/23'])
    assert.ok(ofKind(clusterTree().resources, 'subnet').every((s) => s.spec.nat))
  })

  it('says who keeps something in use', () => {
    assert.equal(
      nameOfUser(
        '/subscriptions/s/resourceGroups/MC_g/providers/Microsoft.Compute/virtualMachineScaleSets/aks-a-vmss/virtualMachines/0/networkInterfaces/n/ipConfigurations/i',
      ),
      'network interface of scale set «aks-a-vmss» (resource group «MC_g», made by AKS)',
    )
    assert.equal(
      nameOfUser(
        '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n',
      ),
      'virtualNetworks «v» / subnets «n» (resource group «g»)',
    )
  })
})

describe('comparing', () => {
  it('finds what differs and leaves alone what ARM adds', () => {
    const desired = { a: { id: '/X/y' }, list: [{ name: 'one', p: { q: 1 } }], same: true }
    const observed = {
      a: { id: '/x/Y', more: 1 },
      list: [{ name: 'one', etag: 'e', p: { q: 2 } }],
      same: true,
      extra: 1,
    }
    assert.deepEqual(changesBetween(desired, observed), [
      { path: 'list[one].p.q', desired: 1, observed: 2 },
    ])
    assert.deepEqual(overlay(observed, { a: { id: 'z' } }), {
      ...observed,
      a: { id: 'z', more: 1 },
    })
  })

  it('orders versions and never asks for an older one', () => {
    assert.equal(isOlder('1.33.7', '1.34'), true)
    assert.equal(isOlder('1.34.1', '1.34.3'), true)
    assert.equal(isOlder('1.34.3', '1.34'), false)
    assert.equal(isOlder('1.35.0', '1.34'), false)
    assert.equal(isOlder(undefined, '1.34'), false)
  })

  it('tells a failed change from a failed creation', () => {
    const failed = { properties: { provisioningState: 'Failed' } }
    const at = (createdAt: string, lastModifiedAt: string) => ({
      ...failed,
      systemData: { createdAt, lastModifiedAt },
    })
    assert.equal(failedWhileChanging(failed, {}), false)
    assert.equal(failedWhileChanging(failed, { 'skyclust-updated': 'true' }), true)
    assert.equal(failedWhileChanging(at('2026-11-01T00:00:00Z', '2026-11-01T00:00:01Z'), {}), false)
    assert.equal(failedWhileChanging(at('2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'), {}), true)
  })
})

describe('permissions', () => {
  it('grants by wildcard, less the notActions', () => {
    const contributor = {
      actions: ['*'],
      notActions: ['Microsoft.Authorization/*/Write', 'Microsoft.Authorization/*/Delete'],
    }
    assert.equal(grants(contributor, 'Microsoft.Network/virtualNetworks/write'), true)
    assert.equal(grants(contributor, 'Microsoft.Authorization/roleAssignments/read'), true)
    assert.equal(grants(contributor, 'Microsoft.Authorization/roleAssignments/write'), false)
    assert.equal(grants({ actions: ['Microsoft.Network/*'] }, 'MicrosoftXNetwork/a/read'), false)
  })
})

describe('prices', () => {
  it('come from the snapshot, another region’s where there is none', () => {
    assert.deepEqual(vmPrice('koreacentral', 'Standard_D4s_v5'), {
      usdPerHour: '0.236',
      asOf: '2026-06-18',
    })
    assert.equal(vmPrice('atlantis', 'Standard_D4s_v5')?.approximatedFrom, 'eastus')
    assert.equal(vmPrice('koreacentral', 'Standard_Z9'), undefined)
  })

  it('agree with a known estimate: three Standard_DS2_v2 with 128 GiB premium disks', () => {
    const [machines, disks] = nodePrices('eastus', 'Standard_DS2_v2', 3, 128)
    assert.ok(machines && disks)
    assert.equal(monthlyUsd(machines), '319.74')
    assert.equal(monthlyUsd(disks), '59.13')
  })

  it('stay small', () => {
    const bytes = readFileSync(new URL('prices/linux-on-demand.json', import.meta.url)).length
    assert.ok(bytes < 300_000)
  })
})
