import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type CredentialView, openSecret, type ResourceView } from '@skyclust/application'
import type { AuditEntry } from '@skyclust/domain'
import { call, codeOf } from './testing/call.ts'
import { accepted, type FleetApp, fleetApp, poolRequest, WORKSPACE } from './testing/fleet-app.ts'

describe('what changes of resources and uses of secrets leave in the log', () => {
  let t: FleetApp
  before(async () => {
    t = await fleetApp()
  })
  after(() => t[Symbol.asyncDispose]())

  const log = async (): Promise<readonly AuditEntry[]> => {
    const { audit } = t.ports.db.stores
    return (await audit.list(t.workspace.id, {}, { limit: 500 })).items
  }
  /** Entries that the work leaves, oldest first. */
  const leaves = async (work: () => Promise<unknown>) => {
    const last = (await log())[0]?.seq ?? 0
    await work()
    return (await log()).filter((entry) => entry.seq > last).toReversed()
  }
  const change = (entry: AuditEntry | undefined, path: string) =>
    entry?.changes.find((c) => c.path === path)

  it('a cluster that is made is there with all that is wanted of it', async () => {
    let made: ResourceView | undefined
    const [entry, ...more] = await leaves(async () => {
      made = accepted(await t.createCluster('web', { labels: { env: 'dev' } })).resource
    })

    assert.deepEqual(more, [])
    assert.deepEqual(
      [entry?.action, entry?.result, entry?.status, entry?.permission],
      ['createCluster', 'success', 202, 'cluster:create'],
    )
    assert.deepEqual(entry?.target, { kind: 'cluster', id: made?.id, name: 'web' })
    assert.deepEqual(change(entry, '/labels/env'), { path: '/labels/env', after: 'dev' })
    assert.equal(change(entry, '/owns/node-pool main/nodeCount')?.after, 3)
    assert.equal(entry?.actor.name, 'owner@example.com')
  })

  it('another size is there before and after; a pool by the name of its cluster', async () => {
    const pools = `${WORKSPACE}/clusters/web/node-pools`
    const entries = await leaves(async () => {
      accepted(await call(t.owner, 'PATCH', `${pools}/main`, { nodeCount: 5 }))
      accepted(await call(t.owner, 'POST', pools, poolRequest('more', 2)))
      accepted(await call(t.owner, 'DELETE', `${pools}/more`))
      accepted(await call(t.owner, 'POST', `${WORKSPACE}/clusters/web/retry`))
    })

    assert.deepEqual(
      entries.map((e) => [e.action, e.target?.kind, e.target?.name]),
      [
        ['resizeNodePool', 'node-pool', 'web/main'],
        ['addNodePool', 'node-pool', 'web/more'],
        ['deleteNodePool', 'node-pool', 'web/more'],
        ['retryCluster', 'cluster', 'web'],
      ],
    )
    const [resized, added, deleted] = entries
    assert.deepEqual(resized?.changes, [{ path: '/spec/nodeCount', before: 3, after: 5 }])
    assert.equal(change(added, '/spec/nodeCount')?.after, 2)
    assert.equal(change(deleted, '/spec/nodeCount')?.before, 2)
  })

  it('plans leave nothing', async () => {
    const entries = await leaves(async () => {
      const plans = [
        call(t.owner, 'POST', `${WORKSPACE}/clusters?dryRun=true`, t.clusterRequest('p')),
        call(t.owner, 'POST', `${WORKSPACE}/networks?dryRun=true`, t.networkRequest('p')),
        call(t.owner, 'DELETE', `${WORKSPACE}/clusters/web?dryRun=true`),
        call(t.owner, 'PATCH', `${WORKSPACE}/clusters/web/node-pools/main?dryRun=true`, {
          nodeCount: 1,
        }),
      ]
      for (const plan of await Promise.all(plans)) assert.equal(plan.statusCode, 200, plan.body)
    })

    assert.deepEqual(entries, [])
  })

  it('a refusal names what it was about and shows no change', async () => {
    const viewer = await t.memberWith([
      { permissions: ['workspace:read', 'cluster:read'] },
      { permissions: ['cluster:delete'], selector: { matchLabels: { env: 'none' } } },
    ])
    const web = `${WORKSPACE}/clusters/web`
    const entries = await leaves(async () => {
      assert.equal((await call(viewer, 'DELETE', web)).statusCode, 403)
      assert.equal((await call(t.owner, 'DELETE', `${web}x`)).statusCode, 404)
      assert.equal((await t.createCluster('web')).statusCode, 422)
    })

    assert.deepEqual(
      entries.map((e) => [e.action, e.result, e.code, e.target?.name, e.changes.length]),
      [
        ['deleteCluster', 'refused', 'permission-denied', 'web', 0],
        ['deleteCluster', 'refused', 'not-found', 'webx', 0],
        ['createCluster', 'refused', 'preflight-failed', 'web', 0],
      ],
    )
  })

  it('networks and clusters that shall go are there as they were', async () => {
    const entries = await leaves(async () => {
      accepted(await t.createNetwork('shared'))
      accepted(await call(t.owner, 'DELETE', `${WORKSPACE}/networks/shared`))
      accepted(await call(t.owner, 'DELETE', `${WORKSPACE}/clusters/web`))
    })

    assert.deepEqual(
      entries.map((e) => [e.action, e.target?.kind, e.target?.name]),
      [
        ['createNetwork', 'network', 'shared'],
        ['deleteNetwork', 'network', 'shared'],
        ['deleteCluster', 'cluster', 'web'],
      ],
    )
    assert.equal(change(entries[1], '/spec/cidr')?.before, '10.0.0.0/16')
    assert.equal(change(entries[2], '/owns/node-pool main/nodeCount')?.before, 5)
  })

  it('a credential is there masked; verifying it says that its secret was used, by whom, first', async () => {
    const secret = {
      accessKeyId: 'AKIAGOOD00000000WXYZ',
      secretAccessKey: 'canary-secret-of-audit',
    }
    let id = ''
    const url = `${WORKSPACE}/credentials`
    const entries = await leaves(async () => {
      const made = await call(t.owner, 'POST', url, { name: 'spare', provider: 'aws', secret })
      id = made.json<CredentialView>().id
      assert.equal((await call(t.owner, 'POST', `${url}/${id}/verify`)).statusCode, 200)
      assert.equal((await call(t.owner, 'DELETE', `${url}/${id}`)).statusCode, 204)
    })

    assert.deepEqual(
      entries.map((e) => [e.action, e.target?.kind, e.target?.id, e.actor.name]),
      ['createCredential', 'useCredential', 'verifyCredential', 'deleteCredential'].map(
        (action) => [action, 'credential', id, 'owner@example.com'],
      ),
    )
    assert.equal(change(entries[0], '/masked')?.after, 'AKIA…WXYZ')
    assert.equal(change(entries[3], '/name')?.before, 'spare')
    assert.ok(!JSON.stringify(entries).includes('canary-secret-of-audit'))
  })

  it('that a secret was used stays on record when what it was used for fails', async () => {
    const { id } = t.credentials.aws
    const { sessions } = t.ports
    const verify = sessions.verify.bind(sessions)
    sessions.verify = () => Promise.resolve({ account: '999999999999', principal: 'other' })
    const entries = await leaves(async () => {
      const answer = await call(t.owner, 'POST', `${WORKSPACE}/credentials/${id}/verify`)
      assert.equal(codeOf(answer), 'credential-moved')
    })
    sessions.verify = verify

    assert.deepEqual(
      entries.map((e) => [e.action, e.result]),
      [
        ['useCredential', 'success'],
        ['verifyCredential', 'refused'],
      ],
    )
  })

  it('no row, no secret: the vault stays shut when the log refuses the entry', async () => {
    const { db, vault } = t.ports
    const credential = await db.stores.credentials.get(
      t.workspace.id,
      t.credentials.aws.id as never,
    )
    assert.ok(credential)
    let opened = 0
    const counting = {
      seal: vault.seal.bind(vault),
      open: (...args: Parameters<typeof vault.open>) => {
        opened += 1
        return vault.open(...args)
      },
    }
    const use = { by: 'system', reason: 'test' } as const
    const full = { ...db, apart: () => Promise.reject(new Error('the log is full')) }

    await assert.rejects(openSecret({ db: full, vault: counting }, credential, use), /log is full/)
    assert.equal(opened, 0)
    const [entry] = await leaves(() => openSecret({ db, vault: counting }, credential, use))
    assert.equal(opened, 1)
    assert.deepEqual(
      [entry?.action, entry?.actor.kind, entry?.reason],
      ['useCredential', 'system', 'test'],
    )
  })

  it('the chain with all of it is whole', async () => {
    const found = await t.ports.db.stores.audit.verify(t.workspace.id)
    assert.equal(found.ok, true)
  })
})
