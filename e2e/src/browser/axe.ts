import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Visitor } from './visitor.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Faults of what is shown against WCAG AA that a program can find, in a few words each. */
export function accessibilityFaults({ page }: Visitor): Promise<string[]> {
  return page.evaluate<string[]>(
    `${AXE}; axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
  )
}
