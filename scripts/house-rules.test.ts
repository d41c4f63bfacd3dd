import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'

const ROOT = dirname(import.meta.dirname)
const FOLDERS =
  '{domain,application,infrastructure,presentation,server,cloudsim,testkit,e2e,scripts}'
const WRITTEN_BY_HAND = globSync(`${FOLDERS}/**/*.{ts,tsx,mjs}`, {
  cwd: ROOT,
  exclude: (name) =>
    /(^|[/\\])(node_modules|\.next|out|\.cache|generated)([/\\]|$)|\.d\.ts$/.test(name),
})
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

describe('house rules', () => {
  it('see the sources', () => assert.ok(WRITTEN_BY_HAND.length > 300))

  it('keep files written by hand to at most 400 lines', () => {
    const long = WRITTEN_BY_HAND.filter((file) => read(file).split('\n').length > 401)
    assert.deepEqual(long, [])
  })

  it('leave time, randomness and ids to ports in domain and application', () => {
    const own = /Date\.now\(|new Date\(\)|Math\.random\(|randomUUID\(|setTimeout\(|setInterval\(/
    const wrong = WRITTEN_BY_HAND.filter(
      (file) =>
        /^(domain|application)[/\\]/.test(file) &&
        !file.endsWith('.test.ts') &&
        own.test(read(file)),
    )
    assert.deepEqual(wrong, [])
  })

  it('name no registry but the public one in the lockfile', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { resolved?: string }>
    }
    const hosts = new Set(
      Object.values(packages)
        .flatMap(({ resolved }) => resolved ?? [])
        .filter((url) => URL.canParse(url))
        .map((url) => new URL(url).host),
    )
    assert.deepEqual(
      [...hosts].filter((host) => host !== 'registry.npmjs.org'),
      [],
    )
  })
})
