/** Names that resemble the wish most, by their common pairs of letters. */
export function nearest(wish: string, names: readonly string[], count = 3): readonly string[] {
  const wanted = pairs(wish)
  return names
    .map((name) => ({ name, score: likeness(wanted, pairs(name)) }))
    .toSorted((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name)
}

function pairs(text: string): ReadonlySet<string> {
  const lower = text.toLowerCase()
  return new Set(Array.from(lower, (_, i) => lower.slice(i, i + 2)))
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((pair) => b.has(pair)).length
  return (2 * common) / (a.size + b.size)
}
