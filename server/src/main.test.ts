import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { freePort } from './listen.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'skyclust-server-'))
// As root PostgreSQL runs as another user, who must be able to reach it.
chmodSync(dataDir, 0o755)
const children = new Set<ChildProcess>()

describe('the server process', () => {
  after(() => {
    for (const child of children) child.kill('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('starts, keeps its data over a restart, refuses a second one, and leaves no process', async () => {
    const port = await freePort('127.0.0.1')
    const env = {
      SKYCLUST_PORT: String(port),
      SKYCLUST_DATA_DIR: dataDir,
      SKYCLUST_ADMIN_EMAIL: 'admin@example.com',
      SKYCLUST_ADMIN_PASSWORD: 'canary long password',
    }
    const url = `http://127.0.0.1:${port}`
    const first = await start(env)
    const second = await start({ ...env, SKYCLUST_PORT: '0' })

    assert.match(first.output(), /SkyClust is ready: http:/)
    assert.equal(second.child.exitCode, 1)
    assert.match(second.output(), /in use by process \d+/)
    assert.equal((await fetch(`${url}/readyz`)).status, 200)
    const created = await signIn(url, 'canary long password')
    const credential = await fetch(`${url}/api/v1/workspaces/main/credentials`, {
      method: 'POST',
      headers: { ...created, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'play', provider: 'aws', sandbox: true }),
    })
    assert.equal(credential.status, 201)
    const inventory = (headers: Record<string, string>) =>
      fetch(`${url}/sandbox/admin/inventory`, { headers }).then(({ status }) => status)
    assert.equal(await inventory({}), 200)
    assert.equal(await inventory({ origin: 'https://evil.example' }), 403)
    // An open stream must not hold up the end.
    const stream = await fetch(`${url}/api/v1/workspaces/main/events/stream`, { headers: created })

    const status = await stop(first.child, 'SIGINT')
    await stream.text().catch(() => undefined)
    assert.equal(status, 0)
    assert.deepEqual(processesOn(dataDir), [])

    const again = await start(env)
    const { id } = (await credential.json()) as { id: string }
    const verified = await fetch(`${url}/api/v1/workspaces/main/credentials/${id}/verify`, {
      method: 'POST',
      headers: await signIn(url, 'canary long password'),
    })
    assert.equal(verified.status, 200)
    assert.equal(await stop(again.child, 'SIGTERM'), 0)
    assert.deepEqual(processesOn(dataDir), [])
    assert.ok(!`${first.output()}${second.output()}${again.output()}`.includes('canary'))
  })
})

async function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { ...process.env, DATABASE_URL: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  let text = ''
  const ready = new Promise<void>((resolve) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('is ready')) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('close', () => resolve())
  })
  await ready
  return { child, output: () => text }
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit')
  child.kill(signal)
  const [status] = (await exited) as [number | null]
  children.delete(child)
  return status
}

async function signIn(url: string, password: string): Promise<{ authorization: string }> {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'admin@example.com', password }),
  })
  const { token } = (await answer.json()) as { token: { accessToken: string } }
  return { authorization: `Bearer ${token.accessToken}` }
}

/** Processes whose command line names the directory (PostgreSQL's does). */
function processesOn(dir: string): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      } catch {
        return ''
      }
    })
    .filter((line) => line.includes(dir))
}
