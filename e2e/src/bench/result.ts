/** One line of the table: what was measured, the figure, the goal. */
export interface BenchResult {
  readonly id: string
  readonly what: string
  readonly figure: string
  readonly goal: string
  readonly met: boolean
  readonly how: string
}

export function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(2)} %`
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
