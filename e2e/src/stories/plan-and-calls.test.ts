import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { ResourceDetail } from '@skyclust/application'
import type { Plan } from '@skyclust/domain'
import { ApiProblem } from '../demo/api.ts'
import { type Account, nextCidr, plannedCalls, type Request } from './account.ts'
import { CLOUDS, type Cloud } from './clouds.ts'
import { openStage, type Stage } from './stage.ts'

/** Plans, does, waits, and compares: the plan makes no mutating call, and the deed exactly those of the plan. */
async function asPlanned(
  account: Account,
  asked: { readonly method: string; readonly path: string; readonly body?: Request },
  done: () => Promise<unknown>,
): Promise<Plan> {
  const { method, path, body } = asked
  const since = account.lastCall()
  const plan = await account.call<Plan>(method, `${path}?dryRun=true`, body)
  assert.deepEqual(
    account.calls(since).filter((c) => c.mutating),
    [],
  )
  const errors = plan.findings.filter((f) => f.severity === 'error')
  assert.deepEqual(errors, [])
  await account.call(method, path, method === 'POST' ? { ...body, planDigest: plan.digest } : body)
  await done()
  assert.deepEqual(account.mutations(since), plannedCalls(plan), `${method} ${path}`)
  return plan
}

async function refused(asked: Promise<unknown>, status: number, code: string): Promise<ApiProblem> {
  try {
    await asked
  } catch (error) {
    assert.ok(error instanceof ApiProblem, String(error))
    assert.deepEqual([error.status, error.code], [status, code], error.message)
    return error
  }
  return assert.fail(`it was not refused with ${code}`)
}

function poolsOf(detail: ResourceDetail | undefined) {
  return (detail?.children ?? []).filter((r) => r.kind === 'node-pool')
}

/** The network another workspace made, as one names a network SkyClust does not manage. */
function foreignOf(cloud: Cloud, { children, steps }: ResourceDetail): Request {
  const idOf = (objectId: string) =>
    steps.find((s) => s.objectId === objectId)?.externalId ?? assert.fail(objectId)
  const objects = steps.map((s) => s.objectId)
  const network = objects.find((id) => /^network:[^/]+\/(vpc|vnet|network)$/.test(id)) ?? ''
  const subnets = children
    .filter((r) => r.kind === 'subnet' && r.spec['access'] === 'private')
    .map((r) => idOf(`subnet:${r.name}/${cloud.provider === 'gcp' ? 'subnetwork' : 'subnet'}`))
  const ranges = cloud.provider === 'gcp' && { podRangeName: 'pods', serviceRangeName: 'services' }
  return { foreign: { id: idOf(network), subnetIds: subnets, ...ranges } }
}

describe('the plan is what is done', { concurrency: 6, timeout: 240_000 }, () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
  })
  after(() => stage.close())

  for (const cloud of CLOUDS) {
    const { provider } = cloud
    const story = (what: string, tell: (account: Account) => Promise<void>) => {
      it(`${provider}: ${what}`, async () => tell(await stage.account(cloud)))
    }

    story('create, add a pool, resize, delete a pool, delete', async (account) => {
      const name = `plan-${provider}`
      const one = `/clusters/${name}`
      const ready = () => account.ready(name)

      await asPlanned(
        account,
        { method: 'POST', path: '/clusters', body: account.request(name) },
        ready,
      )
      await asPlanned(
        account,
        { method: 'POST', path: `${one}/node-pools`, body: account.pool('more') },
        ready,
      )
      const resized = await asPlanned(
        account,
        { method: 'PATCH', path: `${one}/node-pools/more`, body: { nodeCount: 6 } },
        ready,
      )
      assert.deepEqual(
        resized.steps.filter((s) => s.action !== 'none').map((s) => s.action),
        ['update'],
      )
      await asPlanned(
        account,
        {
          method: 'PATCH',
          path: `${one}/node-pools/more`,
          body: { autoscaling: { min: 3, max: 9 } },
        },
        ready,
      )
      await asPlanned(account, { method: 'DELETE', path: `${one}/node-pools/more` }, () =>
        account.until(name, 'without the pool', (d) => poolsOf(d).length === 1),
      )
      await asPlanned(account, { method: 'DELETE', path: one }, () => account.gone(name))

      assert.deepEqual(account.inventory(), [])
    })

    story('a plan of a world that has changed is refused', async (account) => {
      const name = `stale-${provider}`
      const pools = `/clusters/${name}/node-pools`
      await account.create(account.request(name))
      await account.ready(name)
      const wish = account.pool('late')
      const plan = await account.call<Plan>('POST', `${pools}?dryRun=true`, wish)
      await account.call('POST', pools, account.pool('early'))

      const problem = await refused(
        account.call('POST', pools, { ...wish, planDigest: plan.digest }),
        409,
        'plan-changed',
      )

      assert.notEqual((problem.body['plan'] as Plan).digest, plan.digest)
      await account.remove(name)
      assert.deepEqual(account.inventory(), [])
    })

    story('two clusters on one network', async (account) => {
      const { credentialId } = account
      const network = `shared-${provider}`
      const body = {
        name: network,
        provider,
        credentialId,
        location: cloud.location,
        cidr: nextCidr(),
      }
      await asPlanned(account, { method: 'POST', path: '/networks', body }, () =>
        account.ready(network, 'networks'),
      )
      const alone = account.inventory().map((i) => i.id)
      const networkId = (await account.detail(network, 'networks'))?.resource.id
      const names = ['a', 'b'].map((each) => `${each}-on-${provider}`)
      for (const name of names)
        await asPlanned(
          account,
          {
            method: 'POST',
            path: '/clusters',
            body: account.request(name, { network: { networkId } }),
          },
          () => account.ready(name),
        )

      const inUse = await refused(account.call('DELETE', `/networks/${network}`), 409, 'in-use')
      for (const name of names) assert.ok(inUse.message.includes(name))

      const [a = '', b = ''] = names
      await asPlanned(account, { method: 'DELETE', path: `/clusters/${a}` }, () => account.gone(a))
      const left = await refused(account.call('DELETE', `/networks/${network}`), 409, 'in-use')
      assert.ok(!left.message.includes(a))
      await account.remove(b)
      assert.deepEqual(
        account.inventory().map((i) => i.id),
        alone,
      )
      await asPlanned(account, { method: 'DELETE', path: `/networks/${network}` }, () =>
        account.gone(network, 'networks'),
      )
      assert.deepEqual(account.inventory(), [])
    })

    story('a network that is not ours is left as it was', async (account) => {
      const others = await account.in(await stage.workspace(`others-${provider}`))
      const { resource } = await others.call<ResourceDetail>('POST', '/networks', {
        name: 'theirs',
        provider,
        credentialId: others.credentialId,
        location: cloud.location,
        cidr: nextCidr(),
      })
      const theirs = await others.ready(resource.id, 'networks')
      const before = account.inventory()
      const name = `guest-${provider}`
      const network = foreignOf(cloud, theirs)

      await asPlanned(
        account,
        { method: 'POST', path: '/clusters', body: account.request(name, { network }) },
        () => account.ready(name),
      )
      await asPlanned(account, { method: 'DELETE', path: `/clusters/${name}` }, () =>
        account.gone(name),
      )

      assert.deepEqual(account.inventory(), before)
      await others.remove(resource.id, 'networks')
      assert.deepEqual(account.inventory(), [])
    })

    story('a resize on an old version of the pool is refused', async (account) => {
      const name = `version-${provider}`
      await account.create(account.request(name))
      const detail = await account.ready(name)
      const pool = poolsOf(detail)[0] ?? assert.fail()
      const path = `/clusters/${name}/node-pools/main`
      const since = account.lastCall()

      await account.call('PATCH', path, { nodeCount: 6 }, { 'if-match': `"${pool.version}"` })
      await refused(
        account.call('PATCH', path, { nodeCount: 9 }, { 'if-match': `"${pool.version}"` }),
        412,
        'version-mismatch',
      )

      await account.ready(name)
      assert.equal(account.mutations(since).length, 1)
      await account.remove(name)
      assert.deepEqual(account.inventory(), [])
    })
  }

  for (const [what, changes] of Object.entries({
    autopilot: { nodePools: [], gcp: { autopilot: true } },
    zonal: { location: 'asia-northeast3-a' },
  }))
    it(`gcp: ${what}`, async () => {
      const gcp = CLOUDS.find((cloud) => cloud.provider === 'gcp') ?? assert.fail()
      const account = await stage.account(gcp)
      const path = `/clusters/${what}`

      await asPlanned(
        account,
        { method: 'POST', path: '/clusters', body: account.request(what, changes) },
        () => account.ready(what),
      )
      await asPlanned(account, { method: 'DELETE', path }, () => account.gone(what))

      assert.deepEqual(account.inventory(), [])
    })

  it('gcp: a resize over more zones is two calls, and both are in the plan', async () => {
    const gcp = CLOUDS.find((cloud) => cloud.provider === 'gcp') ?? assert.fail()
    const account = await stage.account(gcp)
    await account.create(
      account.request('zones', { nodePools: [account.pool('main', { nodeCount: 1 })] }),
    )
    await account.ready('zones')

    await asPlanned(
      account,
      { method: 'PATCH', path: '/clusters/zones/node-pools/main', body: { nodeCount: 6 } },
      () => account.ready('zones'),
    )

    await account.remove('zones')
    assert.deepEqual(account.inventory(), [])
  })

  it('gcp: pods may lie in the network where nodes and services are not', async () => {
    const gcp = CLOUDS.find((cloud) => cloud.provider === 'gcp') ?? assert.fail()
    const account = await stage.account(gcp)
    const cidr = nextCidr()
    const podCidr = cidr.replace('.0.0/16', '.192.0/18')
    await account.create(account.request('inside', { network: { create: { cidr } }, podCidr }))

    await account.ready('inside')

    await account.remove('inside')
    assert.deepEqual(account.inventory(), [])
  })
})
