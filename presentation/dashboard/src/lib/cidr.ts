interface Range {
  readonly start: number
  readonly size: number
}

function parse(text: string): Range | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)
  if (!match) return undefined
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number)
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return undefined
  return { start: ((a * 256 + b) * 256 + c) * 256 + d, size: 2 ** (32 - prefix) }
}

/** The first 10.x.0.0/16 that overlaps none of the given ranges. */
export function freeCidr(taken: readonly string[]): string {
  const ranges = taken.flatMap((text) => parse(text) ?? [])
  for (let second = 0; second < 256; second += 1) {
    const text = `10.${second}.0.0/16`
    const mine = parse(text)
    const isFree =
      mine &&
      ranges.every((r) => r.start + r.size <= mine.start || mine.start + mine.size <= r.start)
    if (isFree) return text
  }
  return '10.0.0.0/16'
}
