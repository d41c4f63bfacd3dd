import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { ResourceView } from '@skyclust/application'
import type { Finding, Plan } from '@skyclust/domain'
import { withClient } from '@skyclust/postgres'
import type { LightMyRequestResponse } from 'fastify'
import { call, codeOf } from './testing/call.ts'
import { CLUSTER_USD, NODE_USD } from './testing/fake-cloud.ts'
import { accepted, type FleetApp, fleetApp, poolRequest, WORKSPACE } from './testing/fleet-app.ts'

describe('the limits a workspace sets itself', () => {
  let t: FleetApp
  before(async () => {
    t = await fleetApp()
  })
  after(() => t[Symbol.asyncDispose]())
  beforeEach(async () => {
    await withClient(t.connection, (client) => client.query('delete from resources'))
    await t.set({})
  })

  const clusters = async () => {
    const answer = await call(t.owner, 'GET', `${WORKSPACE}/clusters?limit=200`)
    return answer.json<{ items: ResourceView[] }>().items
  }
  const plan = async (name: string, wish = {}) => {
    const url = `${WORKSPACE}/clusters?dryRun=true`
    const answer = await call(t.owner, 'POST', url, t.clusterRequest(name, wish))
    assert.equal(answer.statusCode, 200, answer.body)
    return answer.json<Plan>()
  }
  const resize = (cluster: string, body: object, query = '') =>
    call(t.owner, 'PATCH', `${WORKSPACE}/clusters/${cluster}/node-pools/main${query}`, body)

  it('nothing is refused where nothing is set', async () => {
    assert.deepEqual(errorsOf(await plan('free')), [])
    accepted(await t.createCluster('free'))
  })

  describe('clouds and locations', () => {
    it('that are not allowed are refused in the plan and in the apply, by field', async () => {
      await t.set({ allowedProviders: ['gcp'], allowedLocations: { gcp: ['europe-west1'] } })

      const planned = await plan('a')
      const applied = await t.createCluster('a')
      const elsewhere = await t.createCluster('b', { provider: 'gcp', location: 'europe-west2' })
      const network = await t.createNetwork('n')

      assert.deepEqual(errorsOf(planned), ['provider-not-allowed'])
      assert.deepEqual(refusal(applied), ['preflight-failed', ['provider-not-allowed']])
      assert.deepEqual(pointers(applied), ['/provider'])
      assert.deepEqual(refusal(elsewhere), ['preflight-failed', ['location-not-allowed']])
      assert.deepEqual(pointers(elsewhere), ['/location'])
      assert.deepEqual(refusal(network), ['preflight-failed', ['provider-not-allowed']])
      assert.deepEqual(await clusters(), [])
    })

    it('a region of Google Cloud stands for its zones', async () => {
      await t.set({ allowedLocations: { gcp: ['europe-west1'] } })

      accepted(await t.createCluster('region', { provider: 'gcp', location: 'europe-west1' }))
      accepted(await t.createCluster('zone', { provider: 'gcp', location: 'europe-west1-b' }))
      accepted(await t.createCluster('other-cloud', { location: 'here' }))
    })

    it('what is there already may shrink and go, but not grow', async () => {
      accepted(await t.createCluster('old'))
      await t.set({ allowedLocations: { aws: ['there'] } })
      const pools = `${WORKSPACE}/clusters/old/node-pools`

      const bigger = await resize('old', { nodeCount: 4 })
      const planned = await resize('old', { nodeCount: 4 }, '?dryRun=true')
      const another = await call(t.owner, 'POST', pools, poolRequest('more', 1))

      assert.deepEqual(refusal(bigger), ['preflight-failed', ['location-not-allowed']])
      assert.deepEqual(errorsOf(planned.json<Plan>()), ['location-not-allowed'])
      assert.deepEqual(refusal(another), ['preflight-failed', ['location-not-allowed']])
      accepted(await resize('old', { nodeCount: 2 }))
      accepted(await call(t.owner, 'DELETE', `${WORKSPACE}/clusters/old`))
    })

    it('an account of a cloud that is not allowed is not added, and the cloud is not asked', async () => {
      await t.set({ allowedProviders: ['gcp'] })

      const answer = await call(t.owner, 'POST', `${WORKSPACE}/credentials`, {
        name: 'unwanted',
        provider: 'aws',
        secret: { accessKeyId: 'AKIAGOOD000000000009', secretAccessKey: 'canary' },
      })

      assert.deepEqual([answer.statusCode, codeOf(answer)], [422, 'provider-not-allowed'])
      assert.deepEqual(pointers(answer), ['/provider'])
      const list = await call(t.owner, 'GET', `${WORKSPACE}/credentials`)
      assert.ok(!list.body.includes('unwanted'))
    })
  })

  describe('the number of clusters', () => {
    it('of 20 that are asked for at once under a quota of 3, three are made', async () => {
      await t.set({ quotas: { clusters: 3 } })

      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => t.createCluster(`c${i}`)),
      )

      const made = answers.filter((a) => a.statusCode === 202)
      const refused = answers.filter((a) => a.statusCode !== 202)
      assert.equal(made.length, 3)
      for (const answer of refused)
        assert.deepEqual(refusal(answer), ['preflight-failed', ['workspace-quota-clusters']])
      assert.equal((await clusters()).length, 3)
      assert.deepEqual(errorsOf(await plan('one-more')), ['workspace-quota-clusters'])
    })

    it('counts what is wanted: one that is on its way out makes room, a network does not count', async () => {
      await t.set({ quotas: { clusters: 1 } })
      accepted(await t.createNetwork('n'))
      accepted(await t.createCluster('first'))
      assert.equal(codeOf(await t.createCluster('second')), 'preflight-failed')

      accepted(await call(t.owner, 'DELETE', `${WORKSPACE}/clusters/first`))

      accepted(await t.createCluster('second'))
    })

    it('zero means none; the finding has the numbers', async () => {
      await t.set({ quotas: { clusters: 0 } })

      const [finding] = (await plan('x')).findings.filter((f) => f.severity === 'error')

      assert.deepEqual(finding?.details, { limit: 0, used: 0, needed: 1 })
      assert.match(finding?.remedy ?? '', /quota/)
    })
  })

  describe('the number of nodes', () => {
    it('counts each pool with the most nodes it may have', async () => {
      await t.set({ quotas: { nodes: 10 } })
      const growing = [poolRequest('main', 1, 8)]

      accepted(await t.createCluster('a', { nodePools: growing }))
      const over = await t.createCluster('b', { nodePools: [poolRequest('main', 3)] })

      assert.deepEqual(refusal(over), ['preflight-failed', ['workspace-quota-nodes']])
      accepted(await t.createCluster('b', { nodePools: [poolRequest('main', 2)] }))
      const wider = await resize('b', { autoscaling: { min: 0, max: 3 } })
      assert.deepEqual(refusal(wider), ['preflight-failed', ['workspace-quota-nodes']])
    })

    it('pools that are added to one cluster at once do not slip under it together', async () => {
      accepted(await t.createCluster('a', { nodePools: [poolRequest('main', 1)] }))
      await t.set({ quotas: { nodes: 7 } })
      const url = `${WORKSPACE}/clusters/a/node-pools`

      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) => call(t.owner, 'POST', url, poolRequest(`p${i}`, 2))),
      )

      assert.equal(answers.filter((a) => a.statusCode === 202).length, 3)
      const [cluster] = await clusters()
      const detail = await call(t.owner, 'GET', `${WORKSPACE}/clusters/${cluster?.id}`)
      const pools = detail.json<{ children: ResourceView[] }>().children
      assert.equal(pools.filter((p) => p.kind === 'node-pool').length, 4)
    })

    it('a workspace above its quota may shrink, step by step', async () => {
      accepted(await t.createCluster('a', { nodePools: [poolRequest('main', 9)] }))
      await t.set({ quotas: { nodes: 2 } })

      accepted(await resize('a', { nodeCount: 5 }))
      assert.equal(codeOf(await resize('a', { nodeCount: 6 })), 'preflight-failed')
    })
  })

  describe('monthly spend', () => {
    const oneCluster = CLUSTER_USD + 3 * NODE_USD

    it('of ten that are asked for at once, as many are made as can be paid', async () => {
      await t.set({ quotas: { monthlySpendUsd: 2 * oneCluster } })

      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) => t.createCluster(`c${i}`)),
      )

      assert.equal(answers.filter((a) => a.statusCode === 202).length, 2)
      for (const answer of answers.filter((a) => a.statusCode !== 202))
        assert.deepEqual(refusal(answer), ['preflight-failed', ['workspace-quota-spend']])
      assert.equal((await clusters()).length, 2)
    })

    it('counts growth too, and says what it would come to', async () => {
      await t.set({ quotas: { monthlySpendUsd: oneCluster + NODE_USD } })
      accepted(await t.createCluster('a'))
      accepted(await resize('a', { nodeCount: 4 }))

      const over = await resize('a', { nodeCount: 5 }, '?dryRun=true')

      const [finding] = over.json<Plan>().findings.filter((f) => f.severity === 'error')
      assert.equal(finding?.code, 'workspace-quota-spend')
      assert.deepEqual(finding.details, {
        limitUsd: oneCluster + NODE_USD,
        usedUsd: oneCluster + NODE_USD,
        neededUsd: NODE_USD,
      })
      assert.equal(codeOf(await resize('a', { nodeCount: 5 })), 'preflight-failed')
    })
  })
})

function errorsOf(plan: Pick<Plan, 'findings'>): string[] {
  return plan.findings.filter((f) => f.severity === 'error').map((f) => f.code)
}

/** Code of the problem and of the errors that were found. */
function refusal(answer: LightMyRequestResponse): [string | undefined, string[]] {
  const { code, findings = [] } = answer.json<{ code?: string; findings?: Finding[] }>()
  return [code, errorsOf({ findings })]
}

function pointers(answer: LightMyRequestResponse): string[] {
  return answer.json<{ errors: { pointer: string }[] }>().errors.map((e) => e.pointer)
}
