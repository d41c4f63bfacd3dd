import type { AuditEntryView } from './views.ts'
import type { AuditExportFormat } from './requests.ts'

/** How an export is written, piece by piece. */
export interface ExportFormat {
  readonly contentType: string
  readonly begin: string
  readonly between: string
  readonly end: string
  readonly entry: (entry: AuditEntryView) => string
}

const CELLS: readonly (readonly [string, (e: AuditEntryView) => string | number | null])[] = [
  ['seq', (e) => e.seq],
  ['at', (e) => e.at],
  ['actor_kind', (e) => e.actor.kind],
  ['actor_id', (e) => e.actor.id],
  ['actor_name', (e) => e.actor.name],
  ['via', (e) => e.actor.via],
  ['credential_id', (e) => e.actor.credentialId],
  ['action', (e) => e.action],
  ['permission', (e) => e.permission],
  ['result', (e) => e.result],
  ['status', (e) => e.status],
  ['code', (e) => e.code],
  ['target_kind', (e) => e.target?.kind ?? null],
  ['target_id', (e) => e.target?.id ?? null],
  ['target_name', (e) => e.target?.name ?? null],
  ['request_id', (e) => e.requestId],
  ['address', (e) => e.address],
  ['user_agent', (e) => e.userAgent],
  ['reason', (e) => e.reason],
  ['changes', (e) => JSON.stringify(e.changes)],
  ['previous_hash', (e) => e.previousHash],
  ['hash', (e) => e.hash],
  ['record', (e) => e.record],
]

/** RFC 4180; `record` and the hashes are what anybody can verify the log with. */
const CSV: ExportFormat = {
  contentType: 'text/csv; charset=utf-8; header=present',
  begin: csvLine(CELLS.map(([name]) => name)),
  between: '',
  end: '',
  entry: (entry) => csvLine(CELLS.map(([, cell]) => cell(entry))),
}

const JSON_LINES: ExportFormat = {
  contentType: 'application/jsonl; charset=utf-8',
  begin: '',
  between: '',
  end: '',
  entry: (entry) => `${JSON.stringify(entry)}\n`,
}

const JSON_ARRAY: ExportFormat = {
  contentType: 'application/json; charset=utf-8',
  begin: '[',
  between: ',\n',
  end: ']\n',
  entry: (entry) => JSON.stringify(entry),
}

export const EXPORT_FORMATS = {
  csv: CSV,
  jsonl: JSON_LINES,
  json: JSON_ARRAY,
} as const satisfies Record<AuditExportFormat, ExportFormat>

function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/**
 * Spreadsheets run cells that begin like a formula, also when they are quoted; an apostrophe makes them text. Names and
 * user agents in the log are what anybody chose to send.
 */
function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
