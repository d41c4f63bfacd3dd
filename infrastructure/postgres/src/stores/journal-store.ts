import type { JournalEntry, JournalStore } from '@skyclust/application'
import { DomainError, type ResourceId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'

const SELECT = `select token, workspace_id as "workspaceId", root_id as "rootId",
    resource_id as "resourceId", object_id as "objectId", action, call, intent_at as "intentAt",
    sent_at as "sentAt", outcome, finished_at as "finishedAt", external_id as "externalId",
    request_id as "requestId", operation_id as "operationId", error
  from journal`

type Optional = 'outcome' | 'finishedAt' | 'externalId' | 'requestId' | 'operationId' | 'error'
type JournalRow = Omit<JournalEntry, Optional> & {
  readonly [K in Optional]: Exclude<JournalEntry[K], undefined> | null
}

export class PostgresJournalStore implements JournalStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async begin(entry: JournalEntry): Promise<void> {
    await this.#sql.run(
      `insert into journal (workspace_id, token, root_id, resource_id, object_id, action, call,
         intent_at, sent_at, outcome, finished_at, external_id, request_id, operation_id, error)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        entry.workspaceId,
        entry.token,
        entry.rootId,
        entry.resourceId,
        entry.objectId,
        entry.action,
        entry.call,
        entry.intentAt,
        entry.sentAt,
        entry.outcome,
        entry.finishedAt,
        entry.externalId,
        entry.requestId,
        entry.operationId,
        entry.error,
      ],
    )
  }

  async resend(token: string, sentAt: string): Promise<void> {
    const text = 'update journal set sent_at = $2 where token = $1'
    if ((await this.#sql.run(text, [token, sentAt])) === 0) throw notInJournal(token)
  }

  async finish(token: string, outcome: Pick<JournalEntry, Optional>): Promise<void> {
    const touched = await this.#sql.run(
      `update journal set outcome = $2, finished_at = $3, external_id = $4, request_id = $5,
         operation_id = $6, error = $7
       where token = $1`,
      [
        token,
        outcome.outcome,
        outcome.finishedAt,
        outcome.externalId,
        outcome.requestId,
        outcome.operationId,
        outcome.error,
      ],
    )
    if (touched === 0) throw notInJournal(token)
  }

  async open(rootId: ResourceId): Promise<readonly JournalEntry[]> {
    const text = `${SELECT} where root_id = $1 and outcome is null order by number`
    return (await this.#sql.rows<JournalRow>(text, [rootId])).map(toEntry)
  }

  async list(rootId: ResourceId, limit: number): Promise<readonly JournalEntry[]> {
    const text = `${SELECT} where root_id = $1 order by number desc limit $2`
    return (await this.#sql.rows<JournalRow>(text, [rootId, limit])).map(toEntry)
  }
}

function notInJournal(token: string): DomainError {
  return new DomainError('not-found', 'journal-entry-missing', `No journal entry ${token}`)
}

function toEntry(row: JournalRow): JournalEntry {
  return {
    ...row,
    outcome: row.outcome ?? undefined,
    finishedAt: row.finishedAt ?? undefined,
    externalId: row.externalId ?? undefined,
    requestId: row.requestId ?? undefined,
    operationId: row.operationId ?? undefined,
    error: row.error ?? undefined,
  }
}
