// npm start: installs and builds what is missing, then runs the server on Node 24 until it is stopped.
import { join } from 'node:path'
import { buildDashboard } from './build-dashboard.mjs'
import { ensureInstalled, ROOT } from './install.mjs'
import { runNode24 } from './run-node24.mjs'

ensureInstalled()
if (!(await buildDashboard()))
  console.error('The dashboard could not be built; starting without it. The API is complete.')
process.exitCode = await runNode24([join(ROOT, 'server', 'src', 'main.ts')], { cwd: process.cwd() })
