import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { ResourceDetail } from '@skyclust/application'
import type { Plan } from '@skyclust/domain'
import { ApiProblem } from '../demo/api.ts'
import { type Account, nextCidr, type Request } from './account.ts'
import { CLOUDS } from './clouds.ts'
import { expectRefusal, type Refusal } from './expect-refusal.ts'
import { openStage, type Stage } from './stage.ts'

const LONG = process.env['SKYCLUST_LONG'] === '1'
const CLUSTERS = { path: '/clusters' }

interface Case extends Refusal {
  readonly what: string
  readonly request: (account: Account) => Request
}

const network = (create: Request) => ({ network: { create } })
const cidr = (text: string) => (account: Account) => account.wrong(network({ cidr: text }))
const CIDR = '/network/create/cidr'

/** Wrong on every cloud in the same way. */
const EVERYWHERE: readonly Case[] = [
  {
    what: 'a network range with host bits',
    request: cidr('10.0.0.1/16'),
    code: 'invalid-request',
    pointer: CIDR,
    says: /without host bits, such as 10\.0\.0\.0\/16/,
  },
  {
    what: 'a public network range',
    request: cidr('8.8.0.0/16'),
    code: 'invalid-request',
    pointer: CIDR,
    says: /private.+10\.0\.0\.0\/8/,
  },
  {
    what: 'a network range too small for anything',
    request: cidr('10.0.0.0/26'),
    code: 'invalid-request',
    pointer: CIDR,
    says: /between \/12 and \/22/,
  },
  {
    what: 'services where nodes or pods are',
    request: (a) =>
      a.wrong({
        ...network({ cidr: '10.200.0.0/16' }),
        serviceCidr: '10.200.128.0/20',
      }),
    code: 'cidr-overlap',
    pointer: '/serviceCidr',
    says: /(?=.*10\.200\.128\.0\/20).*10\.200\.(0\.0\/16|128\.0\/17).+[Cc]hoose/,
  },
  {
    what: 'a node pool without a name',
    request: (a) => a.wrong({ nodePools: [{ spec: a.pool('x')['spec'] }] }),
    code: 'invalid-request',
    pointer: '/nodePools/0/name',
    says: /name.+lower-case/,
  },
  {
    what: 'two node pools of one name',
    request: (a) => a.wrong({ nodePools: [a.pool('main'), a.pool('main')] }),
    code: 'name-taken',
    pointer: '/nodePools/1/name',
    says: /«main».+name of its own/,
  },
  {
    what: 'no node pool',
    request: (a) => a.wrong({ nodePools: [] }),
    code: 'node-pool-missing',
    pointer: '/nodePools',
    says: /Add a node pool/,
  },
  {
    what: 'a version nobody has',
    request: (a) => a.wrong({ version: '1.99' }),
    code: 'unknown-version',
    pointer: '/version',
    says: /1\.99.+1\.3\d/,
  },
  {
    what: 'a mistyped machine type',
    request: (a) =>
      a.wrong({
        nodePools: [a.pool('main', { machineType: `${a.cloud.machineType}x` })],
      }),
    code: 'unknown-machine-type',
    pointer: '/nodePools/0/spec/machineType',
    says: /(m6i\.large|e2-standard-4|Standard_D4s_v5)\b(?!x)/,
  },
  {
    what: 'a machine type like nothing else',
    request: (a) => a.wrong({ nodePools: [a.pool('main'), a.pool('b', { machineType: 'zz.9' })] }),
    code: 'unknown-machine-type',
    pointer: '/nodePools/1/spec/machineType',
    says: /(c5\.|e2-|Standard_)\w+/,
  },
  {
    what: 'a region that is not there',
    request: (a) => a.wrong({ location: 'nowhere-9' }),
    code: 'unknown-region',
    pointer: '/location',
    says: /nowhere-9.+(ap-northeast-|asia-|korea)/,
  },
]

const ONLY: Readonly<Record<string, readonly Case[]>> = {
  aws: [
    {
      what: 'subnets in one zone only',
      request: (a) => a.wrong(network({ cidr: nextCidr(), zones: ['ap-northeast-2a'] })),
      code: 'too-few-zones',
      pointer: '/network/create/zones',
      says: /two.+ap-northeast-2a, ap-northeast-2b/,
    },
    {
      what: 'a pod range of its own',
      request: (a) => a.wrong({ podCidr: '172.16.0.0/16' }),
      code: 'cidr-forbidden',
      pointer: '/podCidr',
      says: /Leave podCidr out/,
    },
  ],
  gcp: [
    {
      what: 'a zone that is not there',
      request: (a) => a.wrong({ location: 'asia-northeast3-x' }),
      code: 'unknown-region',
      pointer: '/location',
      says: /asia-northeast3-x.+asia-northeast3-a/,
    },
    {
      what: 'pods and services on the same addresses',
      request: (a) => a.wrong({ podCidr: '172.16.0.0/16', serviceCidr: '172.16.128.0/20' }),
      code: 'cidr-overlap',
      pointer: '/podCidr',
      says: /172\.16\.0\.0\/16.+172\.16\.128\.0\/20/,
    },
    {
      what: 'a zonal Autopilot cluster',
      request: (a) =>
        a.wrong({
          location: 'asia-northeast3-a',
          nodePools: [],
          gcp: { autopilot: true },
        }),
      code: 'autopilot-zonal',
      pointer: '/location',
      says: /Use asia-northeast3\b/,
    },
  ],
  azure: [
    {
      what: 'pods inside the network',
      request: (a) =>
        a.wrong({ ...network({ cidr: '10.200.0.0/16' }), podCidr: '10.200.128.0/20' }),
      code: 'cidr-overlap',
      pointer: '/podCidr',
      says: /10\.200\.128\.0\/20.+10\.200\.0\.0\/16/,
    },
    {
      what: 'a range AKS keeps for itself',
      request: cidr('172.30.0.0/16'),
      code: 'cidr-forbidden',
      pointer: CIDR,
      says: /outside 169\.254\.0\.0\/16/,
    },
    {
      what: 'two node pools that AKS cannot tell apart',
      request: (a) => a.wrong({ nodePools: [a.pool('a-b'), a.pool('ab')] }),
      code: 'node-pool-name-collision',
      says: /«a-b» and «ab».+Rename/,
    },
  ],
}

describe('wrong input', { concurrency: true }, () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
  })
  after(() => stage.close())

  for (const cloud of CLOUDS)
    describe(`on ${cloud.provider}`, { concurrency: 1 }, () => {
      let account: Account
      before(async () => {
        account = await stage.account(cloud)
      })

      for (const { what, request, ...refusal } of [...EVERYWHERE, ...(ONLY[cloud.provider] ?? [])])
        it(what, () => expectRefusal(account, CLUSTERS, request(account), refusal))

      it('a quota too low', async () => {
        const { quota: quotas } = await account.plan(account.wrong())
        assert.ok(quotas.length >= 4)
        for (const { quota, needed, used = 0, limit } of quotas) {
          assert.ok(limit !== undefined, `${quota} is not known in the sandbox`)
          account.change({ quotas: { [quota]: used + needed - 1 } })
          await expectRefusal(account, CLUSTERS, account.wrong(), {
            code: 'quota-exceeded',
            says: new RegExp(
              `${needed} needed, ${needed - 1} free.+${quota}.+at least ${used + needed}`,
            ),
          })
        }
        account.change({ quotas: {} })
      })

      it('a permission missing', async () => {
        const { permissions } = await account.plan(account.wrong())
        const families = Object.values(cloud.parts).map((p) => p.permission)
        for (const permission of LONG ? permissions : families) {
          account.change({ denied: [permission] })
          await expectRefusal(account, CLUSTERS, account.wrong(), {
            code: 'permission-missing',
            says: new RegExp(`[Gg]rant.*${permission.replaceAll('.', String.raw`\.`)}`),
          })
        }
        account.change({ denied: [] })
      })

      it('an expired key', async () => {
        account.change({ expiresAt: account.now() - 1000 })

        await expectRefusal(account, CLUSTERS, account.wrong(), {
          code: 'credential-refused',
          pointer: '/credentialId',
          says: /again|new/i,
        })

        account.change({ expiresAt: account.now() + 1e12 })
        await account.plan(account.wrong())
      })

      it('the range of another network of the workspace', async () => {
        const taken = nextCidr()
        const { provider, location } = cloud
        const { credentialId } = account
        const made = await account.call<ResourceDetail>('POST', '/networks', {
          name: `held-${provider}`,
          provider,
          credentialId,
          location,
          cidr: taken,
        })
        const { id } = made.resource
        await account.ready(id, 'networks')
        const says = new RegExp(
          `${taken.replaceAll('.', String.raw`\.`)}.+«held-${provider}».+Use 10\\.\\d+\\.0\\.0/16`,
        )

        await expectRefusal(account, CLUSTERS, account.wrong(network({ cidr: taken })), {
          code: 'cidr-overlap',
          pointer: CIDR,
          says,
        })
        const again = { provider, credentialId, location, cidr: taken }
        await expectRefusal(
          account,
          { path: '/networks' },
          { ...again, name: `wrong-${provider}` },
          {
            code: 'cidr-overlap',
            pointer: '/cidr',
            says,
          },
        )
        await expectRefusal(
          account,
          { path: '/networks' },
          { ...again, name: `held-${provider}` },
          { code: 'name-taken', pointer: '/name', says: /Choose another name/ },
        )
        await account.remove(id, 'networks')
        assert.deepEqual(account.inventory(), [])
      })

      it('names that are taken, and pools that cannot be', async () => {
        const name = `taken-${cloud.provider}`
        const owner = await (await stage.account(cloud)).in(await stage.workspace(name))
        const { resource } = await owner.create(owner.request(name))
        await owner.ready(resource.id)
        const stranger = await owner.in('main')
        const pools = `/clusters/${name}/node-pools`

        await expectRefusal(owner, CLUSTERS, owner.request(name), {
          code: 'name-taken',
          pointer: '/name',
          says: /cluster called «taken-.+Choose another name/,
        })
        // Azure allows two of a name, in two resource groups: people are warned.
        if (cloud.provider === 'azure') {
          const plan = await stranger.plan(stranger.request(name))
          const warning = plan.findings.find((f) => f.code === 'name-taken')
          assert.equal(warning?.severity, 'warning')
        } else
          await expectRefusal(stranger, CLUSTERS, stranger.request(name), {
            code: 'name-taken',
            pointer: '/name',
            says: new RegExp(`${name}.+[Cc]hoose another name`),
          })
        await expectRefusal(owner, { path: pools }, owner.pool('main'), {
          code: 'name-taken',
          says: /«main» already.+Choose another name/,
        })
        await expectRefusal(
          owner,
          { path: pools },
          owner.pool('more', { machineType: `${cloud.machineType}x` }),
          {
            code: 'unknown-machine-type',
            pointer: '/spec/machineType',
            says: new RegExp(`${cloud.machineType}\\b(?!x)`),
          },
        )
        await expectRefusal(owner, { method: 'DELETE', path: `${pools}/main` }, undefined, {
          code: 'last-node-pool',
          says: /Add another pool first/,
        })
        await expectRefusal(
          owner,
          { method: 'PATCH', path: `${pools}/main` },
          { nodeCount: 900 },
          { code: 'quota-exceeded', says: /needed, \d+ free.+to at least \d+/ },
        )
        await expectRefusal(
          owner,
          { method: 'PATCH', path: `${pools}/main` },
          { autoscaling: { min: 5, max: 2 } },
          { code: 'invalid-input', pointer: '/autoscaling', says: /min must not be above max/ },
        )
        const stale = owner.call(
          'PATCH',
          `${pools}/main`,
          { nodeCount: 4 },
          { 'if-match': '"999"' },
        )
        await assert.rejects(
          stale,
          (e) => e instanceof ApiProblem && e.status === 412 && e.code === 'version-mismatch',
        )

        await owner.remove(resource.id)
        assert.deepEqual(owner.inventory(), [])
      })
    })

  it('a key that is expired when it is given', async () => {
    for (const cloud of CLOUDS) {
      const given = stage.account(cloud, { expiresAt: Date.now() - 1000 })
      await assert.rejects(
        given,
        (e) => e instanceof ApiProblem && e.status === 422 && e.code === 'credential-refused',
      )
    }
  })

  it('a plan that was shown is refused once it would differ', async () => {
    for (const cloud of CLOUDS) {
      const account = await stage.account(cloud)
      const request = account.request(`changed-${cloud.provider}`)
      const plan = await account.plan(request)

      const dearer = { ...request, nodePools: [account.pool('main', { nodeCount: 5 })] }
      const asked = account.create({ ...dearer, planDigest: plan.digest })

      await assert.rejects(asked, (error) => {
        assert.ok(error instanceof ApiProblem)
        assert.deepEqual([error.status, error.code], [409, 'plan-changed'])
        const shown = error.body['plan'] as Plan
        assert.notEqual(shown.digest, plan.digest)
        return true
      })
      assert.deepEqual(account.mutations(), [])
    }
  })
})
