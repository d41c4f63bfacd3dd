import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { NODE_24, ROOT, runtimeEnvironment } from './install.mjs'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
const PARENT_LOOK_MS = 250

/**
 * Runs Node 24 with our standard streams, hands on signals, and resolves to its exit code. The channel tells the child
 * when this process dies, so that it does not stay behind.
 */
export function runNode24(args, { env = {}, cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(NODE_24, args, {
      cwd,
      env: { ...runtimeEnvironment(), ...env },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    })
    const forward = (signal) => child.kill(signal)
    for (const signal of SIGNALS) process.on(signal, forward)
    const watch = watchParent(() => child.kill('SIGTERM'))
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      for (const name of SIGNALS) process.off(name, forward)
      clearInterval(watch)
      resolve(code ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
}

/** npm runs us under a shell that dies of a signal without handing it on; then this process has another parent. */
function watchParent(onDeath) {
  if (process.env.npm_lifecycle_event === undefined) return undefined
  const parent = process.ppid
  return setInterval(() => {
    if (process.ppid !== parent) onDeath()
  }, PARENT_LOOK_MS).unref()
}
