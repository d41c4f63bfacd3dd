import type { Permission, Rights } from '@/lib/permissions.ts'

/** Labels of `key=value` lines, as a part of a request; nothing when there are none. */
export function labelsOf(text: string | undefined): { labels?: Record<string, string> } {
  const labels = (text ?? '')
    .split(/[\n,]+/)
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line): readonly [string, string] => {
      const cut = line.indexOf('=')
      return cut < 0 ? [line, ''] : [line.slice(0, cut).trim(), line.slice(cut + 1).trim()]
    })
  return labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }
}

/** Who may make things with certain labels only begins with those. */
export function labelsNeeded({ rulings }: Pick<Rights, 'rulings'>, permission: Permission): string {
  const scope = rulings.find((ruling) => ruling.permission === permission)?.scope ?? 'all'
  const [first] = scope === 'all' ? [] : scope
  return Object.entries(first?.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join('\n')
}
