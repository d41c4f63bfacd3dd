import type { Stores } from '@skyclust/application'
import { conflict, DomainError } from '@skyclust/domain'
import type { MemoryState } from './stores.ts'

type PeopleStores = Omit<
  Stores,
  'resources' | 'objects' | 'journal' | 'events' | 'jobs' | 'credentials' | 'idempotency'
>

/** Of people and their access only what the engine and its use cases ask: the workspace and its settings. */
export function peopleStores(state: MemoryState): PeopleStores {
  return {
    users: inMemory('users'),
    sessions: inMemory('sessions'),
    refreshTokens: inMemory('refreshTokens'),
    challenges: inMemory('challenges'),
    secondFactors: inMemory('secondFactors'),
    passkeys: inMemory('passkeys'),
    mailedTokens: inMemory('mailedTokens'),
    workspaces: inMemory('workspaces', workspaceStore(state)),
    members: inMemory('members'),
    roles: inMemory('roles'),
    serviceAccounts: inMemory('serviceAccounts'),
    apiKeys: inMemory('apiKeys'),
    invitations: inMemory('invitations'),
    oidcProviders: inMemory('oidcProviders'),
    domains: inMemory('domains'),
    externalIdentities: inMemory('externalIdentities'),
    oidcLogins: inMemory('oidcLogins'),
    mails: inMemory('mails'),
    signingKeys: inMemory('signingKeys'),
    platform: inMemory('platform'),
    audit: inMemory('audit'),
  }
}

/** A store with these methods; every other one refuses, by name. */
function inMemory<Store extends object>(name: string, methods: Partial<Store> = {}): Store {
  return new Proxy(methods as Store, {
    get: (store, method, receiver) =>
      Reflect.get(store, method, receiver) ??
      (() => Promise.reject(new Error(`not in memory: ${name}.${String(method)}`))),
  })
}

function workspaceStore(state: MemoryState): Partial<Stores['workspaces']> {
  const { workspaces } = state.tables
  return {
    async insert(workspace) {
      if ([...workspaces.values()].some((w) => w.slug === workspace.slug))
        throw conflict('slug-taken', `The workspace name «${workspace.slug}» is taken.`)
      workspaces.set(workspace.id, workspace)
    },
    get: async (id) => workspaces.get(id),
    find: async (idOrSlug) =>
      workspaces.get(idOrSlug) ?? [...workspaces.values()].find((w) => w.slug === idOrSlug),
    // Transactions run one at a time.
    lock: async (id) => workspaces.get(id),
    async update(workspace) {
      if (workspaces.get(workspace.id)?.version !== workspace.version)
        throw new DomainError(
          'precondition-failed',
          'version-mismatch',
          `«${workspace.name}» has changed meanwhile.`,
        )
      const written = { ...workspace, version: workspace.version + 1 }
      workspaces.set(workspace.id, written)
      return written
    },
  }
}
