import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudError } from '@skyclust/application'
import { blueprint } from './blueprint.ts'
import { driver, sandbox, signal } from './testing/driver.ts'
import { clusterTree, poolSpec } from './testing/trees.ts'

describe('an Azure session', () => {
  it('proves who it is and lists what there is', async () => {
    await using box = await sandbox()

    const identity = await box.session.identity(signal)
    const locations = await box.session.locations(signal)
    const catalog = await box.session.catalog(signal)

    assert.deepEqual(identity, box.account)
    assert.ok(locations.some((l) => l.name === 'koreacentral' && l.displayName === 'Korea Central'))
    assert.deepEqual(catalog.zones, ['1', '2', '3'])
    const size = catalog.machineTypes.find((m) => m.name === 'Standard_D4s_v5')
    assert.deepEqual(size, {
      name: 'Standard_D4s_v5',
      vcpu: 4,
      memoryGiB: 16,
      architecture: 'x86_64',
      usdPerHour: '0.236',
      zones: ['1', '2', '3'],
    })
    assert.equal(catalog.versions.filter((v) => v.default).length, 1)
  })

  it('tells wrong, unknown and outlived credentials apart from everything else', async () => {
    await using box = await sandbox()
    const wrong = [
      { secret: { clientSecret: 'not-the-secret-at-all' }, code: 'AADSTS7000215' },
      { secret: { tenantId: '99999999-9999-4999-8999-999999999999' }, code: 'AADSTS90002' },
      { secret: { clientId: '99999999-9999-4999-8999-999999999999' }, code: 'AADSTS700016' },
      {
        secret: { subscriptionId: '99999999-9999-4999-8999-999999999999' },
        code: 'SubscriptionNotFound',
      },
    ]
    for (const { secret, code } of wrong) {
      const session = await box.open(secret)
      await assert.rejects(session.identity(signal), (error) => {
        assert.ok(error instanceof CloudError)
        assert.equal(error.class, 'credential')
        assert.equal(error.code, code)
        assert.ok(error.remedy)
        assert.ok(!error.message.includes('not-the-secret'))
        return true
      })
    }
    // A token that ran out is replaced without anybody noticing.
    await box.session.identity(signal)
    box.sim.clock.advance(2 * 3_600_000)
    await box.session.identity(signal)
    box.sim.clouds.azure.updateAccount(box.account.account, { expiresAt: box.sim.clock.now() - 1 })
    const late = await box.open()
    await assert.rejects(late.identity(signal), { class: 'credential' })
  })

  it('names the permissions it lacks', async () => {
    await using box = await sandbox()
    box.sim.clouds.azure.updateAccount(box.account.account, {
      denied: ['Microsoft.Authorization/roleAssignments/*', 'Microsoft.Network/natGateways/write'],
    })
    const all = blueprint(clusterTree(), box.account).flatMap((object) => object.permissions)

    const missing = await box.session.missingPermissions([...new Set(all)], signal)

    assert.deepEqual(missing.toSorted(), [
      'Microsoft.Authorization/roleAssignments/delete',
      'Microsoft.Authorization/roleAssignments/read',
      'Microsoft.Authorization/roleAssignments/write',
      'Microsoft.Network/natGateways/write',
    ])
  })

  it('needs no permission that its declarations do not name', async () => {
    await using box = await sandbox()
    const tree = clusterTree({ system: poolSpec(), more: poolSpec() })
    const graph = blueprint(tree, box.account)
    const asked = new Set(graph.flatMap((o) => o.permissions.map((p) => p.toLowerCase())))
    const walk = driver(box.sim, box.session, tree)

    await box.session.locations(signal)
    await box.session.catalog(signal)
    await box.session.quotas(['cores'], signal)
    await box.session.check(tree, graph, signal)
    await walk.create(graph)
    await walk.remove(graph)

    const verbs: Readonly<Record<string, string>> = { GET: 'read', PUT: 'write', DELETE: 'delete' }
    const used = box.sim.calls().flatMap((call) => {
      const [method = '', type = ''] = call.operation.split(' ')
      // Neither the login nor a look at one's own permissions or operations needs a role.
      if (/^(login|operation)|Authorization\/permissions$/.test(type)) return []
      const scoped = type.replace(
        /^Microsoft\.Resources\/(resourceGroups|providers)/,
        'Microsoft.Resources/subscriptions/$1',
      )
      return [`${scoped}/${verbs[method] ?? method}`.toLowerCase()]
    })
    assert.deepEqual(
      [...new Set(used)].filter((action) => !asked.has(action)),
      [],
    )
  })

  it('knows every quota its declarations name', async () => {
    await using box = await sandbox()
    const names = blueprint(clusterTree(), box.account).flatMap((o) =>
      (o.quota ?? []).map((need) => need.quota),
    )

    const quotas = await box.session.quotas(names, signal)

    assert.deepEqual(quotas.map((q) => q.quota).toSorted(), names.toSorted())
    assert.ok(quotas.every((q) => q.limit > 0))
  })
})
