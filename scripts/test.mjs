// npm test [-- --long] [part of a path …]: runs the whole test suite on Node 24 and ends with `N passed, N failed`.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildDashboard } from './build-dashboard.mjs'
import { ensureInstalled, NODE_24, ROOT, runtimeEnvironment } from './install.mjs'
import { runNode24 } from './run-node24.mjs'

const FOLDERS = [
  'domain',
  'application',
  'infrastructure',
  'presentation',
  'server',
  'cloudsim',
  'testkit',
  'scripts',
  'e2e',
]
const FILE_TIMEOUT_MS = 10 * 60_000
const IGNORED = new Set(['node_modules', '.cache', '.next', 'out'])

const args = process.argv.slice(2)
const long = args.includes('--long')
const wanted = args.filter((arg) => !arg.startsWith('--'))

ensureInstalled()
const files = FOLDERS.flatMap((folder) => testFiles(join(ROOT, folder))).filter(
  (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
)
// The browser tests and the size of the pages are those of the built dashboard.
const needsDashboard = files.some((file) => /[/\\](browser|dashboard)[/\\]/.test(file))
if (needsDashboard && !(await buildDashboard())) {
  console.log('the dashboard does not build\n0 passed, 1 failed')
  process.exit(1)
}
const scratch = mkdtempSync(join(tmpdir(), 'skyclust-test-'))
const database = testDatabase('start')
try {
  process.exitCode = await runTests()
} finally {
  testDatabase('stop')
  rmSync(scratch, { recursive: true, force: true })
}

async function runTests() {
  const tally = join(scratch, 'tally.json')
  const code = await runNode24(
    [
      '--test',
      // One more than there are cores: browser and process tests wait a good part of their time.
      `--test-concurrency=${availableParallelism() + 1}`,
      // A file that hangs fails instead of holding up the run for ever.
      ...(long ? [] : [`--test-timeout=${FILE_TIMEOUT_MS}`]),
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${join(ROOT, 'scripts', 'tally-reporter.mjs')}`,
      `--test-reporter-destination=${tally}`,
      ...files,
    ],
    {
      env: {
        ...(long ? { SKYCLUST_LONG: '1' } : {}),
        ...(database ? { SKYCLUST_TEST_DATABASE_URL: database } : {}),
      },
    },
  )
  const counts = existsSync(tally) ? JSON.parse(readFileSync(tally, 'utf8') || 'null') : null
  const failed = (counts?.failed ?? 0) + (counts?.cancelled ?? 0)
  const skipped = (counts?.skipped ?? 0) + (counts?.todo ?? 0)
  // A run that broke without a failing test still failed.
  const reported = failed === 0 && (code !== 0 || !counts) ? 1 : failed
  const parts = [`${counts?.passed ?? 0} passed`, `${reported} failed`]
  console.log([...parts, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(', '))
  return reported > 0 ? code || 1 : 0
}

function testFiles(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return IGNORED.has(entry.name) ? [] : testFiles(path)
      return entry.name.endsWith('.test.ts') ? [path] : []
    })
    .toSorted((a, b) => (a < b ? -1 : 1))
}

/** One PostgreSQL for the run; without it each test process would start or adopt one by itself. */
function testDatabase(verb) {
  if (process.env.SKYCLUST_TEST_DATABASE_URL) return process.env.SKYCLUST_TEST_DATABASE_URL
  try {
    const output = execFileSync(NODE_24, [join(ROOT, 'scripts', 'test-database.ts'), verb], {
      cwd: ROOT,
      env: runtimeEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return output.toString().trim()
  } catch {
    console.error(`The tests' PostgreSQL did not ${verb}; see above.`)
    return undefined
  }
}
