import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchResult, median } from './result.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const RUNS = 5
const TICKS_PER_SECOND = 100

/**
 * P9: CPU seconds from the start of the warm server process (database initialised, code cached) to its first «ready», the
 * PostgreSQL processes it starts included; and its resident memory after ten idle seconds, with the dashboard's files but
 * no page served. Read from /proc, so on Linux only.
 */
export async function startUp(): Promise<readonly BenchResult[]> {
  if (process.platform !== 'linux') return []
  const dataDir = mkdtempSync(join(tmpdir(), 'skyclust-bench-'))
  // PostgreSQL may run as another user than root: it must be able to reach its files below this directory.
  chmodSync(dataDir, 0o755)
  try {
    await once(dataDir, 0)
    const runs: { cpu: number; rssMb: number }[] = []
    for (let run = 0; run < RUNS; run += 1)
      runs.push(await once(dataDir, run === RUNS - 1 ? 10_000 : 0))
    const cpu = median(runs.map((r) => r.cpu))
    const rss = runs.at(-1)?.rssMb ?? Number.NaN
    return [
      {
        id: 'P9',
        what: 'warm start: CPU seconds to ready',
        figure: cpu.toFixed(2),
        goal: '≤ 1.5',
        met: cpu <= 1.5,
        how: `median of ${RUNS} starts, PostgreSQL included`,
      },
      {
        id: 'P9',
        what: 'resident memory, idle',
        figure: `${rss.toFixed(0)} MB`,
        goal: '≤ 180 MB',
        met: rss <= 180,
        how: 'the server process, 10 s after ready; sandbox, API and worker in it',
      },
    ]
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function once(dataDir: string, idleMs: number): Promise<{ cpu: number; rssMb: number }> {
  const child = spawn(process.execPath, ['server/src/main.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      SKYCLUST_PORT: '0',
      SKYCLUST_DATA_DIR: dataDir,
      NODE_COMPILE_CACHE: join(ROOT, '.cache', 'node-compile'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (/is ready: http/.test(text)) resolve()
    })
    child.once('exit', (code) =>
      reject(new Error(`the server ended with ${code} before it was ready:\n${text}`)),
    )
  })
  const pid = child.pid ?? 0
  const cpu = treeCpuSeconds(pid, dataDir)
  if (idleMs > 0) await new Promise((resolve) => setTimeout(resolve, idleMs))
  const rssMb =
    Number(
      /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN,
    ) / 1024
  child.kill('SIGINT')
  await exited
  return { cpu, rssMb }
}

/** The server and the PostgreSQL processes of its data directory. */
function treeCpuSeconds(pid: number, dataDir: string): number {
  const postmaster = Number(
    readFileSync(join(dataDir, 'postgres', 'pg18', 'postmaster.pid'), 'utf8').split('\n')[0],
  )
  return [pid, postmaster, ...childrenOf(postmaster)].reduce(
    (sum, id) => sum + processCpuSeconds(id),
    0,
  )
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map(Number)
}

function processCpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  // utime, stime and those of ended children (proc_pid_stat(5)); the first field kept is the third.
  return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0) / TICKS_PER_SECOND
}
