import { setTimeout as sleep } from 'node:timers/promises'
import { postmasterState, readPostmaster } from './postmaster-file.ts'
import { processState } from './process-identity.ts'

const FAST_TIMEOUT_MS = 10_000

/** Asks whatever server runs on the directory for a fast, clean stop; returns whether there was one. */
export function signalPostmaster(dataDir: string, signal: 'SIGINT' | 'SIGQUIT'): boolean {
  const postmaster = readPostmaster(dataDir)
  if (!postmaster || postmasterState(postmaster, dataDir) !== 'running') return false
  try {
    process.kill(postmaster.pid, signal)
    return true
  } catch {
    return false
  }
}

/** Fast stop (connections are cut, a checkpoint is written); after 10 s an immediate one, which recovery mends. */
export async function stopPostmaster(dataDir: string): Promise<void> {
  const pid = readPostmaster(dataDir)?.pid
  if (pid === undefined || !signalPostmaster(dataDir, 'SIGINT')) return
  const begin = Date.now()
  let urged = false
  for (;;) {
    // The file goes a moment before the process does.
    if (processState(pid) !== 'running') return
    const waited = Date.now() - begin
    if (waited > FAST_TIMEOUT_MS && !urged) urged = signalPostmaster(dataDir, 'SIGQUIT')
    if (waited > 2 * FAST_TIMEOUT_MS) {
      throw new Error(`PostgreSQL (process ${pid}) did not stop`)
    }
    await sleep(10)
  }
}

/**
 * Stops the server when this process exits or is told to. After a signal it waits for the stop and then lets the signal
 * do what it would have done, unless somebody else listens for it as well. Returns how to undo it.
 */
export function stopWithProcess(dataDir: string): () => void {
  const onExit = () => signalPostmaster(dataDir, 'SIGINT')
  const onSignal = (signal: NodeJS.Signals) => {
    release()
    void stopPostmaster(dataDir).finally(() => {
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
    })
  }
  const release = () => {
    process.off('exit', onExit)
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
  process.on('exit', onExit)
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return release
}
