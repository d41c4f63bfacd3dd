import type {
  Credential,
  CredentialId,
  JsonObject,
  LabelSelector,
  NewEvent,
  ObjectDeclaration,
  ObjectId,
  PrincipalId,
  ProviderId,
  Resource,
  ResourceId,
  ResourceKind,
  WorkspaceEvent,
  WorkspaceId,
} from '@skyclust/domain'
import type { IdentityStores } from './identity-stores.ts'

/** A claimed job: proof that this worker may write the state of the key's tree. Stale fences are refused. */
export interface Lease {
  /** Root resource id. */
  readonly key: string
  readonly fence: string
  readonly owner: string
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Opaque; undefined on the last page. */
  readonly nextCursor: string | undefined
}

export interface ResourceFilter {
  readonly kind?: ResourceKind
  readonly provider?: ProviderId
  readonly rootId?: ResourceId
  readonly ownerId?: ResourceId
  /** Case-insensitive substring of the name. */
  readonly nameContains?: string
  /** Only resources whose root's labels one of these matches. */
  readonly labelled?: readonly LabelSelector[]
}

export interface ResourceStore {
  /** Throws DomainError conflict `name-taken` when workspace, kind and name exist. */
  insert(resource: Resource): Promise<void>
  get(workspaceId: WorkspaceId, id: ResourceId): Promise<Resource | undefined>
  findByName(
    workspaceId: WorkspaceId,
    kind: ResourceKind,
    name: string,
  ): Promise<Resource | undefined>
  /** All resources of a tree in creation order; used by the worker, which has no workspace yet. */
  tree(rootId: ResourceId): Promise<readonly Resource[]>
  /** Newest first. */
  list(
    workspaceId: WorkspaceId,
    filter: ResourceFilter,
    page: { limit: number; cursor?: string },
  ): Promise<Page<Resource>>
  /** Writes all mutable fields when the stored version is `resource.version`, and returns it with version + 1; else DomainError precondition-failed `version-mismatch`. */
  update(resource: Resource): Promise<Resource>
  delete(id: ResourceId): Promise<void>
  /** How many resources use a credential. */
  countByCredential(workspaceId: WorkspaceId, credentialId: CredentialId): Promise<number>
  /** Clusters of other trees that stand on this network. */
  clustersOnNetwork(workspaceId: WorkspaceId, networkId: ResourceId): Promise<readonly Resource[]>
}

/** The state of one cloud object as the engine last knew it: the node of the graph and of the timeline. */
export interface ObjectState {
  readonly rootId: ResourceId
  readonly workspaceId: WorkspaceId
  readonly objectId: ObjectId
  /** As last declared; delete works from it even when the blueprint has changed. */
  readonly declaration: ObjectDeclaration
  /** Position in the graph's topological order, for display. */
  readonly position: number
  readonly state: ObjectPhase
  readonly externalId: string | undefined
  readonly outputs: JsonObject
  /** Desired fields (resolved) that were last applied. */
  readonly lastApplied: JsonObject | undefined
  /** What the last step was for; when it changes, waiting times of the other goal no longer count. */
  readonly goal: 'present' | 'absent'
  /** Consecutive failures of the current step. */
  readonly attempts: number
  /** How often it came into being failed and was made again. */
  readonly replacements: number
  /** ISO time before which nothing is tried again. */
  readonly nextAttemptAt: string | undefined
  /** What is going on or wrong, in words, with the cloud's own message. */
  readonly message: string | undefined
  readonly errorClass: string | undefined
  readonly remedy: string | undefined
  readonly startedAt: string | undefined
  readonly readyAt: string | undefined
  readonly observedAt: string | undefined
}

export type ObjectPhase =
  /** Waits for its dependencies. */
  | 'waiting'
  /** A create / update was accepted; the cloud works. */
  | 'pending'
  | 'ready'
  /** The last attempt failed; retried at nextAttemptAt unless blocked. */
  | 'retrying'
  /** Needs a person; `message` and `remedy` say what. */
  | 'blocked'
  /** On its way out; when it is still wanted, it is being replaced. */
  | 'deleting'
  | 'gone'

export interface ObjectStore {
  list(rootId: ResourceId): Promise<readonly ObjectState[]>
  upsert(states: readonly ObjectState[]): Promise<void>
  removeAll(rootId: ResourceId): Promise<void>
  remove(rootId: ResourceId, objectIds: readonly ObjectId[]): Promise<void>
}

export type JournalAction = 'create' | 'update' | 'remove'

/** Written and committed before a mutating call; its outcome after. An intent without outcome is resolved by find. */
export interface JournalEntry {
  /** UUID; also the idempotency token sent to the cloud. */
  readonly token: string
  readonly workspaceId: WorkspaceId
  readonly rootId: ResourceId
  readonly resourceId: ResourceId
  readonly objectId: ObjectId
  readonly action: JournalAction
  /** The mutating call, e.g. `ec2:CreateVpc`. */
  readonly call: string
  readonly intentAt: string
  /** Last time the call was (re)sent. */
  readonly sentAt: string
  readonly outcome: JournalOutcome | undefined
  readonly finishedAt: string | undefined
  readonly externalId: string | undefined
  readonly requestId: string | undefined
  readonly operationId: string | undefined
  readonly error: string | undefined
}

export type JournalOutcome =
  /** The cloud accepted it. */
  | 'accepted'
  /** The cloud refused it; nothing happened. */
  | 'refused'
  /** No answer came; the object was found afterwards. */
  | 'found'
  /** No answer came; after the grace period the object was not there. */
  | 'absent'

export interface JournalStore {
  begin(entry: JournalEntry): Promise<void>
  /** Marks that the same intent is sent again. */
  resend(token: string, sentAt: string): Promise<void>
  finish(
    token: string,
    outcome: Pick<
      JournalEntry,
      'outcome' | 'finishedAt' | 'externalId' | 'requestId' | 'operationId' | 'error'
    >,
  ): Promise<void>
  open(rootId: ResourceId): Promise<readonly JournalEntry[]>
  /** Newest first. */
  list(rootId: ResourceId, limit: number): Promise<readonly JournalEntry[]>
}

export interface EventStore {
  /** Appends with the workspace's next sequence numbers; take it last in a transaction. Rings the doorbell on commit. */
  append(workspaceId: WorkspaceId, events: readonly NewEvent[]): Promise<void>
  /** `reset` when events after `seq` are no longer kept. */
  since(
    workspaceId: WorkspaceId,
    seq: number,
    limit: number,
  ): Promise<{ events: readonly WorkspaceEvent[]; reset: boolean }>
  lastSeq(workspaceId: WorkspaceId): Promise<number>
}

export interface Jobs {
  /** Wakes the key: a run starts after this transaction's commit, however many wake-ups there are. Clears backoff. */
  add(key: string, options?: { delayMs?: number }): Promise<void>
}

/** What a credential's vault row holds: envelope ciphertext, never plain text. */
export interface SealedSecret {
  readonly ciphertext: Uint8Array
  readonly wrappedKey: Uint8Array
  readonly keyId: string
  readonly nonce: Uint8Array
}

export interface CredentialStore {
  insert(credential: Credential, sealed: SealedSecret): Promise<void>
  get(workspaceId: WorkspaceId, id: CredentialId): Promise<Credential | undefined>
  list(workspaceId: WorkspaceId): Promise<readonly Credential[]>
  sealed(workspaceId: WorkspaceId, id: CredentialId): Promise<SealedSecret | undefined>
  update(credential: Credential, sealed?: SealedSecret): Promise<Credential>
  delete(workspaceId: WorkspaceId, id: CredentialId): Promise<void>
}

/** Answers of requests that carried an Idempotency-Key. */
export interface IdempotencyStore {
  find(
    workspaceId: WorkspaceId,
    key: string,
  ): Promise<{ requestHash: string; status: number; body: JsonObject } | undefined>
  insert(
    workspaceId: WorkspaceId,
    key: string,
    answer: { requestHash: string; status: number; body: JsonObject },
  ): Promise<void>
}

/** The stores of one transaction. */
export interface Stores extends IdentityStores {
  readonly resources: ResourceStore
  readonly objects: ObjectStore
  readonly journal: JournalStore
  readonly events: EventStore
  readonly jobs: Jobs
  readonly credentials: CredentialStore
  readonly idempotency: IdempotencyStore
}

/** Whose eyes the database is seen with: nothing of another workspace exists there. */
export interface Scope {
  readonly workspaceId: WorkspaceId
  readonly principalId: PrincipalId
}

export interface Database {
  /** Outside a transaction: each call by itself. */
  readonly stores: Stores
  /** All or nothing. With a lease it fails with LeaseLost, before anything is written, when the fence is stale. */
  transaction<T>(work: (stores: Stores) => Promise<T>, lease?: Lease): Promise<T>
  /**
   * A transaction that stands for itself also where a request's transactions are joined into one: for what must be on
   * record before something that no rollback undoes, such as the opening of a secret.
   */
  apart<T>(work: (stores: Stores) => Promise<T>): Promise<T>
  /** The same database as the member of one workspace sees it; the database itself enforces it (row-level security). */
  within(scope: Scope): Database
}

/** This worker no longer holds the key; stop at once and write nothing. */
export class LeaseLost extends Error {}

/** What a run of a key asks of the queue. */
export type RunResult =
  | { readonly again: 'after'; readonly ms: number }
  | { readonly again: 'when-woken' }

/** The keyed work queue: one key never runs twice at the same time. */
export interface Worker {
  start(run: (lease: Lease, signal: AbortSignal) => Promise<RunResult>): Promise<void>
  /** Lets running keys finish their current call, then gives the leases back. */
  stop(): Promise<void>
}

/** What a sealed secret is bound to: in another place it does not open. */
export interface VaultContext {
  readonly kind: 'credential' | 'totp' | 'oidc-client' | 'oidc-login' | 'mail' | 'signing-key'
  readonly workspaceId: WorkspaceId | 'platform'
  readonly id: string
}

/** Encrypts at rest; the context is authenticated with the ciphertext. */
export interface Vault {
  seal(plain: string, context: VaultContext): Promise<SealedSecret>
  open(sealed: SealedSecret, context: VaultContext): Promise<string>
}

/** Live fan-out of committed events. */
export interface EventFeed {
  /** Calls back after each commit that appended events of the workspace; the reader then asks EventStore.since. */
  subscribe(workspaceId: WorkspaceId, wake: () => void): () => void
}
