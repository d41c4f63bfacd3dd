'use client'
import {
  type AuditEntry,
  type AuditStatistics,
  type AuditVerification,
  getAuditEntry,
  getAuditStatistics,
  getPlatformAuditEntry,
  getPlatformAuditStatistics,
  listAuditEntries,
  type ListAuditEntriesData,
  listPlatformAuditEntries,
  verifyAuditLog,
  verifyPlatformAuditLog,
} from '@skyclust/api-client'
import { call } from './api.ts'

export type AuditQuery = Omit<NonNullable<ListAuditEntriesData['query']>, 'limit' | 'cursor'>
type AuditResult = NonNullable<AuditQuery['result']>
export const AUDIT_RESULTS = ['success', 'refused', 'error', 'aborted'] as const

export interface AuditPage {
  readonly items: readonly AuditEntry[]
  readonly nextCursor: string | null
}

/** A log: a workspace's own, or the platform's. */
export interface AuditSource {
  /** Begins the keys of what is cached of it. */
  readonly key: readonly string[]
  list(query: AuditQuery, cursor: string | undefined): Promise<AuditPage>
  entry(seq: number): Promise<AuditEntry>
  statistics(query: AuditQuery): Promise<AuditStatistics>
  verify(): Promise<AuditVerification>
  /** Where the browser loads the file from. */
  exportUrl(query: AuditQuery, format: ExportFormat): string
}

export const EXPORT_FORMATS = ['csv', 'jsonl', 'json'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

const PAGE = 50

export function workspaceAudit(workspaceId: string): AuditSource {
  const path = { workspaceId }
  return {
    key: ['ws', workspaceId, 'audit'],
    list: (query, cursor) => call(listAuditEntries({ path, query: pageOf(query, cursor) })),
    entry: (seq) => call(getAuditEntry({ path: { ...path, seq } })),
    statistics: (query) => call(getAuditStatistics({ path, query })),
    verify: () => call(verifyAuditLog({ path })),
    exportUrl: (query, format) =>
      `/api/v1/workspaces/${workspaceId}/audit/export?${parameters(query, format)}`,
  }
}

/** Accounts, sign-ins and administration of the whole installation. */
export const PLATFORM_AUDIT: AuditSource = {
  key: ['platform', 'audit'],
  list: (query, cursor) => call(listPlatformAuditEntries({ query: pageOf(query, cursor) })),
  entry: (seq) => call(getPlatformAuditEntry({ path: { seq } })),
  statistics: (query) => call(getPlatformAuditStatistics({ query })),
  verify: () => call(verifyPlatformAuditLog()),
  exportUrl: (query, format) => `/api/v1/platform/audit/export?${parameters(query, format)}`,
}

function pageOf(query: AuditQuery, cursor: string | undefined) {
  return { ...query, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }
}

function parameters(query: AuditQuery, format: ExportFormat): string {
  return new URLSearchParams({ ...query, format }).toString()
}
