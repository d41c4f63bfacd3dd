import { peopleStores } from './people-stores.ts'
import { Table, type UndoLog } from './table.ts'
import type { JournalEntry, ObjectState, SealedSecret, Stores } from '@skyclust/application'
import {
  conflict,
  type Credential,
  DomainError,
  type JsonObject,
  type Resource,
  selectorMatches,
  type Workspace,
  type WorkspaceEvent,
} from '@skyclust/domain'

export interface MemoryJob {
  readonly key: string
  readonly dueAt: number | undefined
  readonly owner: string | undefined
  readonly fence: number
}

/** All tables of one database. */
export interface MemoryState {
  /** Of the running transaction. */
  readonly undo: UndoLog
  readonly tables: ReturnType<typeof emptyTables>
}

function emptyTables(undo: UndoLog) {
  return {
    resources: new Table<Resource>(undo, (r) => r.rootId),
    objects: new Table<ObjectState>(undo, (o) => o.rootId),
    /** Intents without outcome are what is looked for most. */
    journal: new Table<JournalEntry>(undo, (j) => j.rootId),
    events: new Table<WorkspaceEvent>(undo, (e) => e.workspaceId),
    sequences: new Table<number>(undo),
    work: new Table<MemoryJob>(undo),
    credentials: new Table<{ credential: Credential; sealed: SealedSecret | undefined }>(undo),
    workspaces: new Table<Workspace>(undo),
    idempotency: new Table<{ requestHash: string; status: number; body: JsonObject }>(undo),
  }
}

export function emptyState(): MemoryState {
  const undo: UndoLog = []
  return { undo, tables: emptyTables(undo) }
}

/** The stores over one state; `now` is the database's clock. */
export function memoryStores(state: MemoryState, now: () => number): Stores {
  return {
    resources: resourceStore(state),
    objects: objectStore(state),
    journal: journalStore(state),
    events: eventStore(state, now),
    jobs: {
      add(key, options) {
        const { work } = state.tables
        const due = now() + (options?.delayMs ?? 0)
        const job = work.get(key) ?? { key, dueAt: undefined, owner: undefined, fence: 0 }
        work.set(key, { ...job, dueAt: Math.min(job.dueAt ?? due, due) })
        return Promise.resolve()
      },
    },
    credentials: credentialStore(state),
    idempotency: idempotencyStore(state),
    ...peopleStores(state),
  }
}

function resourceStore(state: MemoryState): Stores['resources'] {
  const all = () => [...state.tables.resources.values()]
  return {
    async insert(resource) {
      const clash = all().some(
        (r) =>
          r.workspaceId === resource.workspaceId &&
          r.kind === resource.kind &&
          r.name === resource.name &&
          (r.kind !== 'node-pool' || r.ownerId === resource.ownerId),
      )
      if (clash) throw conflict('name-taken', `The name «${resource.name}» is taken.`)
      state.tables.resources.set(resource.id, resource)
    },
    async get(workspaceId, id) {
      const found = state.tables.resources.get(id)
      return found?.workspaceId === workspaceId ? found : undefined
    },
    findByName: async (workspaceId, kind, name) =>
      all().find((r) => r.workspaceId === workspaceId && r.kind === kind && r.name === name),
    tree: async (rootId) => state.tables.resources.group(rootId),
    async list(workspaceId, filter, page) {
      const items = all().filter(
        (r) =>
          r.workspaceId === workspaceId &&
          (filter.kind === undefined || r.kind === filter.kind) &&
          (filter.provider === undefined || r.provider === filter.provider) &&
          (filter.rootId === undefined || r.rootId === filter.rootId) &&
          (filter.ownerId === undefined || r.ownerId === filter.ownerId) &&
          (filter.nameContains === undefined ||
            r.name.includes(filter.nameContains.toLowerCase())) &&
          (filter.labelled === undefined ||
            filter.labelled.some((selector) =>
              selectorMatches(selector, state.tables.resources.get(r.rootId)?.labels ?? {}),
            )),
      )
      return { items: items.toReversed().slice(0, page.limit), nextCursor: undefined }
    },
    async update(resource) {
      const stored = state.tables.resources.get(resource.id)
      if (!stored || stored.version !== resource.version)
        throw new DomainError(
          'precondition-failed',
          'version-mismatch',
          `«${resource.name}» has changed meanwhile.`,
        )
      const written = { ...resource, version: resource.version + 1 }
      state.tables.resources.set(resource.id, written)
      return written
    },
    async delete(id) {
      state.tables.resources.delete(id)
    },
    countByCredential: async (workspaceId, credentialId) =>
      all().filter((r) => r.workspaceId === workspaceId && r.credentialId === credentialId).length,
    clustersOnNetwork: async (workspaceId, networkId) =>
      all().filter(
        (r) =>
          r.workspaceId === workspaceId &&
          r.kind === 'cluster' &&
          r.rootId !== networkId &&
          JSON.stringify(r.spec).includes(networkId),
      ),
  }
}

function objectStore(state: MemoryState): Stores['objects'] {
  const key = (rootId: string, objectId: string) => `${rootId}|${objectId}`
  return {
    list: async (rootId) => state.tables.objects.group(rootId),
    async upsert(states) {
      for (const object of states)
        state.tables.objects.set(key(object.rootId, object.objectId), object)
    },
    async removeAll(rootId) {
      for (const object of state.tables.objects.group(rootId))
        state.tables.objects.delete(key(rootId, object.objectId))
    },
    async remove(rootId, objectIds) {
      for (const id of objectIds) state.tables.objects.delete(key(rootId, id))
    },
  }
}

function journalStore(state: MemoryState): Stores['journal'] {
  const entryOf = (token: string) => {
    const entry = state.tables.journal.get(token)
    if (!entry) throw new Error(`no intent ${token}`)
    return entry
  }
  return {
    async begin(entry) {
      if (state.tables.journal.has(entry.token)) throw new Error(`intent ${entry.token} exists`)
      state.tables.journal.set(entry.token, entry)
    },
    async resend(token, sentAt) {
      state.tables.journal.set(token, { ...entryOf(token), sentAt })
    },
    async finish(token, outcome) {
      state.tables.journal.set(token, { ...entryOf(token), ...outcome })
    },
    open: async (rootId) =>
      state.tables.journal.group(rootId).filter((j) => j.outcome === undefined),
    list: async (rootId, limit) => state.tables.journal.group(rootId).toReversed().slice(0, limit),
  }
}

function eventStore(state: MemoryState, now: () => number): Stores['events'] {
  const of = (workspaceId: string) => state.tables.events.group(workspaceId)
  const last = (workspaceId: string) => state.tables.sequences.get(workspaceId) ?? 0
  return {
    async append(workspaceId, events) {
      let seq = last(workspaceId)
      for (const event of events) {
        seq += 1
        state.tables.events.set(`${workspaceId}|${seq}`, {
          ...event,
          workspaceId,
          seq,
          at: new Date(now()).toISOString(),
        })
      }
      state.tables.sequences.set(workspaceId, seq)
    },
    async since(workspaceId, seq, limit) {
      return {
        events: of(workspaceId)
          .filter((e) => e.seq > seq)
          .slice(0, limit),
        reset: false,
      }
    },
    lastSeq: async (workspaceId) => last(workspaceId),
  }
}

function credentialStore(state: MemoryState): Stores['credentials'] {
  return {
    async insert(credential, sealed) {
      state.tables.credentials.set(credential.id, { credential, sealed })
    },
    async get(workspaceId, id) {
      const found = state.tables.credentials.get(id)?.credential
      return found?.workspaceId === workspaceId ? found : undefined
    },
    list: async (workspaceId) =>
      [...state.tables.credentials.values()]
        .map((c) => c.credential)
        .filter((c) => c.workspaceId === workspaceId),
    sealed: async (_workspaceId, id) => state.tables.credentials.get(id)?.sealed,
    async update(credential, sealed) {
      const written = { ...credential, version: credential.version + 1 }
      state.tables.credentials.set(credential.id, {
        credential: written,
        sealed: sealed ?? state.tables.credentials.get(credential.id)?.sealed,
      })
      return written
    },
    async delete(_workspaceId, id) {
      state.tables.credentials.delete(id)
    },
  }
}

function idempotencyStore(state: MemoryState): Stores['idempotency'] {
  return {
    find: async (workspaceId, key) => state.tables.idempotency.get(`${workspaceId}|${key}`),
    async insert(workspaceId, key, answer) {
      state.tables.idempotency.set(`${workspaceId}|${key}`, answer)
    },
  }
}
