import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const MAIN = join(ROOT, 'server', 'src', 'main.ts')
const KEPT_OUTPUT = 8_000

/** What a child needs of our own environment; settings of whoever runs the tests are not passed on. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'] as const

/** A real server process of this test. */
export interface ServerProcess {
  readonly pid: number
  /** The last of what it printed. */
  output(): string
  /** Resolves once it says «ready»; rejects when it ends before. */
  readonly ready: Promise<void>
  readonly exited: Promise<void>
  hasExited(): boolean
  signal(signal: NodeJS.Signals): void
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>
}

const running = new Set<ChildProcess>()
// Whatever becomes of this process, also a failing test: nothing is left behind.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts `server/src/main.ts` with exactly these settings; `onOutput` gets everything it prints. */
export function startServerProcess(
  settings: Readonly<Record<string, string>>,
  onOutput?: (text: string) => void,
): ServerProcess {
  const inherited = INHERITED.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  const child = spawn(process.execPath, [MAIN], {
    cwd: ROOT,
    env: {
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'compile'),
      ...Object.fromEntries(inherited),
      ...settings,
    },
    // The channel tells the child when this process is killed, so that it ends as well.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  running.add(child)
  let text = ''
  let isGone = false
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => {
      isGone = true
      running.delete(child)
      resolve()
    }),
  )
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      onOutput?.(chunk.toString())
      text = `${text}${chunk.toString()}`.slice(-KEPT_OUTPUT)
      if (text.includes('SkyClust is ready')) resolve()
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    void exited.then(() => reject(new Error(`the server ended before it was ready:\n${text}`)))
  })
  // Killed on purpose before it was ready: nobody may be waiting.
  ready.catch(() => undefined)
  return {
    pid: child.pid ?? 0,
    output: () => text,
    ready,
    exited,
    hasExited: () => isGone,
    signal: (signal) => void child.kill(signal),
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
