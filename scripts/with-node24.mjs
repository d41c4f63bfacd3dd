// Runs a TypeScript file on Node 24: node scripts/with-node24.mjs <file> [arguments]
import { resolve } from 'node:path'
import { ensureInstalled } from './install.mjs'
import { runNode24 } from './run-node24.mjs'

const [file, ...args] = process.argv.slice(2)
if (!file) {
  console.error('usage: node scripts/with-node24.mjs <file> [arguments]')
  process.exit(2)
}
ensureInstalled()
process.exitCode = await runNode24([resolve(file), ...args], { cwd: process.cwd() })
