import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { afterEach, describe, it } from 'node:test'
import { errorOf, type Sandbox, startSandbox } from './gcp.test-helper.ts'
import type { Json } from './json-schema.ts'

let sandbox: Sandbox
const closeSandbox = () => sandbox.close()

const V1 = 'compute/v1/projects/{p}'
const SUBNETWORKS = `${V1}/regions/us-central1/subnetworks`
const names = (list: Json) => ((list['items'] ?? []) as { name: string }[]).map(({ name }) => name)

describe('networks', () => {
  afterEach(closeSandbox)

  it('come into being with their operation and go with it', async () => {
    sandbox = await startSandbox()
    const started = await sandbox.ok('POST', `${V1}/global/networks`, {
      name: 'net',
      autoCreateSubnetworks: false,
      description: 'skyclust',
    })
    const early = await sandbox.call('GET', `${V1}/global/networks/net`)
    const again = await sandbox.call('POST', `${V1}/global/networks`, {
      name: 'net',
      autoCreateSubnetworks: false,
    })
    sandbox.sim.clock.advance(60_000)
    const operation = `${V1}/global/operations/${String(started['name'])}`
    const done = await sandbox.ok('GET', operation)
    const network = await sandbox.ok('GET', `${V1}/global/networks/net`)
    const routes = await sandbox.ok('GET', `${V1}/global/routes`)
    await sandbox.compute('DELETE', 'global/networks/net')
    const late = await sandbox.call('GET', `${V1}/global/networks/net`)

    assert.equal(started['status'], 'PENDING')
    assert.deepEqual([early.status, errorOf(again).reason], [404, 'alreadyExists'])
    assert.equal(done['status'], 'DONE')
    assert.equal(network['autoCreateSubnetworks'], false)
    assert.deepEqual(network['routingConfig'], { routingMode: 'REGIONAL' })
    assert.match(names(routes)[0] ?? '', /^default-route-/)
    assert.equal(late.status, 404)
    assert.deepEqual(names(await sandbox.ok('GET', `${V1}/global/routes`)), [])
    assert.deepEqual(sandbox.sim.inventory(), [])
  })

  it('are not deleted while something uses them', async () => {
    sandbox = await startSandbox()
    await sandbox.vpc('net')
    const blocked = await sandbox.call('DELETE', `${V1}/global/networks/net`)
    sandbox.sim.clouds.gcp.drift('firewall', 'projects/demo-project/global/firewalls/k8s-fw-a1', {
      network: 'projects/demo-project/global/networks/net',
      allowed: [{ IPProtocol: 'tcp' }],
    })
    await sandbox.compute('DELETE', 'regions/us-central1/subnetworks/net')
    const stillBlocked = await sandbox.call('DELETE', `${V1}/global/networks/net`)
    await sandbox.compute('DELETE', 'global/firewalls/k8s-fw-a1')
    await sandbox.compute('DELETE', 'global/networks/net')

    assert.deepEqual(errorOf(blocked).reason, 'resourceInUseByAnotherResource')
    assert.equal(
      errorOf(blocked).message,
      "The network resource 'projects/demo-project/global/networks/net' is already being used by 'projects/demo-project/regions/us-central1/subnetworks/net'",
    )
    assert.match(errorOf(stillBlocked).message, /firewalls\/k8s-fw-a1'$/)
    assert.deepEqual(sandbox.sim.inventory(), [])
  })

  it('may have a subnetwork in every region of their own accord', async () => {
    sandbox = await startSandbox()
    const auto = { name: 'auto', autoCreateSubnetworks: true }
    await sandbox.compute('POST', 'global/networks', auto)
    const subnetwork = await sandbox.ok('GET', `${SUBNETWORKS}/auto`)
    const alone = await sandbox.call('DELETE', `${SUBNETWORKS}/auto`)
    const legacy = await sandbox.call('POST', `${V1}/global/networks`, { name: 'legacy' })
    await sandbox.compute('DELETE', 'global/networks/auto')

    assert.match(String(subnetwork['ipCidrRange']), /^10\.1\d\d\.\d+\.0\/20$/)
    assert.deepEqual([alone.status, legacy.status], [400, 400])
    assert.deepEqual(sandbox.sim.inventory(), [])
  })

  it('follow quota, permissions and enabled services', async () => {
    sandbox = await startSandbox({}, { id: 'demo-project', quotas: { NETWORKS: 1 } })
    await sandbox.network('one')
    const insert = () =>
      sandbox.call('POST', `${V1}/global/networks`, { name: 'two', autoCreateSubnetworks: false })
    const project = await sandbox.ok('GET', V1)
    const quota = errorOf(await insert())
    sandbox.sim.clouds.gcp.updateAccount('demo-project', { denied: ['compute.networks.*'] })
    const denied = errorOf(await insert())
    sandbox.sim.clouds.gcp.updateAccount('demo-project', { denied: [] })
    const service = 'projects/demo-project/services/compute.googleapis.com'
    sandbox.sim.clouds.gcp.drift('service', service, { state: 'DISABLED' })
    const off = errorOf(await insert())
    await sandbox.ok('POST', 'v1/projects/{p}/services/compute.googleapis.com:enable', {})

    const quotas = project['quotas'] as { metric: string; limit: number; usage: number }[]
    assert.deepEqual(
      quotas.find(({ metric }) => metric === 'NETWORKS'),
      { metric: 'NETWORKS', limit: 1, usage: 1 },
    )
    assert.deepEqual([quota.status, quota.reason], [403, 'quotaExceeded'])
    assert.equal(
      denied.message,
      "Required 'compute.networks.create' permission for 'projects/demo-project'",
    )
    assert.deepEqual([denied.status, denied.rpc], [403, 'PERMISSION_DENIED'])
    assert.equal(off.reason, 'accessNotConfigured')
    assert.equal(errorOf(await insert()).reason, 'quotaExceeded')
  })

  it('repeat a request with the same requestId once', async () => {
    sandbox = await startSandbox()
    const id = randomUUID()
    const insert = (requestId: string, name = 'net') =>
      sandbox.call('POST', `${V1}/global/networks?requestId=${requestId}`, {
        name,
        autoCreateSubnetworks: false,
      })
    const first = await insert(id)
    const second = await insert(id)

    assert.equal(second.body['name'], first.body['name'])
    assert.equal(errorOf(await insert('1234', 'other')).status, 400)
    assert.equal(sandbox.sim.inventory().length, 1)
  })

  it('stay invisible for a while when consistency is eventual', async () => {
    sandbox = await startSandbox({ visibilityDelayMs: 100_000 })
    await sandbox.network('net')
    const early = names(await sandbox.ok('GET', `${V1}/global/networks`))
    const taken = await sandbox.call('POST', `${V1}/global/networks`, {
      name: 'net',
      autoCreateSubnetworks: false,
    })
    sandbox.sim.clock.advance(60_000)

    assert.deepEqual(early, [])
    assert.equal(taken.status, 409)
    assert.deepEqual(names(await sandbox.ok('GET', `${V1}/global/networks`)), ['net'])
  })

  it('end in failed operations when told so', async () => {
    sandbox = await startSandbox()
    sandbox.sim.faults.add({
      cloud: 'gcp',
      operation: 'compute.networks.insert',
      remaining: 1,
      fault: { kind: 'fail-operation', code: 'INTERNAL_ERROR', message: 'Something broke.' },
    })
    const operation = await sandbox.compute('POST', 'global/networks', {
      name: 'net',
      autoCreateSubnetworks: false,
    })

    assert.deepEqual(operation['error'], {
      errors: [{ code: 'INTERNAL_ERROR', message: 'Something broke.' }],
    })
    assert.equal(operation['httpErrorStatusCode'], 500)
    assert.deepEqual(sandbox.sim.inventory(), [])
  })
})

describe('subnetworks', () => {
  afterEach(closeSandbox)

  it('check their ranges', async () => {
    sandbox = await startSandbox()
    await sandbox.vpc('net')
    const insert = (body: object) =>
      sandbox.call('POST', SUBNETWORKS, { name: 'more', network: 'global/networks/net', ...body })
    const cases: readonly (readonly [object, string, RegExp])[] = [
      [{}, 'required', /resource\.ipCidrRange/],
      [{ ipCidrRange: '10.0.0.1/20' }, 'invalid', /no host bits/],
      [
        { ipCidrRange: '10.0.8.0/24' },
        'invalid',
        /conflicts with existing subnetwork 'net' in region/,
      ],
      [{ ipCidrRange: '10.20.0.0/30' }, 'invalid', /prefix/],
      [{ ipCidrRange: '10.20.0.0/20', name: 'Wrong_Name' }, 'invalid', /resource\.name/],
      [
        { ipCidrRange: '10.20.0.0/20', network: 'global/networks/none' },
        'notFound',
        /networks\/none/,
      ],
      [
        {
          ipCidrRange: '10.20.0.0/20',
          secondaryIpRanges: [{ rangeName: 'a', ipCidrRange: '10.5.0.0/16' }],
        },
        'invalid',
        /secondaryIpRanges\[0\]\.ipCidrRange/,
      ],
      [
        { ipCidrRange: '10.20.0.0/20', colour: 'red' },
        'invalid',
        /Unknown name "colour": Cannot find field/,
      ],
      [
        { ipCidrRange: '10.20.0.0/20', stackType: 'IPV9' },
        'invalid',
        /Invalid value at 'stack_type'/,
      ],
    ]
    for (const [body, reason, message] of cases) {
      const error = errorOf(await insert(body))
      assert.equal(error.reason, reason, error.message)
      assert.match(error.message, message)
    }
    assert.equal(sandbox.sim.inventory().length, 2)
  })

  it('are expanded, patched with a fingerprint, and listed over all regions', async () => {
    sandbox = await startSandbox()
    await sandbox.vpc('net')
    const stale = await sandbox.call('PATCH', `${SUBNETWORKS}/net`, { privateIpGoogleAccess: true })
    const { fingerprint } = await sandbox.ok('GET', `${SUBNETWORKS}/net`)
    await sandbox.compute('PATCH', 'regions/us-central1/subnetworks/net', {
      privateIpGoogleAccess: true,
      fingerprint,
    })
    const narrower = await sandbox.call('POST', `${SUBNETWORKS}/net/expandIpCidrRange`, {
      ipCidrRange: '10.0.0.0/24',
    })
    await sandbox.compute('POST', 'regions/us-central1/subnetworks/net/expandIpCidrRange', {
      ipCidrRange: '10.0.0.0/16',
    })
    const subnetwork = await sandbox.ok('GET', `${SUBNETWORKS}/net`)
    const { items } = await sandbox.ok('GET', `${V1}/aggregated/subnetworks`)
    const scopes = items as Record<string, { subnetworks?: object[]; warning?: { code: string } }>

    assert.deepEqual([stale.status, narrower.status], [412, 400])
    assert.deepEqual(
      [
        subnetwork['ipCidrRange'],
        subnetwork['privateIpGoogleAccess'],
        subnetwork['gatewayAddress'],
      ],
      ['10.0.0.0/16', true, '10.0.0.1'],
    )
    assert.equal(scopes['regions/us-central1']?.subnetworks?.length, 1)
    assert.equal(scopes['regions/us-east1']?.warning?.code, 'NO_RESULTS_ON_PAGE')
  })
})

describe('routers and NAT', () => {
  afterEach(closeSandbox)

  it('take a NAT at once or by patch, and refuse half of one', async () => {
    sandbox = await startSandbox()
    await sandbox.vpc('net')
    const nat = {
      name: 'nat',
      natIpAllocateOption: 'AUTO_ONLY',
      sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_IP_RANGES',
    }
    await sandbox.compute('POST', 'regions/us-central1/routers', {
      name: 'router',
      network: `https://www.googleapis.com/compute/v1/projects/demo-project/global/networks/net`,
    })
    const router = 'regions/us-central1/routers/router'
    const bad = await sandbox.call('PATCH', `${V1}/${router}`, { nats: [{ name: 'nat' }] })
    await sandbox.compute('PATCH', router, { nats: [nat] })
    const { nats } = await sandbox.ok('GET', `${V1}/${router}`)

    assert.equal(errorOf(bad).reason, 'required')
    assert.equal((nats as Json[])[0]?.['natIpAllocateOption'], 'AUTO_ONLY')
  })
})

describe('lists', () => {
  afterEach(closeSandbox)

  it('filter, page, and know regions, zones and machine types', async () => {
    sandbox = await startSandbox()
    for (const name of ['aa', 'ab', 'b']) await sandbox.network(name)
    const list = (query: string) => sandbox.ok('GET', `${V1}/global/networks?${query}`)
    const filter = async (expression: string) =>
      names(await list(`filter=${encodeURIComponent(expression)}&fields=items/name`))
    const first = await list('maxResults=2')
    const second = await list(`maxResults=2&pageToken=${String(first['nextPageToken'])}`)
    const regions = names(await sandbox.ok('GET', `${V1}/regions`))
    const types = names(await sandbox.ok('GET', `${V1}/zones/us-central1-a/machineTypes`))
    const arm = await sandbox.call(
      'GET',
      `${V1}/zones/asia-northeast3-a/machineTypes/t2a-standard-2`,
    )

    assert.deepEqual(await filter('name eq a.*'), ['aa', 'ab'])
    assert.deepEqual(await filter('name = "ab"'), ['ab'])
    assert.deepEqual(await filter('name != ab AND (name:a OR name=b)'), ['aa', 'b'])
    assert.deepEqual([names(first), names(second)], [['aa', 'ab'], ['b']])
    assert.equal(second['nextPageToken'], undefined)
    assert.ok(regions.includes('asia-northeast3') && types.includes('e2-medium'))
    assert.equal(arm.status, 404)
    assert.equal((await sandbox.call('GET', `${V1}/global/networks?maxResults=x`)).status, 400)
  })

  it('are limited to the published rate', async () => {
    sandbox = await startSandbox({
      bucketLimits: { 'gcp/compute-read': { burst: 1, perSecond: 1 } },
    })
    await sandbox.ok('GET', `${V1}/regions`)
    const error = errorOf(await sandbox.call('GET', `${V1}/regions`))

    assert.deepEqual(
      [error.status, error.reason, error.rpc],
      [429, 'rateLimitExceeded', 'RESOURCE_EXHAUSTED'],
    )
  })

  it('wait for operations', async () => {
    sandbox = await startSandbox({ speed: 100_000 })
    const { name } = await sandbox.ok('POST', `${V1}/global/networks`, {
      name: 'net',
      autoCreateSubnetworks: false,
    })
    const done = await sandbox.ok('POST', `${V1}/global/operations/${String(name)}/wait`)

    assert.equal(done['status'], 'DONE')
  })
})
