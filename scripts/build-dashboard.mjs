// Builds the dashboard's static export when it is missing or its sources changed, and compresses its assets.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { ensureInstalled, ROOT } from './install.mjs'
import { runNode24 } from './run-node24.mjs'

const DASHBOARD = join(ROOT, 'presentation', 'dashboard')
const OUT = join(DASHBOARD, 'out')
const MARKER = join(OUT, '.inputs')
const INPUTS = [
  DASHBOARD,
  join(ROOT, 'presentation', 'api-client'),
  join(ROOT, 'package-lock.json'),
]
const IGNORED = new Set(['node_modules', '.next', 'out', '.cache'])

/** Resolves to false when the build failed; the server then starts without the dashboard. */
export async function buildDashboard() {
  if (!existsSync(join(DASHBOARD, 'next.config.ts'))) {
    console.log('Dashboard: no app in presentation/dashboard, skipped.')
    return true
  }
  const hash = inputHash()
  if (existsSync(MARKER) && readFileSync(MARKER, 'utf8') === hash) return true
  console.log('Building the dashboard (once; about half a minute) …')
  const next = join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next')
  const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' }
  const code = await runNode24([next, 'build'], { cwd: DASHBOARD, env })
  if (code !== 0 || !existsSync(OUT)) return false
  await compressAssets()
  writeFileSync(MARKER, hash)
  return true
}

/** Names and contents of everything the build reads. */
function inputHash() {
  const hash = createHash('sha256')
  for (const file of INPUTS.flatMap(filesBelow).toSorted((a, b) => (a < b ? -1 : 1)))
    hash
      .update(`${relative(ROOT, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  return hash.digest('hex')
}

function filesBelow(path) {
  if (!existsSync(path)) return []
  if (!/[/\\](dashboard|api-client)/.test(path)) return [path]
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED.has(entry.name) || entry.name.endsWith('.tsbuildinfo')) return []
    const child = join(path, entry.name)
    if (entry.name === 'next-env.d.ts') return []
    return entry.isDirectory() ? filesBelow(child) : entry.isFile() ? [child] : []
  })
}

async function compressAssets() {
  const assets = readdirSync(join(OUT, '_next'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(js|css|svg|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  for (const file of assets) {
    const body = readFileSync(file)
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9 }
    writeFileSync(`${file}.br`, await promisify(brotliCompress)(body, { params }))
    writeFileSync(`${file}.gz`, await promisify(gzip)(body, { level: 9 }))
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureInstalled()
  process.exitCode = (await buildDashboard()) ? 0 : 1
}
