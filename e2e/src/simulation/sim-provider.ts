import type {
  CloudProvider,
  CloudSession,
  CloudSessions,
  LocationCatalog,
  ObjectHandler,
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

/** Sessions of one process. */
export function simulatedSessions(process: SimProcess, cloud: SimCloud): CloudSessions {
  const session = sessionOf(process, cloud)
  return {
    open: () => Promise.resolve(session),
    verify: () =>
      Promise.resolve({
        account: '111122223333',
        principal: 'arn:aws:iam::111122223333:user/skyclust',
      }),
    forget: () => {},
    pace: () => 1,
  }
}

function sessionOf(process: SimProcess, cloud: SimCloud): CloudSession {
  return {
    identity: () =>
      Promise.resolve({
        account: '111122223333',
        principal: 'arn:aws:iam::111122223333:user/skyclust',
      }),
    locations: () => Promise.resolve([{ name: 'here', displayName: 'Here' }]),
    catalog: () => Promise.resolve(CATALOG),
    missingPermissions: () => Promise.resolve([]),
    quotas: () => Promise.resolve([]),
    check: () => Promise.resolve([]),
    handler: (type) => handlerOf(type, process, cloud),
    close: () => {},
  }
}

function handlerOf(type: string, process: SimProcess, cloud: SimCloud): ObjectHandler {
  return {
    type,
    find: (object, externalId) => cloud.find(process, object, externalId),
    async create(object, { token }) {
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
    async update(object, observed) {
      const observation = await cloud.update(process, object, observed.externalId)
      return { externalId: observation.externalId, observation }
    },
    async remove(object, externalId) {
      await cloud.remove(process, object, externalId)
      return {}
    },
  }
}

/** The credential of a simulated account. */
export function simulatedCredential(
  provider: Credential['provider'],
  like: Pick<Credential, 'id' | 'workspaceId'>,
): Credential {
  const principals = {
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
  return {
    ...like,
    ...principals[provider],
    name: `${provider}-simulated`,
    provider,
    sandbox: true,
    masked: '…',
    verifiedAt: undefined,
    createdAt: '2026-01-01T00:00:00.000Z',
    version: 1,
  }
}
