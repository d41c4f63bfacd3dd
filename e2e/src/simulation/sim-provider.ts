import {
  batchLoader,
  type CloudProvider,
  type CloudSession,
  type CloudSessions,
  type Governor,
  type LocationCatalog,
  type ObjectHandler,
} from '@skyclust/application'
import { canonicalJson, type Credential } from '@skyclust/domain'
import type { SimProcess } from './scheduler.ts'
import type { SimCloud } from './sim-cloud.ts'

const CATALOG: LocationCatalog = {
  zones: ['zone-a', 'zone-b', 'zone-c'],
  machineTypes: [],
  versions: [{ version: '1.34', default: true, support: 'standard' }],
}

/** A provider's own pure parts (blueprint, layout, rates) over the simulated cloud. */
export function overSimulatedCloud(provider: CloudProvider, cloud: SimCloud): CloudProvider {
  return {
    ...provider,
    subnetLayout: (input) => provider.subnetLayout(input),
    blueprint(tree, account) {
      const graph = provider.blueprint(tree, account)
      cloud.declare(tree.root.id, graph)
      return graph
    },
    open: () =>
      Promise.reject(new Error('sessions of the simulation are opened by simulatedSessions')),
  }
}

/** How a session spends the account's rate budget. */
export interface Spending {
  readonly governor: Governor
  readonly bucketOf: (call: string) => string
  /** How many objects of a type one read can serve; 1 where the API describes one at a time. */
  readonly batchOf: (type: string) => number
}

/** Sessions of one process. */
export function simulatedSessions(
  process: SimProcess,
  cloud: SimCloud,
  spending?: Spending,
): CloudSessions {
  const session = sessionOf(process, cloud, spending)
  return {
    open: () => Promise.resolve(session),
    verify: () => Promise.resolve(PRINCIPALS.aws),
    forget: () => {},
    pace: () => 1,
  }
}

function sessionOf(
  process: SimProcess,
  cloud: SimCloud,
  spending: Spending | undefined,
): CloudSession {
  const handlers = new Map<string, ObjectHandler>()
  return {
    identity: () => Promise.resolve(PRINCIPALS.aws),
    locations: () => Promise.resolve([{ name: 'here', displayName: 'Here' }]),
    catalog: () => Promise.resolve(CATALOG),
    missingPermissions: () => Promise.resolve([]),
    quotas: () => Promise.resolve([]),
    check: () => Promise.resolve([]),
    handler(type) {
      let handler = handlers.get(type)
      if (!handler) handlers.set(type, (handler = handlerOf(type, process, cloud, spending)))
      return handler
    },
    close: () => {},
  }
}

function handlerOf(
  type: string,
  process: SimProcess,
  cloud: SimCloud,
  spending: Spending | undefined,
): ObjectHandler {
  const take = (call: string, signal: AbortSignal) =>
    spending?.governor.take(spending.bucketOf(call), signal) ?? Promise.resolve()
  const reads = batchLoader<string, true>({
    maxKeys: spending?.batchOf(type) ?? 1,
    turn: (signal) => take(`find:${type}`, signal),
    async fetch(keys) {
      await cloud.readCall(process, `find:${type}`, 'batch')
      return new Map(keys.map((key) => [key, true]))
    },
  })
  return {
    type,
    async find(object, externalId, signal) {
      if (!spending) return cloud.find(process, object, externalId)
      await reads.load(externalId ?? `${object.owner.resource}|${object.owner.object}`, signal)
      return cloud.seen(object, externalId)
    },
    async create(object, { token, signal }) {
      await take(object.declaration.calls.create ?? '', signal)
      const observation = await cloud.create(process, object, token)
      return { externalId: observation.externalId, observation }
    },
    compare(object, observed) {
      if (object.declaration.calls.update === undefined) return []
      const declared = canonicalJson(object.declaration.desired)
      return observed.fields['declared'] === declared
        ? []
        : [{ path: '', desired: declared, observed: observed.fields['declared'] }]
    },
    async update(object, observed, _changes, { signal }) {
      await take(object.declaration.calls.update ?? '', signal)
      const observation = await cloud.update(process, object, observed.externalId)
      return { externalId: observation.externalId, observation }
    },
    async remove(object, externalId, { signal }) {
      await take(object.declaration.calls.remove ?? '', signal)
      await cloud.remove(process, object, externalId)
      return {}
    },
  }
}

const PRINCIPALS = {
  aws: { account: '111122223333', principal: 'arn:aws:iam::111122223333:user/skyclust' },
  gcp: {
    account: 'simulated-project',
    principal: 'skyclust@simulated-project.iam.gserviceaccount.com',
  },
  azure: {
    account: '00000000-0000-4000-8000-000000000001',
    principal: '00000000-0000-4000-8000-000000000002',
  },
}

/** The credential of a simulated account. */
export function simulatedCredential(
  provider: Credential['provider'],
  like: Pick<Credential, 'id' | 'workspaceId'>,
): Credential {
  return {
    ...like,
    ...PRINCIPALS[provider],
    name: `${provider}-simulated`,
    provider,
    sandbox: true,
    masked: '…',
    verifiedAt: undefined,
    createdAt: '2026-01-01T00:00:00.000Z',
    version: 1,
  }
}
