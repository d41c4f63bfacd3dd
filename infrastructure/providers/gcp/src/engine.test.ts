import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { afterEach, describe, it } from 'node:test'
import {
  accountGovernor,
  type CloudSession,
  type Clock,
  CreateClusterRequest,
  createCluster,
  deleteCluster,
  type Lease,
  planCluster,
  type Ports,
  reconcileTree,
  resizeNodePool,
  type WorkspaceActor,
} from '@skyclust/application'
import { type RunningCloudsim, startCloudsim } from '@skyclust/cloudsim'
import {
  type Credential,
  CredentialId,
  encodeId,
  GcpSecret,
  UserId,
  WorkspaceId,
} from '@skyclust/domain'
import { MemoryDatabase } from '@skyclust/testkit'
import { gcp } from './index.ts'
import { RATE_LIMITS } from './rates.ts'

let running: RunningCloudsim | undefined

afterEach(async () => {
  await running?.close()
  running = undefined
})

const unused = (): never => assert.fail('not part of this test')

const id = () => encodeId('crd', randomBytes(20)).slice(4)

/** The product's engine on one sandbox account; all clocks are the cloud's, and sleeping makes it go on. */
async function startProduct() {
  running = await startCloudsim({ speed: 0.001 })
  const { sim, urls } = running
  const key = await sim.createAccount('gcp')
  const secret = GcpSecret.parse('serviceAccountKey' in key ? key.serviceAccountKey : undefined)
  const clock: Clock = {
    now: () => sim.clock.now(),
    sleep(ms) {
      sim.clock.advance(ms)
      return Promise.resolve()
    },
  }
  const credential: Credential = {
    id: CredentialId.parse(`crd_${id()}`),
    workspaceId: WorkspaceId.parse(`wsp_${id()}`),
    name: 'sandbox',
    provider: 'gcp',
    sandbox: true,
    account: secret.project_id,
    principal: secret.client_email,
    masked: '…',
    verifiedAt: undefined,
    createdAt: new Date(clock.now()).toISOString(),
    version: 1,
  }
  const database = new MemoryDatabase()
  database.state.tables.credentials.set(credential.id, { credential, sealed: undefined })
  const provider = gcp()
  const governor = accountGovernor(clock, RATE_LIMITS)
  const random = {
    next: Math.random,
    bytes: (length: number) => randomBytes(length),
    uuid: () => randomUUID(),
  }
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const opened = new Map<string, Promise<CloudSession>>()
  const ports: Ports = {
    db: database.connect(() => clock.now()),
    providers: new Map([['gcp', provider]]),
    sessions: {
      open(_credential, location) {
        const session =
          opened.get(location) ??
          provider.open({
            secret: { provider: 'gcp', secret },
            endpoint: { url: urls.gcp, pace: 1 },
            location,
            governor,
            clock,
            random,
            logger,
          })
        opened.set(location, session)
        return session
      },
      verify: unused,
      forget: unused,
      pace: () => 1,
    },
    clock,
    random,
    logger,
    get vault() {
      return unused()
    },
    get feed() {
      return unused()
    },
    get passwords() {
      return unused()
    },
    get tokens() {
      return unused()
    },
  }
  const actor: WorkspaceActor = {
    workspaceId: credential.workspaceId,
    userId: UserId.parse(`usr_${id()}`),
  }
  /** Reconciles the tree until `done`; fails when that takes more than a day. */
  const runUntil = async (rootId: string, done: () => Promise<boolean>) => {
    const until = clock.now() + 24 * 3_600_000
    while (clock.now() < until) {
      const { work } = database.state.tables
      const lease: Lease = { key: rootId, fence: '1', owner: 'test' }
      work.set(rootId, { key: rootId, dueAt: undefined, owner: 'test', fence: 1 })
      const result = await reconcileTree(ports, lease, AbortSignal.timeout(30_000))
      if (await done()) return
      sim.clock.advance(result.again === 'after' ? result.ms : 1000)
    }
    const states = [...database.state.tables.objects.values()]
    assert.fail(JSON.stringify(states.map((s) => [s.objectId, s.state, s.message])))
  }
  return { sim, ports, actor, credential, database, runUntil, project: secret.project_id }
}

const requestOf = (credential: Credential) =>
  CreateClusterRequest.parse({
    name: 'web',
    provider: 'gcp',
    credentialId: credential.id,
    location: 'europe-west1',
    network: { create: { cidr: '10.0.0.0/16' } },
    nodePools: [
      { name: 'main', spec: { machineType: 'e2-standard-4', nodeCount: 3 } },
      { name: 'batch', spec: { machineType: 'n2-standard-4', nodeCount: 3, spot: true } },
    ],
  })

describe('the product on the sandbox', () => {
  it('plans, creates, resizes and deletes a cluster with the calls of its plan', async () => {
    const product = await startProduct()
    const { sim, ports, actor, database } = product
    const request = requestOf(product.credential)
    const mutations = () =>
      sim
        .calls()
        .filter((c) => c.mutating)
        .map((c) => c.operation)
    const allReady = () =>
      Promise.resolve([...database.state.tables.objects.values()].every((o) => o.state === 'ready'))

    const plan = await planCluster(ports, actor, request)
    assert.deepEqual(
      plan.findings.filter((f) => f.severity === 'error'),
      [],
    )
    assert.deepEqual(mutations(), [])
    const { resource } = await createCluster(ports, actor, request)
    await product.runUntil(resource.id, allReady)

    assert.deepEqual(mutations().toSorted(), plan.steps.flatMap((s) => s.call ?? []).toSorted())
    sim.clearCalls()

    await resizeNodePool(ports, actor, 'web', 'main', { nodeCount: 6 })
    await product.runUntil(resource.id, async () => (await allReady()) && mutations().length > 0)
    assert.deepEqual(mutations(), ['container.nodePools.setSize'])

    await deleteCluster(ports, actor, 'web')
    await product.runUntil(resource.id, () =>
      Promise.resolve(database.state.tables.objects.size === 0),
    )
    assert.deepEqual(sim.inventory('gcp', product.project), [])
  })

  it('comes through lost answers, throttling, failed operations and late visibility', async () => {
    const product = await startProduct()
    const { sim, ports, actor, database } = product
    const { resource } = await createCluster(ports, actor, requestOf(product.credential))
    sim.setVisibilityDelayMs(20_000)
    const trouble = (operation: string, fault: Parameters<typeof sim.faults.add>[0]['fault']) =>
      sim.faults.add({ cloud: 'gcp', operation, remaining: 1, fault })
    trouble('compute.networks.insert', { kind: 'drop', when: 'after' })
    trouble('compute.subnetworks.insert', { kind: 'internal-error', when: 'after' })
    trouble('compute.routers.insert', {
      kind: 'fail-operation',
      code: 'INTERNAL_ERROR',
      message: 'Internal error. Please try again.',
    })
    trouble('iam.serviceAccounts.create', { kind: 'drop', when: 'after' })
    trouble('cloudresourcemanager.projects.setIamPolicy', { kind: 'drop', when: 'after' })
    trouble('container.clusters.create', { kind: 'drop', when: 'after' })
    trouble('container.nodePools.create', { kind: 'throttle' })
    trouble('container.clusters.delete', { kind: 'drop', when: 'after' })
    trouble('compute.networks.delete', { kind: 'internal-error', when: 'before' })
    trouble('compute.routers.delete', {
      kind: 'fail-operation',
      code: 'INTERNAL_ERROR',
      message: 'Internal error. Please try again.',
    })

    await product.runUntil(resource.id, () =>
      Promise.resolve(
        [...database.state.tables.objects.values()].every((o) => o.state === 'ready'),
      ),
    )
    const kinds = sim.inventory('gcp', product.project).map((item) => item.type)
    await deleteCluster(ports, actor, 'web')
    await product.runUntil(resource.id, () =>
      Promise.resolve(database.state.tables.objects.size === 0),
    )

    for (const kind of ['network', 'subnetwork', 'router', 'serviceAccount', 'cluster'])
      assert.equal(kinds.filter((k) => k === kind).length, 1, `one ${kind}`)
    assert.deepEqual(sim.inventory('gcp', product.project), [])
  })
})
