import type { AuditFilter, AuditHead, AuditStatistics } from '@skyclust/application'
import type { AuditStore, Page } from '@skyclust/application'
import { invalid, type AuditChain, type AuditEntry } from '@skyclust/domain'
import type { NewAuditEntry, WorkspaceId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { toAuditEntry, type AuditRow } from './audit-row.ts'

const COLUMNS = `chain, seq, at, actor_id as "actorId", actor_name as "actorName", action, result, record,
  encode(previous_hash, 'hex') as "previousHash", encode(hash, 'hex') as hash`

/** Lists of the statistics end here. */
const TOP = 50

/** Reads the chains; writing is the business of the functions of migration 0013. */
export class PostgresAuditStore implements AuditStore {
  readonly #sql: Sql
  readonly #workspaceId: WorkspaceId | undefined

  /** With a workspace: inside its scope. */
  constructor(sql: Sql, workspaceId?: WorkspaceId) {
    this.#sql = sql
    this.#workspaceId = workspaceId
  }

  async append(entry: NewAuditEntry): Promise<void> {
    if (this.#workspaceId === undefined) return this.appendTo('platform', entry)
    await this.#sql.run('select audit_append($1::jsonb)', [jsonOf(entry)])
  }

  async appendTo(chain: AuditChain, entry: NewAuditEntry): Promise<void> {
    if (this.#workspaceId !== undefined)
      throw new Error('Inside a workspace only its own log is written')
    await this.#sql.run('select audit_append_to($1, $2::jsonb)', [chain, jsonOf(entry)])
  }

  async list(
    chain: AuditChain,
    filter: AuditFilter,
    page: { readonly limit: number; readonly cursor?: string; readonly oldestFirst?: boolean },
  ): Promise<Page<AuditEntry>> {
    const { conditions, values } = conditionsOf(chain, filter)
    const [beyond, order] = page.oldestFirst === true ? ['>', 'asc'] : ['<', 'desc']
    if (page.cursor !== undefined)
      conditions.push(`seq ${beyond} $${values.push(seqOf(page.cursor))}`)
    const rows = await this.#sql.rows<AuditRow>(
      `select ${COLUMNS} from audit_entries where ${conditions.join(' and ')}
       order by seq ${order} limit $${values.push(page.limit + 1)}`,
      values,
    )
    const items = rows.slice(0, page.limit).map(toAuditEntry)
    const last = rows.length > page.limit ? items.at(-1) : undefined
    return { items, nextCursor: last && String(last.seq) }
  }

  async get(chain: AuditChain, seq: number): Promise<AuditEntry | undefined> {
    const text = `select ${COLUMNS} from audit_entries where chain = $1 and seq = $2`
    const row = await this.#sql.row<AuditRow>(text, [chain, seq])
    return row && toAuditEntry(row)
  }

  /** One pass over the chosen entries for all four groupings. */
  async statistics(chain: AuditChain, filter: AuditFilter): Promise<AuditStatistics> {
    const { conditions, values } = conditionsOf(chain, filter)
    const rows = await this.#sql.rows<GroupRow>(
      `select grouping(result, action, actor_id, day) as mask, result, action, actor_id as "actorId",
         max(actor_name) as name, day, count(*) as count
       from (
         select result, action, actor_id, actor_name, to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day
         from audit_entries where ${conditions.join(' and ')}
       ) chosen
       group by grouping sets ((), (result), (action), (actor_id), (day))
       order by count desc, result, action, "actorId", day`,
      values,
    )
    return statisticsOf(rows)
  }

  async head(chain: AuditChain): Promise<AuditHead | undefined> {
    return this.#sql.row<{ [K in keyof AuditHead]: AuditHead[K] }>(
      `select seq, encode(hash, 'hex') as hash, first_seq as "firstSeq", encode(anchor_hash, 'hex') as "anchorHash"
       from audit_heads where chain = $1`,
      [chain],
    )
  }

  async verify(chain: AuditChain): ReturnType<AuditStore['verify']> {
    const row = await this.#sql.row<{
      entries: number
      brokenAt: number | null
      what: string | null
    }>('select entries, broken_at as "brokenAt", what from audit_verify($1)', [chain])
    if (!row) throw new Error('audit_verify answers with one row')
    const { entries, brokenAt, what } = row
    return brokenAt === null
      ? { ok: true, entries }
      : { ok: false, entries, brokenAt, what: what ?? 'unknown' }
  }

  async prune(chain: AuditChain, before: string): Promise<number> {
    const row = await this.#sql.row<{ n: number }>('select audit_prune($1, $2) as n', [
      chain,
      before,
    ])
    return row?.n ?? 0
  }
}

interface GroupRow {
  /** A bit for each of result, action, actor, day that is *not* grouped by. */
  readonly mask: number
  readonly result: string
  readonly action: string
  readonly actorId: string | null
  readonly name: string
  readonly day: string
  readonly count: number
}

function statisticsOf(rows: readonly GroupRow[]): AuditStatistics {
  const by = (mask: number) => rows.filter((row) => row.mask === mask)
  return {
    total: by(0b1111)[0]?.count ?? 0,
    byResult: Object.fromEntries(by(0b0111).map(({ result, count }) => [result, count])),
    byAction: by(0b1011)
      .slice(0, TOP)
      .map(({ action, count }) => ({ action, count })),
    byActor: by(0b1101)
      .slice(0, TOP)
      .map(({ actorId, name, count }) => ({ actorId, name, count })),
    byDay: by(0b1110)
      .map(({ day, count }) => ({ day, count }))
      .toSorted((a, b) => (a.day < b.day ? -1 : 1)),
  }
}

/** Only what is asked for becomes part of the statement, so that each combination gets a plan of its own. */
function conditionsOf(chain: AuditChain, filter: AuditFilter) {
  const values: unknown[] = [chain]
  const conditions = ['chain = $1']
  const add = (sql: (parameter: string) => string, value: unknown) => {
    if (value !== undefined) conditions.push(sql(`$${values.push(value)}`))
  }
  add((p) => `at >= ${p}`, filter.from)
  add((p) => `at < ${p}`, filter.to)
  add((p) => `actor_id = ${p}`, filter.actorId)
  add((p) => `action = ${p}`, filter.action)
  add((p) => `result = ${p}`, filter.result)
  add((p) => `target_kind = ${p}`, filter.targetKind)
  add((p) => `target_id = ${p}`, filter.targetId)
  add((p) => `request_id = ${p}`, filter.requestId)
  // Each word of the query also finds words that begin with it.
  add(
    (p) =>
      String.raw`words @@ regexp_replace(websearch_to_tsquery('simple', ${p})::text, '''(?:[^'']|'''')+''', '\&:*', 'g')::tsquery`,
    filter.search?.replaceAll('\0', ' '),
  )
  return { conditions, values }
}

function seqOf(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  throw invalid('cursor-invalid', 'The cursor is not one that a list gave out; begin without it.')
}

/** PostgreSQL's JSON takes neither NUL nor half a surrogate pair, which clients can send. */
function jsonOf(entry: NewAuditEntry): string {
  return JSON.stringify(entry, (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\u{fffd}') : value,
  )
}
