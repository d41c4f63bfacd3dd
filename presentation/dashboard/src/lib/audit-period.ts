import type { AuditStatistics } from '@skyclust/api-client'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Bars beyond this would be too thin to tell apart. */
const MOST_DAYS = 92

export const PERIODS = ['24h', '7d', '30d', '90d'] as const
type Period = (typeof PERIODS)[number]
const LENGTHS = { '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS, '90d': 90 * DAY_MS } as const

/** A period as the URL has it: one of PERIODS (until now), `<from>~<to>` in local minutes with either side open, or all. */
export function spanOf(
  text: string,
  now: number,
): { readonly from?: string; readonly to?: string } {
  const period = PERIODS.find((each) => each === text)
  if (period) return { from: new Date(now - LENGTHS[period]).toISOString() }
  const [from, to] = text.split('~').map(instant)
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

/** What a `datetime-local` control holds as an ISO time; undefined while it is none, or before 1970. */
function instant(local: string): string | undefined {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(local) ? new Date(local).getTime() : Number.NaN
  return time >= 0 ? new Date(time).toISOString() : undefined
}

type Days = AuditStatistics['byDay']

/** Every day from the first to the last that is known, oldest first, also those on which nothing happened. */
export function withQuietDays(days: Days): Days {
  const [first] = days
  const last = days.at(-1)
  if (!first || !last) return []
  const counts = new Map(days.map(({ day, count }) => [day, count]))
  const end = Date.parse(last.day)
  const start = Math.max(Date.parse(first.day), end - (MOST_DAYS - 1) * DAY_MS)
  return Array.from({ length: Math.round((end - start) / DAY_MS) + 1 }, (_, index) => {
    const day = new Date(start + index * DAY_MS).toISOString().slice(0, 10)
    return { day, count: counts.get(day) ?? 0 }
  })
}
