// Starts the embedded server in the directory of its first argument, says so over IPC, and goes on until it is ended.
import { startEmbedded } from '../embedded/start-embedded.ts'

const { connection, pid, adopted } = await startEmbedded(process.argv[2] ?? '', {
  settings: { fsync: 'off' },
})
process.send?.({ connection, pid, adopted })
process.on('disconnect', () => process.exit())
