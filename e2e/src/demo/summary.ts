import type { Story } from './stories.ts'

/** Prints what came of it; false when something is not as promised. */
export function printSummary(stories: readonly Story[], say: (line: string) => void): boolean {
  const rows = stories.map(({ outcome }) => [
    outcome.product,
    `US$${outcome.monthlyUsd}`,
    `${outcome.createSeconds.toFixed(1)} s`,
    `${outcome.createCalls} (${outcome.mutatingCalls})`,
    `${outcome.deleteSeconds.toFixed(1)} s`,
    outcome.left.length === 0 ? 'nothing' : outcome.left.join(', '),
  ])
  const header = [
    '',
    'per month',
    'ready after',
    'calls (mutating)',
    'gone after',
    'left in the cloud',
  ]
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  for (const row of [header, ...rows])
    say(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`)
  const faults = stories.flatMap(({ outcome }) => [
    ...outcome.faults.map((fault) => `${outcome.product}: ${fault}`),
    ...(outcome.left.length > 0 ? [`${outcome.product}: something is left`] : []),
  ])
  for (const fault of faults) say(`  ✗ ${fault}`)
  if (faults.length === 0)
    say(
      '  Three clusters were ready; every call of the applies was in their plans; nothing is left in the clouds.',
    )
  return faults.length === 0
}
