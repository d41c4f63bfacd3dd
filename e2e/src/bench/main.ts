import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aws } from '@skyclust/provider-aws'
import { azure } from '@skyclust/provider-azure'
import { gcp } from '@skyclust/provider-gcp'
import { accessCost } from './api/access-cost.ts'
import { apiCost } from './api/api-cost.ts'
import { apiBudget } from './api-budget.ts'
import { creationOverhead } from './creation-overhead.ts'
import { fleetUnderLimits } from './fleet-under-limits.ts'
import { machineLine } from './machine.ts'
import type { BenchResult } from './result.ts'
import { startUp } from './start-up.ts'

const TABLE = join(import.meta.dirname, '..', '..', '..', 'docs', 'performance.md')

const BENCHES: Readonly<Record<string, () => Promise<readonly BenchResult[]>>> = {
  P9: startUp,
  P5: apiCost,
  A13: accessCost,
  P1: () => creationOverhead([aws(), gcp(), azure()]),
  P3: () => apiBudget([aws(), gcp(), azure()]),
  P2: () => fleetUnderLimits(aws()),
}

/** Runs the benchmarks named on the command line (all without), prints the table; all together also write the document. */
async function main(): Promise<void> {
  const names = process.argv.slice(2)
  const results: BenchResult[] = []
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.includes(name)) continue
    console.log(`${name} …`)
    const found = await bench()
    for (const r of found)
      console.log(`  ${r.met ? '✓' : '✗'} ${r.what}: ${r.figure} (goal ${r.goal}; ${r.how})`)
    results.push(...found)
  }
  if (names.length === 0)
    writeFileSync(TABLE, document(results.toSorted((a, b) => (a.id < b.id ? -1 : 1))))
}

function document(results: readonly BenchResult[]): string {
  const rows = results.map(
    (r) =>
      `| ${r.id} | ${r.what} | ${r.figure} | ${r.goal} | ${r.met ? 'met' : '**missed**'} | ${r.how} |`,
  )
  return `# Performance

Written by \`npm run bench\`; do not edit the table by hand. Machine: ${machineLine()}, ${new Date().toISOString().slice(0, 10)}.

P1, P2 and P3 run the product's own engine, use cases and blueprints in virtual time against a simulated cloud whose
durations are drawn from the ranges that the blueprints declare as usual for the real clouds; they count, they do not time.
P9 starts the real server. P5 and P6 send requests to it and, in turn, to bare Fastify + pg in the same process on the same
database. A13 is what finding out who asks and whether they may costs.

| | what | figure | goal | | how |
|---|---|---|---|---|---|
${rows.join('\n')}
`
}

await main()
