import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'

/** Who may know whom. Read it as the architecture diagram; a package not named here may import nothing of ours. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  '@skyclust/domain': [],
  '@skyclust/application': ['@skyclust/domain'],
  '@skyclust/provider-*': ['@skyclust/application', '@skyclust/domain'],
  '@skyclust/postgres': ['@skyclust/application', '@skyclust/domain'],
  '@skyclust/identity': ['@skyclust/application', '@skyclust/domain'],
  '@skyclust/delivery': ['@skyclust/application', '@skyclust/domain'],
  '@skyclust/http': ['@skyclust/application', '@skyclust/domain'],
  '@skyclust/api-client': [],
  '@skyclust/dashboard': ['@skyclust/api-client'],
  '@skyclust/cloudsim': [],
  '@skyclust/server': ['*'],
  '@skyclust/testkit': ['*'],
  '@skyclust/e2e': ['*'],
}

/** Tests may lean on these besides what their package declares; the packages themselves may not. */
const FOR_TESTS = [
  '@skyclust/testkit',
  '@skyclust/cloudsim',
  '@skyclust/postgres',
  '@skyclust/identity',
  'fast-check',
  // The sandbox is tested with the clouds' own libraries, installed for the providers.
  '@aws-sdk/*',
  '@azure/*',
  'google-auth-library',
]

const ROOT = dirname(import.meta.dirname)
const MANIFESTS = globSync(
  ['*', 'infrastructure/*', 'infrastructure/providers/*', 'presentation/*'].map(
    (folder) => `${folder}/package.json`,
  ),
  { cwd: ROOT },
)
const IMPORT = /^(?:import|export)\s[^'"]*?from\s+'([^'.][^']*)'|\bimport\(\s*'([^'.][^']*)'\s*\)/gm

function allowed(name: string): readonly string[] {
  const key = Object.keys(MAY_IMPORT).find((pattern) => matches(name, [pattern]))
  return MAY_IMPORT[key ?? ''] ?? []
}

function matches(name: string, patterns: readonly string[]): boolean {
  return patterns.some(
    (pattern) =>
      pattern === name || (pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1))),
  )
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

describe('the architecture', () => {
  it('knows every package', () => {
    assert.ok(MANIFESTS.length >= 12)
  })
})

for (const path of MANIFESTS) {
  const folder = join(ROOT, dirname(path))
  const manifest = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as {
    name: string
    dependencies?: Record<string, string>
    devDependencies?: Record<string, string>
  }
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  const may = allowed(manifest.name)
  const isAllowed = (name: string) => may.includes('*') || may.includes(name)

  describe(manifest.name, () => {
    it('depends only on the layers it may know', () => {
      const needed = Object.keys(manifest.dependencies ?? {})
      const forTests = Object.keys(manifest.devDependencies ?? {})
      const strangers = [
        ...needed.filter((d) => d.startsWith('@skyclust/') && !isAllowed(d)),
        ...forTests.filter(
          (d) => d.startsWith('@skyclust/') && !isAllowed(d) && !matches(d, FOR_TESTS),
        ),
      ]
      assert.deepEqual(strangers, [])
    })

    it('imports only what its package.json declares, and never another package’s inside', () => {
      const wrong: string[] = []
      for (const file of existsSync(join(folder, 'src'))
        ? globSync('src/**/*.ts', { cwd: folder })
        : []) {
        const isForTests =
          /\.test\.ts$|[/\\]testing[/\\]|\.test-helper\.ts$|(^|[/\\])test-[^/\\]*$/.test(file)
        const source = readFileSync(join(folder, file), 'utf8')
        for (const [, fixed, dynamic] of source.matchAll(IMPORT)) {
          const specifier = fixed ?? dynamic ?? ''
          const name = packageOf(specifier)
          if (specifier.startsWith('node:') || specifier.startsWith('@/')) continue
          // The composition root and the test packages may know every package of ours.
          const isOpen = name.startsWith('@skyclust/') && may.includes('*')
          const isForTest = isForTests && (matches(name, FOR_TESTS) || isAllowed(name))
          if (!declared.includes(name) && !isOpen && !isForTest)
            wrong.push(`${file}: ${specifier} is not declared`)
          if (name.startsWith('@skyclust/') && specifier !== name)
            wrong.push(`${file}: deep import ${specifier}`)
        }
      }
      assert.deepEqual(wrong, [])
    })
  })
}
