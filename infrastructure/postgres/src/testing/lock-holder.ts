// Locks the directory of its first argument and says over IPC whether it got it; holds it until it is ended.
import { DataDirLocked, lockDataDir } from '../embedded/lock-data-dir.ts'

try {
  lockDataDir(process.argv[2] ?? '')
  process.send?.({ got: true, pid: process.pid })
} catch (error) {
  if (!(error instanceof DataDirLocked)) throw error
  process.send?.({ got: false, pid: error.pid })
}
process.on('disconnect', () => process.exit())
