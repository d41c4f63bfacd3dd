import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import {
  accountGovernor,
  type CloudSession,
  type Clock,
  CreateClusterRequest,
  type Lease,
  reconcileTree,
} from '@skyclust/application'
import { type CallHooks, startCloudsim } from '@skyclust/cloudsim'
import { type Credential, CredentialId, encodeId, GcpSecret, WorkspaceId } from '@skyclust/domain'
import { enginePorts, MemoryDatabase, workspaceOwner } from '@skyclust/testkit'
import { gcp } from '../index.ts'
import { RATE_LIMITS } from '../rates.ts'

const unused = (): never => assert.fail('not part of this test')

const id = () => encodeId('crd', randomBytes(20)).slice(4)

/** The product's engine on one sandbox account; all clocks are the cloud's, and sleeping makes it go on. */
export async function startProduct(hooks: CallHooks = {}) {
  const running = await startCloudsim({ speed: 0.001, hooks })
  const { sim, urls } = running
  const key = await sim.createAccount('gcp')
  const secret = GcpSecret.parse('serviceAccountKey' in key ? key.serviceAccountKey : undefined)
  const clock: Clock = {
    now: () => sim.clock.now(),
    sleep(ms) {
      sim.clock.advance(ms)
      return Promise.resolve()
    },
    // The time a cloud may take to answer is real.
    timeout: (ms) => AbortSignal.timeout(ms),
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
  const ports = enginePorts({
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
  })
  const actor = workspaceOwner(credential.workspaceId)
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
  /** As after a restart: nothing is remembered but what the database holds. */
  const restart = () => opened.clear()
  return {
    running,
    restart,
    sim,
    ports,
    actor,
    credential,
    database,
    runUntil,
    project: secret.project_id,
  }
}

export type Product = Awaited<ReturnType<typeof startProduct>>

export const requestOf = (credential: Credential) =>
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
