import { postmasterState, readPostmaster } from './postmaster-file.ts'

const CHECK_MS = 500

/**
 * Calls `start` when the server has died: its `postmaster.pid` is there and the process is not. A server that somebody
 * stopped has removed the file, and is left alone. Returns how to end this; resolves when no start is under way.
 */
export function supervise(dataDir: string, start: () => Promise<unknown>): () => Promise<void> {
  let starting: Promise<unknown> | undefined
  const timer = setInterval(() => {
    const postmaster = readPostmaster(dataDir)
    if (starting || !postmaster || postmasterState(postmaster, dataDir) === 'running') return
    // A start that fails is tried again at the next check.
    starting = start()
      .catch(() => undefined)
      .finally(() => (starting = undefined))
  }, CHECK_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await starting
  }
}
