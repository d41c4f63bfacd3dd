import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { errorOf, type Sandbox, startSandbox } from './gcp.test-helper.ts'
import type { Json } from './json-schema.ts'

let sandbox: Sandbox
const closeSandbox = () => sandbox.close()

const CLUSTERS = 'v1/projects/{p}/locations/us-central1/clusters'
const NODES = 'nodes@demo-project.iam.gserviceaccount.com'
const pool = (changes: object = {}) => ({
  name: 'main',
  initialNodeCount: 1,
  config: { machineType: 'e2-standard-2', serviceAccount: NODES },
  ...changes,
})
const cluster = (changes: object = {}) => ({
  name: 'c1',
  network: 'projects/demo-project/global/networks/net',
  subnetwork: 'projects/demo-project/regions/us-central1/subnetworks/net',
  ipAllocationPolicy: {
    useIpAliases: true,
    clusterSecondaryRangeName: 'pods',
    servicesSecondaryRangeName: 'services',
  },
  releaseChannel: { channel: 'REGULAR' },
  nodePools: [pool()],
  resourceLabels: { 'skyclust-resource': 'clu-1' },
  ...changes,
})

async function ready(): Promise<void> {
  sandbox = await startSandbox()
  await sandbox.vpc('net')
  await sandbox.ok('POST', 'v1/projects/{p}/serviceAccounts', { accountId: 'nodes1' })
}

async function withVpc(options: Parameters<typeof startSandbox>[1] = { id: 'demo-project' }) {
  sandbox = await startSandbox({}, options)
  await sandbox.vpc('net')
}

const create = (changes: object = {}, path = CLUSTERS) =>
  sandbox.call('POST', path, { cluster: cluster({ nodePools: [standardPool()], ...changes }) })
const standardPool = (changes: object = {}) =>
  pool({ config: { machineType: 'e2-standard-2' }, ...changes })
const get = (path = `${CLUSTERS}/c1`) => sandbox.ok('GET', path)
const codes = async () =>
  (((await get(`${CLUSTERS}/c1/nodePools/main`))['conditions'] ?? []) as Json[]).map(
    ({ code }) => code,
  )

describe('clusters', () => {
  afterEach(closeSandbox)

  it('live from PROVISIONING to RUNNING to gone, with the rules they bring', async () => {
    await withVpc()
    const started = await create()
    const provisioning = await get()
    sandbox.sim.clock.advance(500_000)
    const running = await get()
    const rules = await sandbox.ok('GET', 'compute/v1/projects/{p}/global/firewalls')
    const groups = await sandbox.ok(
      'GET',
      'compute/v1/projects/{p}/zones/us-central1-a/instanceGroupManagers',
    )
    const subnetwork = await sandbox.call(
      'DELETE',
      'compute/v1/projects/{p}/regions/us-central1/subnetworks/net',
    )
    const removing = await sandbox.ok('DELETE', `${CLUSTERS}/c1`)
    const stopping = await get()
    sandbox.sim.clock.advance(400_000)
    const gone = errorOf(await sandbox.call('GET', `${CLUSTERS}/c1`))
    await sandbox.compute('DELETE', 'regions/us-central1/subnetworks/net')
    await sandbox.compute('DELETE', 'global/networks/net')

    assert.deepEqual([started.status, started.body['operationType']], [200, 'CREATE_CLUSTER'])
    assert.deepEqual(
      [provisioning['status'], provisioning['endpoint']],
      ['PROVISIONING', undefined],
    )
    assert.deepEqual([running['status'], running['currentNodeCount']], ['RUNNING', 3])
    assert.match(String(running['endpoint']), /^\d+\.\d+\.\d+\.\d+$/)
    assert.equal((running['nodePools'] as Json[])[0]?.['status'], 'RUNNING')
    assert.ok((rules['items'] as Json[]).every(({ name }) => String(name).startsWith('gke-c1-')))
    assert.equal((groups['items'] as Json[]).length, 1)
    assert.equal(errorOf(subnetwork).reason, 'resourceInUseByAnotherResource')
    assert.equal(removing['operationType'], 'DELETE_CLUSTER')
    assert.equal(stopping['status'], 'STOPPING')
    assert.deepEqual([gone.status, gone.rpc], [404, 'NOT_FOUND'])
    assert.deepEqual(sandbox.sim.inventory(), [])
  })

  it('refuse what the project does not have', async () => {
    await withVpc()
    const ranges = { useIpAliases: true, clusterSecondaryRangeName: 'pods' }
    const cases: readonly (readonly [object, number, RegExp])[] = [
      [{ name: 'Upper' }, 400, /regex/],
      [{ network: 'default', subnetwork: '' }, 400, /has no network named "default"/],
      [{ subnetwork: 'other' }, 400, /Subnetwork "[^"]+other" is not found/],
      [
        { ipAllocationPolicy: { ...ranges, servicesSecondaryRangeName: 'none' } },
        400,
        /"none" does not exist/,
      ],
      [{ nodePools: [pool()] }, 400, /Service account "nodes@.*" does not exist/],
      [
        { nodePools: [standardPool({ config: { machineType: 'm9-huge' } })] },
        400,
        /'m9-huge' does not exist in zone/,
      ],
      [{ initialClusterVersion: '1.20' }, 400, /Master version "1.20" is unsupported/],
      [{ initialNodeCount: 1 }, 400, /cannot be used together/],
      [{ nodePools: [] }, 400, /initial_node_count must be greater than zero/],
      [{ locations: ['europe-west1-b'] }, 400, /not a zone of region/],
      [
        { nodePools: [standardPool({ initialNodeCount: 100 })] },
        403,
        /nsufficient regional quota.*"CPUS"/s,
      ],
      [
        { nodePools: [standardPool({ maxPodsConstraint: { maxPodsPerNode: 5 } })] },
        400,
        /between 8 and 256/,
      ],
      [
        { releaseChannel: { channel: 'SLOW' } },
        400,
        /Invalid value at 'cluster.release_channel.channel'/,
      ],
      [
        { nodePools: [standardPool({ size: 3 })] },
        400,
        /Unknown name "size" at 'cluster.node_pools\[0\]'/,
      ],
      [{ autopilot: { enabled: true } }, 400, /node_pools cannot be set/],
    ]
    for (const [changes, status, message] of cases) {
      const error = errorOf(await create(changes))
      assert.deepEqual(
        [error.status, error.message.match(message) !== null],
        [status, true],
        error.message,
      )
    }
    const location = errorOf(await create({}, 'v1/projects/{p}/locations/mars-1/clusters'))
    assert.match(location.message, /"mars-1" does not exist/)
    assert.equal(sandbox.sim.inventory('gcp').length, 2)
  })

  it('run one operation at a time, and take one field per update', async () => {
    await withVpc()
    await create({ initialClusterVersion: '1.33' })
    const busy = await sandbox.call('DELETE', `${CLUSTERS}/c1`)
    const taken = errorOf(await create())
    sandbox.sim.clock.advance(500_000)
    const update = (fields: object) => sandbox.call('PUT', `${CLUSTERS}/c1`, { update: fields })
    const two = errorOf(
      await update({ desiredLoggingService: 'none', desiredMasterVersion: '1.34' }),
    )
    const jump = errorOf(await update({ desiredMasterVersion: '1.35' }))
    const upgrade = await update({ desiredMasterVersion: '1.34' })
    const reconciling = await get()
    sandbox.sim.clock.advance(500_000)
    const upgraded = await get()

    const { details } = busy.body['error'] as { details: { reason: string }[] }
    assert.deepEqual([busy.status, errorOf(busy).rpc], [400, 'FAILED_PRECONDITION'])
    assert.equal(details[0]?.reason, 'CLUSTER_ALREADY_HAS_OPERATION')
    assert.deepEqual([taken.status, taken.rpc], [409, 'ALREADY_EXISTS'])
    assert.match(two.message, /Exactly one field/)
    assert.match(jump.message, /more than a minor version/)
    assert.equal(upgrade.body['operationType'], 'UPGRADE_MASTER')
    assert.equal(reconciling['status'], 'RECONCILING')
    assert.match(String(upgraded['currentMasterVersion']), /^1\.34/)
    assert.match(String(upgraded['currentNodeVersion']), /^1\.33/)
  })

  it('end in ERROR when their operation fails, and can be deleted', async () => {
    await withVpc()
    const fault = { kind: 'fail-operation', code: 'GCE_STOCKOUT', message: 'No capacity.' } as const
    sandbox.sim.faults.add({ cloud: 'gcp', operation: 'container.clusters.*', remaining: 1, fault })
    const done = await sandbox.container('POST', 'us-central1/clusters', {
      cluster: cluster({ nodePools: [standardPool()] }),
    })
    const failed = await get()
    await sandbox.container('DELETE', 'us-central1/clusters/c1')

    assert.deepEqual(done['error'], { code: 8, message: 'No capacity.' })
    assert.deepEqual([failed['status'], failed['statusMessage']], ['ERROR', 'No capacity.'])
    assert.equal((failed['conditions'] as Json[])[0]?.['code'], 'GCE_STOCKOUT')
    sandbox.sim.clock.advance(60_000)
    assert.equal(sandbox.sim.inventory().length, 2)
  })

  it('stay when their deletion fails, and can vanish behind our back', async () => {
    await withVpc()
    await create()
    sandbox.sim.clock.advance(500_000)
    const fault = { kind: 'fail-operation', code: 'INTERNAL', message: 'Try again.' } as const
    const operation = 'container.clusters.delete'
    sandbox.sim.faults.add({ cloud: 'gcp', operation, remaining: 1, fault })
    const failed = await sandbox.container('DELETE', 'us-central1/clusters/c1')
    const { status } = await get()
    const path = 'projects/demo-project/locations/us-central1/clusters/c1'
    sandbox.sim.clouds.gcp.drift('cluster', path, { status: 'DEGRADED', statusMessage: 'Ill.' })
    const degraded = await get()
    sandbox.sim.clouds.gcp.drift('cluster', path, null)

    assert.deepEqual(failed['error'], { code: 13, message: 'Try again.' })
    assert.equal(status, 'ERROR')
    assert.deepEqual([degraded['status'], degraded['statusMessage']], ['DEGRADED', 'Ill.'])
    assert.deepEqual(
      sandbox.sim.inventory().map(({ type }) => type),
      ['network', 'subnetwork'],
    )
  })

  it('may be zonal, Autopilot, or leave their ranges to the cloud', async () => {
    await withVpc()
    const zonal = 'v1/projects/{p}/zones/us-central1-b/clusters'
    const policy = { useIpAliases: true }
    await create({ ipAllocationPolicy: policy }, zonal)
    const first = await sandbox.ok('GET', `${zonal}/c1`)
    const autopilot = {
      autopilot: { enabled: true },
      nodePools: [],
      name: 'auto',
      ipAllocationPolicy: policy,
    }
    await create(autopilot)
    sandbox.sim.clock.advance(500_000)
    const auto = await get(`${CLUSTERS}/auto`)
    const refused = errorOf(
      await sandbox.call('POST', `${CLUSTERS}/auto/nodePools`, { nodePool: standardPool() }),
    )
    const all = await sandbox.ok('GET', 'v1/projects/{p}/locations/-/clusters')

    assert.deepEqual([first['zone'], first['locations']], ['us-central1-b', ['us-central1-b']])
    assert.match(String(first['clusterIpv4Cidr']), /^10\..*\/14$/)
    assert.deepEqual([auto['status'], auto['nodePools']], ['RUNNING', undefined])
    assert.match(refused.message, /Autopilot/)
    assert.equal((all['clusters'] as Json[]).length, 2)
  })

  it('say which node service account lacks its role', async () => {
    await ready()
    const email = 'nodes1@demo-project.iam.gserviceaccount.com'
    const nodes = standardPool({ config: { serviceAccount: email } })
    await sandbox.container('POST', 'us-central1/clusters', {
      cluster: cluster({ nodePools: [nodes] }),
    })
    const without = await codes()
    const policy = await sandbox.ok('POST', 'v3/projects/{p}:getIamPolicy', {})
    const bindings = [
      ...(policy['bindings'] as Json[]),
      { role: 'roles/container.defaultNodeServiceAccount', members: [`serviceAccount:${email}`] },
    ]
    await sandbox.ok('POST', 'v3/projects/{p}:setIamPolicy', { policy: { ...policy, bindings } })

    assert.deepEqual(without, ['NODE_SERVICE_ACCOUNT_MISSING_PERMISSIONS'])
    assert.deepEqual(await codes(), [])
  })
})

describe('node pools', () => {
  afterEach(closeSandbox)

  it('are added, resized, scaled, changed and removed', async () => {
    await withVpc()
    await create()
    sandbox.sim.clock.advance(500_000)
    const pools = 'us-central1/clusters/c1/nodePools'
    const path = `v1/projects/{p}/locations/${pools}`
    const adding = await sandbox.ok('POST', path, { nodePool: standardPool({ name: 'extra' }) })
    const during = [(await get())['status'], (await get(`${path}/extra`))['status']]
    sandbox.sim.clock.advance(200_000)
    const again = await sandbox.call('POST', path, { nodePool: standardPool({ name: 'extra' }) })
    await sandbox.container('POST', `${pools}/extra:setSize`, { nodeCount: 2 })
    const resized = (await get())['currentNodeCount']
    const both = await sandbox.call('POST', `${path}/extra:setAutoscaling`, {
      autoscaling: { enabled: true, minNodeCount: 4, maxNodeCount: 1 },
    })
    await sandbox.container('POST', `${pools}/extra:setAutoscaling`, {
      autoscaling: { enabled: true, totalMinNodeCount: 9, totalMaxNodeCount: 12 },
    })
    await sandbox.container('POST', `${pools}/extra:setManagement`, {
      management: { autoUpgrade: true, autoRepair: false },
    })
    await sandbox.container('PUT', `${pools}/extra`, { labels: { labels: { team: 'a' } } })
    const changed = await get(`${path}/extra`)
    const grown = (await get())['currentNodeCount']
    await sandbox.container('DELETE', `${pools}/extra`)
    const left = (await sandbox.ok('GET', path))['nodePools'] as Json[]

    assert.equal(adding['operationType'], 'CREATE_NODE_POOL')
    assert.deepEqual(during, ['RECONCILING', 'PROVISIONING'])
    assert.deepEqual([again.status, both.status], [409, 400])
    assert.deepEqual([resized, grown], [9, 12])
    assert.deepEqual(changed['management'], { autoUpgrade: true, autoRepair: false })
    assert.deepEqual((changed['config'] as Json)['labels'], { team: 'a' })
    assert.deepEqual(
      left.map(({ name }) => name),
      ['main'],
    )
  })

  it('fail on their own, and count against the quota of the region', async () => {
    await withVpc({ id: 'demo-project', quotas: { CPUS: 8 } })
    await create()
    sandbox.sim.clock.advance(500_000)
    const path = 'v1/projects/{p}/locations/us-central1/clusters/c1/nodePools'
    const region = await sandbox.ok('GET', 'compute/v1/projects/{p}/regions/us-central1')
    const short = errorOf(
      await sandbox.call('POST', path, { nodePool: standardPool({ name: 'more' }) }),
    )
    const fault = { kind: 'fail-operation', code: 'GCE_STOCKOUT', message: 'No capacity.' } as const
    sandbox.sim.faults.add({
      cloud: 'gcp',
      operation: 'container.nodePools.create',
      remaining: 1,
      fault,
    })
    const one = { nodePool: standardPool({ name: 'one', locations: ['us-central1-a'] }) }
    await sandbox.container('POST', 'us-central1/clusters/c1/nodePools', one)

    const quotas = region['quotas'] as { metric: string; limit: number; usage: number }[]
    assert.deepEqual(
      quotas.find(({ metric }) => metric === 'CPUS'),
      { metric: 'CPUS', limit: 8, usage: 6 },
    )
    assert.equal(
      short.message,
      "Insufficient regional quota to satisfy request: resource \"CPUS\": request requires '6.0' and is short '4.0'. project has a quota of '8.0' with '2.0' available. View and manage quotas at https://console.cloud.google.com/iam-admin/quotas?usage=USED&project=demo-project.",
    )
    assert.deepEqual(
      [(await get(`${path}/one`))['status'], (await get())['status']],
      ['ERROR', 'RUNNING'],
    )
  })
})

describe('server config', () => {
  afterEach(closeSandbox)

  it('lists channels and versions', async () => {
    sandbox = await startSandbox()
    const config = await sandbox.ok('GET', 'v1/projects/{p}/locations/us-central1/serverConfig')
    const channels = config['channels'] as { channel: string; validVersions: string[] }[]

    assert.deepEqual(
      channels.map(({ channel }) => channel),
      ['RAPID', 'REGULAR', 'STABLE', 'EXTENDED'],
    )
    assert.ok(
      (config['validMasterVersions'] as string[]).includes(String(config['defaultClusterVersion'])),
    )
  })
})
