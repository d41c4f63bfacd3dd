// Shared by the scripts that plain Node (20 or newer) runs: installs what is missing and finds Node 24.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
export const NODE_24 = join(ROOT, 'node_modules', 'node', 'bin', 'node')
const LOCKFILE = join(ROOT, 'package-lock.json')
const MARKER = join(ROOT, 'node_modules', '.skyclust-lockfile')
const NPM_MARKER = join(ROOT, 'node_modules', '.package-lock.json')

/** Runs `npm ci` when node_modules is missing or belongs to another lockfile; needs the npm registry only. */
export function ensureInstalled() {
  const [major = 0] = process.versions.node.split('.').map(Number)
  if (major < 20) fail(`SkyClust needs Node 20 or newer; this is ${process.version}.`)
  const hash = createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex')
  if (isInstalled(hash)) return
  console.log('Installing dependencies (npm ci) …')
  npm(['ci', '--no-audit', '--no-fund'])
  // npm may be told to skip install scripts; the runtime's is the one we cannot do without.
  if (!existsSync(NODE_24)) npm(['rebuild', 'node', '--foreground-scripts'])
  if (!existsSync(NODE_24))
    fail('The Node 24 runtime (npm package «node») was not installed: allow its install script.')
  writeFileSync(MARKER, hash)
}

/** Environment for running our TypeScript on Node 24: compiled code is cached between starts. */
export function runtimeEnvironment() {
  return {
    ...process.env,
    NODE_COMPILE_CACHE:
      process.env.NODE_COMPILE_CACHE ?? join(ROOT, 'node_modules', '.cache', 'compile'),
  }
}

function isInstalled(hash) {
  if (!existsSync(NODE_24)) return false
  if (existsSync(MARKER)) return readFileSync(MARKER, 'utf8') === hash
  return existsSync(NPM_MARKER) && statSync(NPM_MARKER).mtimeMs >= statSync(LOCKFILE).mtimeMs
}

function npm(args) {
  // Inside `npm start` the running npm is named by npm_execpath; it is also there when npm is not on the PATH.
  const cli = process.env.npm_execpath
  const [command, prefix] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []]
  try {
    execFileSync(command, [...prefix, ...args], { cwd: ROOT, stdio: 'inherit' })
  } catch (error) {
    fail(`npm ${args.join(' ')} failed${error.status ? ` with exit code ${error.status}` : ''}.`)
  }
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
