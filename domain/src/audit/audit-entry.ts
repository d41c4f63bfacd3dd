import type { WorkspaceId } from '../kernel/ids.ts'
import type { Json } from '../kernel/json.ts'

/** The log an entry belongs to: a workspace's own, or that of the platform (accounts, sign-ins, administration). */
export type AuditChain = WorkspaceId | 'platform'

export interface AuditActor {
  readonly kind: 'user' | 'service-account' | 'system' | 'anonymous'
  readonly id: string | undefined
  /** E-mail address, name of the service account, or what was claimed. */
  readonly name: string
  readonly via: 'session' | 'access-token' | 'api-key' | 'none'
  /** The session or key, so that a leaked one can be followed. */
  readonly credentialId: string | undefined
}

export interface AuditTarget {
  /** e.g. `cluster`, `member`, `api-key`. */
  readonly kind: string
  readonly id: string
  readonly name: string
}

export type AuditResult =
  | 'success'
  /** Not allowed, not valid, in conflict: nothing was changed. */
  | 'refused'
  /** Our fault; nothing was changed. */
  | 'error'
  /** The client went away before the request was complete; nothing was changed. */
  | 'aborted'

/** One field that changed, by JSON pointer; secrets are replaced before this is made. */
export interface AuditChange {
  readonly path: string
  readonly before?: Json
  readonly after?: Json
}

/** What is written; the log adds number, time and hash. */
export interface NewAuditEntry {
  readonly actor: AuditActor
  /** The operation id of the API call, e.g. `createCluster`; `useCredential` for a secret that was opened. */
  readonly action: string
  readonly permission: string | undefined
  readonly target: AuditTarget | undefined
  readonly result: AuditResult
  /** HTTP status of the answer; undefined where there was no request. */
  readonly status: number | undefined
  /** Code of the problem document. */
  readonly code: string | undefined
  readonly requestId: string | undefined
  readonly address: string
  readonly userAgent: string
  readonly changes: readonly AuditChange[]
  /** Why, where somebody had to say so. */
  readonly reason: string | undefined
}

export interface AuditEntry extends NewAuditEntry {
  readonly chain: AuditChain
  /** Gapless per chain, from 1. */
  readonly seq: number
  readonly at: string
  /** SHA-256, hex: of the entry before it, and of `previousHash` (as bytes) followed by `record`. */
  readonly previousHash: string
  readonly hash: string
  /** The exact text that was hashed. */
  readonly record: string
}
