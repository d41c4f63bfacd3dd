import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ResourceDetail } from '@skyclust/application'
import { stopEmbedded } from '@skyclust/postgres'
import { Api } from '../demo/api.ts'
import { type SandboxObject, sandboxBooks } from '../demo/sandbox.ts'
import {
  type Account,
  askForCluster,
  askForDeletion,
  becomes,
  CLOUDS,
  newSandboxAccount,
  setUp,
  WORKSPACE,
} from './life.ts'
import { startServerProcess } from './server-process.ts'

const SPEED = 250
const LIMIT_MS = 90_000
/** Everything is killed when so many objects exist; the three clusters come to about forty. */
const KILLS_IN_CREATE = [8, 22]
const KILLS_IN_DELETE = [20]

describe('the whole embedded server', () => {
  it('goes on after kill -9 in mid-create and mid-delete: database adopted, sandbox as it was, nothing twice', async () => {
    await using stack = new AsyncDisposableStack()
    const dataDir = mkdtempSync(join(tmpdir(), 'skyclust-whole-'))
    // As root PostgreSQL runs as another user, who must be able to reach it.
    chmodSync(dataDir, 0o755)
    stack.defer(() => rmSync(dataDir, { recursive: true, force: true }))
    // Only for a test that fails half-way: PostgreSQL outlives a killed server on purpose.
    stack.defer(() => stopEmbedded(join(dataDir, 'postgres')))
    const settings = {
      SKYCLUST_PORT: String(await freePort()),
      SKYCLUST_DATA_DIR: dataDir,
      SKYCLUST_SANDBOX_SPEED: String(SPEED),
    }
    const api = new Api(`http://127.0.0.1:${settings.SKYCLUST_PORT}`)
    const books = sandboxBooks(api)
    let server = startServerProcess(settings)
    stack.defer(() => server.kill())
    await server.ready
    await setUp(api)
    const postmaster = postmasterOf(dataDir)
    const accounts: Account[] = []
    for (const cloud of CLOUDS) accounts.push(await newSandboxAccount(api, cloud, `main-${cloud}`))
    const objects = async () => {
      const lists = await Promise.all(accounts.map((account) => books.inventory(account.id)))
      return lists.flat().length
    }
    const killWhen = async (isTime: (count: number) => boolean) => {
      const deadline = performance.now() + LIMIT_MS
      while (!isTime(await objects()) && performance.now() < deadline) await sleep(5)
      await server.kill()
      server = startServerProcess(settings)
      await server.ready
      assert.equal(postmasterOf(dataDir), postmaster, 'the running PostgreSQL is adopted')
    }

    const clusters: { account: Account; id: string }[] = []
    for (const account of accounts)
      clusters.push({ account, id: await askForCluster(api, account, `whole-${account.cloud}`) })
    for (const some of KILLS_IN_CREATE) await killWhen((count) => count >= some)
    for (const { account, id } of clusters)
      assert.ok(await becomes(api, id, 'Ready', LIMIT_MS), `${account.cloud} is not ready`)
    for (const { account, id } of clusters) {
      const { steps, journal } = await detailOf(api, id)
      assert.deepEqual(
        steps.filter((step) => step.state !== 'ready'),
        [],
      )
      assert.deepEqual(
        journal.filter((entry) => entry.outcome === null),
        [],
      )
      const made = (await books.inventory(account.id)).flatMap(taggedObject).toSorted()
      assert.deepEqual(made, [...new Set(made)], `something exists twice on ${account.cloud}`)
      assert.ok(made.length > 3)
    }

    for (const { id } of clusters) await askForDeletion(api, id)
    for (const rest of KILLS_IN_DELETE) await killWhen((count) => count <= rest)
    for (const { account, id } of clusters) {
      assert.ok(await becomes(api, id, 'gone', LIMIT_MS), `${account.cloud} is not gone`)
      assert.deepEqual(await books.inventory(account.id), [])
    }
    server.signal('SIGTERM')
    await server.exited
    assert.deepEqual(processesOn(dataDir), [])
  })
})

function detailOf(api: Api, id: string): Promise<ResourceDetail> {
  return api.call<ResourceDetail>('GET', `/api/v1/workspaces/${WORKSPACE}/clusters/${id}`)
}

/** Which of SkyClust's objects it says it is. */
function taggedObject({ tags }: SandboxObject): string[] {
  const own = tags['skyclust-object'] ?? tags['description']
  return own === undefined ? [] : [own]
}

function postmasterOf(dataDir: string): string | undefined {
  return readFileSync(join(dataDir, 'postgres', 'pg18', 'postmaster.pid'), 'utf8').split('\n')[0]
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
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
