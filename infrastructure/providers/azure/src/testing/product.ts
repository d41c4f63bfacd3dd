import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import {
  accountGovernor,
  type CloudSession,
  type Lease,
  reconcileTree,
} from '@skyclust/application'
import { startCloudsim } from '@skyclust/cloudsim'
import {
  type Credential,
  CredentialId,
  encodeId,
  type IdPrefix,
  WorkspaceId,
} from '@skyclust/domain'
import { enginePorts, MemoryDatabase, workspaceOwner } from '@skyclust/testkit'
import { azure } from '../index.ts'

const LONGEST_MS = 24 * 3_600_000
const newId = (prefix: IdPrefix) => encodeId(prefix, randomBytes(20))
const unused = (): never => assert.fail('this port has no part in the test')

/** Engine, memory database and one sandbox subscription on one clock: the cloud's, which waiting pushes on. */
export async function startProduct() {
  const running = await startCloudsim({ speed: 0.001 })
  const { sim } = running
  const account = await sim.createAccount('azure')
  if (account.cloud !== 'azure') throw new Error('no Azure account')
  const { cloud: _cloud, ...secret } = account
  const clock = {
    now: () => sim.clock.now(),
    sleep: (ms: number) => Promise.resolve(sim.clock.advance(ms)),
    // The time a cloud may take to answer is real.
    timeout: (ms: number) => AbortSignal.timeout(ms),
  }
  const provider = azure()
  const governor = accountGovernor(clock, provider.rateLimits)
  const random = {
    next: Math.random,
    bytes: (length: number) => randomBytes(length),
    uuid: () => randomUUID(),
  }
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const workspaceId = WorkspaceId.parse(newId('wsp'))
  const credential: Credential = {
    id: CredentialId.parse(newId('crd')),
    workspaceId,
    name: 'sandbox',
    provider: 'azure',
    sandbox: true,
    account: secret.subscriptionId,
    principal: secret.clientId,
    masked: '…',
    verifiedAt: undefined,
    createdAt: new Date(clock.now()).toISOString(),
    version: 1,
  }
  const database = new MemoryDatabase()
  database.state.tables.credentials.set(credential.id, { credential, sealed: undefined })
  const sessions = new Map<string, Promise<CloudSession>>()
  const open = (location: string) =>
    provider.open({
      secret: { provider: 'azure', secret },
      endpoint: { url: running.urls.azure, pace: 1 },
      location,
      governor,
      clock,
      random,
      logger,
    })
  const ports = enginePorts({
    db: database.connect(() => clock.now()),
    providers: new Map([['azure', provider]]),
    sessions: {
      open(_credential, location) {
        const session = sessions.get(location) ?? open(location)
        sessions.set(location, session)
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
  const actor = workspaceOwner(workspaceId)
  const objects = () => [...database.state.tables.objects.values()]

  return {
    sim,
    ports,
    actor,
    credential,
    objects,
    /** Forgets what sessions hold in memory, as a restart of the process does. */
    restart: () => sessions.clear(),
    mutations: () =>
      sim
        .calls()
        .filter((call) => call.mutating)
        .map((call) => call.operation),
    /** Reconciles a tree until `done`; a day of the cloud's time is the longest it may take. */
    async runUntil(rootId: string, done: () => boolean) {
      const until = clock.now() + LONGEST_MS
      while (clock.now() < until) {
        const lease: Lease = { key: rootId, fence: '1', owner: 'test' }
        database.state.tables.work.set(rootId, {
          key: rootId,
          dueAt: undefined,
          owner: 'test',
          fence: 1,
        })
        const result = await reconcileTree(ports, lease, AbortSignal.timeout(30_000))
        if (done()) return
        sim.clock.advance(result.again === 'after' ? result.ms : 1000)
      }
      assert.fail(JSON.stringify(objects().map((o) => [o.objectId, o.state, o.message])))
    },
    [Symbol.asyncDispose]: () => running.close(),
  }
}
