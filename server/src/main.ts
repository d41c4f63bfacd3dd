import { VaultKeyMismatch } from '@skyclust/identity'
import { DataDirLocked, NoEmbeddedPostgres } from '@skyclust/postgres'
import { InvalidConfig, readConfig } from './config.ts'
import { type RunningServer, startServer } from './start-server.ts'
import { VERSION } from './version.ts'

/** Shutting down takes well under this; then the process ends regardless. */
const STOP_DEADLINE_MS = 4_500

/** Faults of the surroundings: told in a sentence, without a stack. */
const EXPECTED = [InvalidConfig, VaultKeyMismatch, DataDirLocked, NoEmbeddedPostgres]

let running: RunningServer | undefined
let stopping = false

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop())
// The script that started us died without a word.
process.on('disconnect', () => stop())
process.channel?.unref()

try {
  const { config, secrets, summary } = readConfig()
  console.log(`SkyClust ${VERSION}`)
  for (const line of summary) console.log(`  ${line}`)
  running = await startServer(config, secrets)
  console.log(`\nSkyClust is ready: ${running.url}`)
  console.log(
    running.setUpRequired
      ? `  Open ${running.url}/setup and create the administrator.`
      : `  Sign in at ${running.url}/login.`,
  )
  console.log(`  API: ${running.url}/docs/api · Stop with Ctrl-C.`)
  if (stopping) await shutDown(running)
} catch (error) {
  const expected = EXPECTED.some((kind) => error instanceof kind)
  console.error(expected && error instanceof Error ? `\n${error.message}` : error)
  process.exit(1)
}

/** Also during the start: it is completed first, so that everything it began is ended in order. */
function stop(): void {
  if (stopping) return
  stopping = true
  setTimeout(() => {
    console.error('Shutting down took too long; ending now.')
    process.exit(1)
  }, STOP_DEADLINE_MS).unref()
  if (running) void shutDown(running)
}

async function shutDown(server: RunningServer): Promise<void> {
  try {
    await server.stop()
    process.exit(0)
  } catch (error) {
    console.error(error)
    process.exit(1)
  }
}
