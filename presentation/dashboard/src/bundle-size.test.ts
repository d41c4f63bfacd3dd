import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'

const OUT = join(import.meta.dirname, '..', 'out')
const SCRIPT_BUDGET_KB = 210
const STYLE_BUDGET_KB = 12

const sizes = new Map<string, number>()

function gzipKb(path: string): number {
  const known = sizes.get(path)
  if (known !== undefined) return known
  const size = gzipSync(readFileSync(join(OUT, path))).length / 1024
  sizes.set(path, size)
  return size
}

/** What a page asks for at once; scripts for browsers without modules do not count. */
function loadedBy(page: string): { readonly scripts: number; readonly styles: number } {
  const html = readFileSync(join(OUT, page), 'utf8')
  const sum = (paths: Iterable<string>) =>
    [...new Set(paths)].reduce((kb, path) => kb + gzipKb(path), 0)
  const scripts = [...html.matchAll(/<script([^>]*)\bsrc="(\/[^"?]+)/g)]
    .filter(([, before = '']) => !before.includes('nomodule'))
    .map(([, , path = '']) => path)
    .filter((path) => !html.includes(`src="${path}" noModule`))
  // What the page needs to come alive, such as the texts of its language.
  const preloaded = [...html.matchAll(/<link [^>]*as="script"[^>]*>/g)].map(
    ([tag]) => /href="(\/[^"?]+)/.exec(tag)?.[1] ?? '',
  )
  const styles = [...html.matchAll(/<link rel="stylesheet" href="(\/[^"?]+)/g)].map(
    ([, path = '']) => path,
  )
  return { scripts: sum([...scripts, ...preloaded]), styles: sum(styles) }
}

describe(
  'first load of the built dashboard',
  { skip: existsSync(OUT) ? false : 'not built' },
  () => {
    const pages = globSync('{ko,en}{.html,/**/*.html}', { cwd: OUT })

    it('has pages', () => {
      assert.ok(pages.length >= 20)
    })

    for (const page of pages)
      it(page, (t) => {
        const { scripts, styles } = loadedBy(page)

        t.diagnostic(`${scripts.toFixed(1)} KB of scripts, ${styles.toFixed(1)} KB of styles`)
        assert.ok(
          scripts > 50 && scripts <= SCRIPT_BUDGET_KB,
          `${scripts.toFixed(1)} KB of scripts`,
        )
        assert.ok(styles <= STYLE_BUDGET_KB, `${styles.toFixed(1)} KB of styles`)
      })
  },
)
