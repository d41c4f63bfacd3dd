import type { AuditChain, AuditEntry, AuditResult, NewAuditEntry } from '@skyclust/domain'
import type { Page } from './stores.ts'

export interface AuditFilter {
  readonly from?: string
  readonly to?: string
  readonly actorId?: string
  readonly action?: string
  readonly result?: AuditResult
  readonly targetKind?: string
  readonly targetId?: string
  readonly requestId?: string
  /** Full text over actor, action, target, changes and reason. */
  readonly search?: string
}

export interface AuditHead {
  readonly seq: number
  readonly hash: string
  /** Number of the oldest entry kept, and the hash of the one before it. */
  readonly firstSeq: number
  readonly anchorHash: string
}

export interface AuditStatistics {
  readonly total: number
  readonly byResult: Readonly<Record<string, number>>
  readonly byAction: readonly { readonly action: string; readonly count: number }[]
  readonly byActor: readonly {
    readonly actorId: string | null
    readonly name: string
    readonly count: number
  }[]
  /** UTC days, oldest first. */
  readonly byDay: readonly { readonly day: string; readonly count: number }[]
}

export interface AuditStore {
  /**
   * Adds to the chain of the scope the stores work in: the workspace's, or the platform's outside of one. The last
   * statement of a transaction: it locks the chain's head until commit.
   */
  append(entry: NewAuditEntry): Promise<void>
  /** To another chain; refused inside a workspace's scope. */
  appendTo(chain: AuditChain, entry: NewAuditEntry): Promise<void>
  /** Newest first unless told otherwise. */
  list(
    chain: AuditChain,
    filter: AuditFilter,
    page: { readonly limit: number; readonly cursor?: string; readonly oldestFirst?: boolean },
  ): Promise<Page<AuditEntry>>
  get(chain: AuditChain, seq: number): Promise<AuditEntry | undefined>
  statistics(chain: AuditChain, filter: AuditFilter): Promise<AuditStatistics>
  head(chain: AuditChain): Promise<AuditHead | undefined>
  /** Recomputes the whole chain; the number of the first entry that does not fit, or undefined when all is well. */
  verify(chain: AuditChain): Promise<
    | { readonly ok: true; readonly entries: number }
    | {
        readonly ok: false
        readonly entries: number
        readonly brokenAt: number
        readonly what: string
      }
  >
  /** Removes entries older than the time and moves the anchor; returns how many. */
  prune(chain: AuditChain, before: string): Promise<number>
}
