import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { afterEach, describe, it } from 'node:test'
import { CloudError } from '@skyclust/application'
import type { Finding } from '@skyclust/domain'
import { newBuild, openSandbox, resolved, type Sandbox, create } from '../testing/sandbox.ts'
import { clusterTree, type TreeOptions } from '../testing/trees.ts'

let sandbox: Sandbox | undefined

async function start(
  location?: string,
  account?: Parameters<typeof openSandbox>[1],
): Promise<Sandbox> {
  sandbox = await openSandbox(location, account)
  return sandbox
}

afterEach(async () => {
  await sandbox?.close()
  sandbox = undefined
})

async function findingsOf(box: Sandbox, options: TreeOptions = {}): Promise<readonly Finding[]> {
  const tree = clusterTree(options)
  const { declarations } = newBuild(tree, box.project)
  return box.session.check(tree, declarations, box.signal)
}

const outline = (findings: readonly Finding[]) =>
  findings.map((f) => [f.severity, f.code, f.pointer])

describe('check', () => {
  it('has nothing to say about a sound plan, and changes nothing', async () => {
    const box = await start()

    assert.deepEqual(await findingsOf(box), [])

    assert.ok(box.running.sim.calls().every((call) => !call.mutating))
  })

  const wrong: readonly (readonly [string, TreeOptions, readonly unknown[], RegExp])[] = [
    [
      'region',
      { location: 'europe-west99' },
      ['error', 'unknown-region', '/location'],
      /europe-west1/,
    ],
    [
      'zone',
      { location: 'europe-west1-a' },
      ['error', 'unknown-zone', '/location'],
      /europe-west1-b/,
    ],
    [
      'version',
      { cluster: { version: '1.19' } },
      ['error', 'unknown-version', '/version'],
      /versions/,
    ],
    [
      'machine type',
      { pools: [{ name: 'main', machineType: 'e2-standard-5' }] },
      ['error', 'unknown-machine-type', '/nodePools/0/spec/machineType'],
      /e2-standard-4/,
    ],
    [
      'number of nodes',
      { pools: [{ name: 'main', nodeCount: 4 }] },
      ['warning', 'nodes-uneven', '/nodePools/0/spec/nodeCount'],
      /6 nodes/,
    ],
    [
      'network size',
      { cidr: '10.0.0.0/18', pools: [{ name: 'main', nodeCount: 33 }] },
      ['error', 'cidr-too-small', '/network/create/cidr'],
      /larger/,
    ],
    [
      'kind of location',
      { location: 'europe-west1-b', cluster: { gcp: { autopilot: true } }, pools: [] },
      ['error', 'autopilot-zonal', '/location'],
      /europe-west1 as location/,
    ],
    [
      'lack of pools',
      { pools: [] },
      ['error', 'node-pool-required', '/nodePools'],
      /Add a node pool/,
    ],
  ]
  for (const [what, options, expected, remedy] of wrong)
    it(`names a wrong ${what}`, async () => {
      const findings = await findingsOf(await start(), options)

      assert.deepEqual(outline(findings), [expected])
      assert.match(findings[0]?.remedy ?? '', remedy)
    })

  it('takes versions by their beginning', async () => {
    const box = await start()

    assert.deepEqual(await findingsOf(box, { cluster: { version: '1.34' } }), [])
  })

  it('finds names that are taken by others, and knows its own', async () => {
    const box = await start()
    const tree = clusterTree()
    const build = newBuild(tree, box.project)
    await create(box, tree, build)
    assert.deepEqual(await findingsOf(box), [])
    const id = build.externalIds.get('cluster:web/cluster') ?? ''
    box.running.sim.clouds.gcp.drift('cluster', id, { resourceLabels: { team: 'other' } })

    const findings = await findingsOf(box)

    assert.deepEqual(outline(findings), [['error', 'name-taken', '/name']])
  })

  it('names an API that is not enabled', async () => {
    const box = await start()
    const id = `projects/${box.project}/services/container.googleapis.com`
    box.running.sim.clouds.gcp.drift('service', id, { state: 'DISABLED' })

    const findings = await findingsOf(box)

    assert.deepEqual(outline(findings), [['error', 'api-disabled', undefined]])
    assert.match(findings[0]?.remedy ?? '', /gcloud services enable container.googleapis.com/)
  })
})

const foreignOptions = (foreign: object): TreeOptions => ({ cluster: { network: { foreign } } })

async function withNetwork(): Promise<Sandbox> {
  const box = await start()
  const tree = clusterTree()
  const build = newBuild(tree, box.project)
  for (const id of ['network:web/vpc', 'subnet:web-nodes/subnetwork']) {
    const declaration = build.declarations.find((d) => d.id === id)
    assert.ok(declaration)
    const object = resolved(build, tree, declaration)
    const handler = box.session.handler(declaration.type)
    await handler.create?.(object, { token: randomUUID(), signal: box.signal })
    box.running.sim.clock.advance(60_000)
    const [seen] = await handler.find(object, undefined, box.signal)
    build.outputs.set(id, seen?.outputs ?? {})
  }
  return box
}
const foreignNames = () => {
  const { declarations } = newBuild(clusterTree(), 'p')
  const nameOf = (type: string) => declarations.find((d) => d.type === type)?.name ?? ''
  return { id: nameOf('compute:network'), subnetIds: [nameOf('compute:subnetwork')] }
}

describe('a foreign network', () => {
  it('is told from its ranges, its subnetwork and its way out', async () => {
    const box = await withNetwork()

    const unnamed = await findingsOf(box, foreignOptions(foreignNames()))
    const absent = await findingsOf(
      box,
      foreignOptions({ ...foreignNames(), subnetIds: ['nowhere'] }),
    )
    const fit = await findingsOf(
      box,
      foreignOptions({ ...foreignNames(), podRangeName: 'pods', serviceRangeName: 'services' }),
    )

    assert.deepEqual(outline(unnamed), [
      ['error', 'network-unfit', '/network/foreign/podRangeName'],
      ['error', 'network-unfit', '/network/foreign/serviceRangeName'],
      ['warning', 'network-unfit', '/network/foreign'],
    ])
    assert.match(unnamed[0]?.remedy ?? '', /pods, services/)
    assert.deepEqual(outline(absent), [['error', 'network-unfit', '/network/foreign/subnetIds/0']])
    assert.deepEqual(outline(fit), [['warning', 'network-unfit', '/network/foreign']])
  })
})

describe('the account', () => {
  it('says who it is, and what it may not', async () => {
    const denied = ['compute.networks.create', 'iam.serviceAccounts.actAs']
    const box = await start(undefined, { denied })
    const permissions = newBuild(clusterTree(), box.project).declarations.flatMap(
      (d) => d.permissions,
    )

    const missing = await box.session.missingPermissions([...new Set(permissions)], box.signal)

    assert.equal((await box.session.identity(box.signal)).account, box.project)
    assert.deepEqual([...missing].toSorted(), denied)
    assert.deepEqual(
      await box.session.missingPermissions(['compute.networks.insert'], box.signal),
      ['compute.networks.create'],
    )
  })

  it('shows quotas of the project and the region', async () => {
    const box = await start(undefined, { quotas: { CPUS: 8, NETWORKS: 2 } })

    const states = await box.session.quotas(['CPUS', 'NETWORKS', 'NO_SUCH_METRIC'], box.signal)

    assert.deepEqual(
      states.map((s) => [s.quota, s.limit, s.used]),
      [
        ['CPUS', 8, 0],
        ['NETWORKS', 2, 0],
      ],
    )
  })

  it('lists regions with their zones, machine types with prices, and versions', async () => {
    const box = await start()

    const locations = await box.session.locations(box.signal)
    const catalog = await box.session.catalog(box.signal)

    assert.ok(locations.some((l) => l.displayName === 'Belgium (europe-west1)'))
    assert.ok(locations.some((l) => l.name === 'europe-west1-d'))
    assert.deepEqual(catalog.zones, ['europe-west1-b', 'europe-west1-c', 'europe-west1-d'])
    assert.equal(
      catalog.machineTypes.find((t) => t.name === 'e2-standard-4')?.usdPerHour,
      '0.147431',
    )
    assert.equal(catalog.versions.filter((v) => v.default).length, 1)
  })

  it('refuses an expired key as a matter of the credential', async () => {
    const box = await start(undefined, { expiresAt: 1 })

    await assert.rejects(
      box.session.identity(box.signal),
      (error) =>
        error instanceof CloudError && error.class === 'credential' && error.remedy !== undefined,
    )
  })

  it('goes past a proxy to an endpoint on this machine', async () => {
    const before = process.env['HTTPS_PROXY']
    process.env['HTTPS_PROXY'] = 'http://127.0.0.1:9'
    try {
      const box = await start()
      assert.equal((await box.session.identity(box.signal)).account, box.project)
    } finally {
      if (before === undefined) delete process.env['HTTPS_PROXY']
      else process.env['HTTPS_PROXY'] = before
    }
  })

  it('asks for a new token when the old one is refused', async () => {
    const box = await start()
    await box.session.identity(box.signal)
    box.running.sim.faults.add({
      cloud: 'gcp',
      operation: 'compute.regions.list',
      remaining: 1,
      fault: { kind: 'error', code: 'authError', status: 401, message: 'revoked' },
    })

    assert.ok((await box.session.locations(box.signal)).length > 0)
  })
})
