'use client'
import { AUDIT_RESULTS, type AuditQuery } from '@/lib/audit.ts'
import { spanOf } from '@/lib/audit-period.ts'
import { useSettled } from '@/lib/use-settled.ts'
import { useUrlParam } from '@/lib/url-param.ts'

/** What is shown while the URL names no period. */
export const USUAL_PERIOD = '30d'

const PARTS = ['period', 'q', 'result', 'action', 'actor', 'kind', 'target', 'request'] as const
export type FilterPart = (typeof PARTS)[number]
export type FilterTexts = Readonly<Record<FilterPart, string>>

export interface AuditFilter {
  /** As the URL has it; empty = not filtered. */
  readonly texts: FilterTexts
  /** The same once typing has paused; equal texts are equal questions. */
  readonly settled: string
  set(part: FilterPart, text: string): void
  readonly clear: () => void
  /** Whether anything but the period narrows the log. */
  readonly isNarrowed: boolean
}

/** The filter of an audit log, kept in the URL. */
export function useAuditFilter(): AuditFilter {
  const params = {
    period: useUrlParam('period'),
    q: useUrlParam('q'),
    result: useUrlParam('result'),
    action: useUrlParam('action'),
    actor: useUrlParam('actor'),
    kind: useUrlParam('kind'),
    target: useUrlParam('target'),
    request: useUrlParam('request'),
  }
  const texts = Object.fromEntries(PARTS.map((part) => [part, params[part][0]])) as FilterTexts
  const settled = useSettled(JSON.stringify(texts))
  return {
    texts,
    settled,
    set: (part, text) => params[part][1](text),
    clear: () => {
      for (const part of PARTS) if (part !== 'period') params[part][1]('')
    },
    isNarrowed: PARTS.some((part) => part !== 'period' && texts[part].trim() !== ''),
  }
}

/** The question to the API; a period that ends now is counted back from `now`. */
export function queryOf(texts: FilterTexts, now: number): AuditQuery {
  const { period, q, result, action, actor, kind, target, request } = texts
  const given = {
    search: q.trim(),
    result: AUDIT_RESULTS.find((each) => each === result) ?? '',
    action,
    actorId: actor,
    targetKind: kind,
    targetId: target,
    requestId: request.trim(),
  }
  const named = Object.entries(given).filter(([, text]) => text !== '')
  const span = spanOf(period === '' ? USUAL_PERIOD : period, now)
  return { ...span, ...Object.fromEntries(named) }
}

export function textsOf(settled: string): FilterTexts {
  return JSON.parse(settled) as FilterTexts
}

/** The same period with nothing else asked for: what there is to choose from. */
export function periodOnly(settled: string): string {
  const blank = Object.fromEntries(PARTS.map((part) => [part, ''])) as FilterTexts
  return JSON.stringify({ ...blank, period: textsOf(settled).period })
}
