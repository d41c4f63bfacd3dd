import { z } from 'zod'

/** Hours in a month, as all three clouds' price pages count (365 × 24 / 12). */
export const HOURS_PER_MONTH = 730

/** One line of an estimate: quantity × unit price. Prices are decimal strings in USD, never floats. */
export const PriceLine = z.object({
  /** What is paid for, in the cloud's words. */
  description: z.string(),
  /** SKU or price-list key. */
  sku: z.string(),
  unit: z.enum(['hour', 'GB-month']),
  /** Units in flight at once: nodes, gateways, gigabytes. */
  quantity: z.number().nonnegative(),
  /** US dollars per unit. */
  usdPerUnit: z.string(),
  /** ISO date of the price snapshot. */
  asOf: z.string(),
  /** Set when the snapshot has no price for the region and another region's price stands in. */
  approximatedFrom: z.string().optional(),
})
export type PriceLine = z.infer<typeof PriceLine>

/** US dollars per month of one line, as a decimal string with two places. */
export function monthlyUsd(line: PriceLine): string {
  return microsToUsd(monthlyMicros(line))
}

/** Sum of the lines per month in US dollars; each line is rounded to micro-dollars first. */
export function totalMonthlyUsd(lines: readonly PriceLine[]): string {
  return microsToUsd(lines.reduce((sum, line) => sum + monthlyMicros(line), 0n))
}

function monthlyMicros(line: PriceLine): bigint {
  const units = line.unit === 'hour' ? line.quantity * HOURS_PER_MONTH : line.quantity
  // Unit prices have at most nine decimal places; quantities are whole or have few decimals.
  const nanos = decimalToNanos(line.usdPerUnit)
  const milliUnits = BigInt(Math.round(units * 1000))
  return (nanos * milliUnits + 500_000n) / 1_000_000n
}

function decimalToNanos(text: string): bigint {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) throw new RangeError(`«${text}» is no decimal price`)
  const fraction = (match[2] ?? '').padEnd(9, '0').slice(0, 9)
  return BigInt(match[1] ?? '0') * 1_000_000_000n + BigInt(fraction)
}

function microsToUsd(micros: bigint): string {
  const cents = (micros + 5_000n) / 10_000n
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
}
