import assert from 'node:assert/strict'
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { ConnectionParts } from '../database/connection.ts'
import { withClient } from '../database/with-client.ts'
import { until } from '../testing/until.ts'
import { layoutOf } from './layout.ts'
import { processState } from './process-identity.ts'
import { readPostmaster } from './postmaster-file.ts'
import { startEmbedded } from './start-embedded.ts'
import { unprivilegedUser } from './unprivileged-user.ts'

const HOLDER = fileURLToPath(new URL('../testing/embedded-holder.ts', import.meta.url))
const options = { settings: { fsync: 'off' } }

interface Held {
  readonly child: ChildProcess
  readonly connection: ConnectionParts
  readonly pid: number
  readonly adopted: boolean
}

async function hold(dir: string): Promise<Held> {
  const child = fork(HOLDER, [dir], { execArgv: [] })
  const said = await new Promise<Omit<Held, 'child'>>((resolve, reject) => {
    child.once('message', (m) => resolve(m as Omit<Held, 'child'>))
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)))
  })
  return { child, ...said }
}

const query = async (connection: ConnectionParts, text: string) =>
  (await withClient(connection, (client) => client.query(text))).rows as unknown[]

const ended = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve))

describe('embedded PostgreSQL', () => {
  let dir: string

  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'skyclust-embedded-'))
    chmodSync(dir, 0o755)
  })
  after(() => rmSync(dir, { recursive: true }))

  it('starts, keeps its data and connection over a restart, and stops without a trace', async () => {
    const first = await startEmbedded(dir, options)
    assert.equal(first.adopted, false)
    await query(first.connection, 'create table kept (n int)')
    assert.deepEqual(
      await query(
        first.connection,
        `select current_setting('server_encoding') as encoding, datlocprovider as provider, datlocale as locale
         from pg_database where datname = current_database()`,
      ),
      [{ encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8' }],
    )
    await first.stop()
    // Where nobody reaps at once, what has ended stays a zombie for a moment.
    assert.notEqual(processState(first.pid), 'running')

    const second = await startEmbedded(dir, options)
    assert.deepEqual(second.connection, first.connection)
    assert.deepEqual(await query(second.connection, 'select * from kept'), [])
    const tcp = { ...second.connection, host: '127.0.0.1' }
    assert.equal((await query(tcp, 'select 1 as one')).length, 1)
    await assert.rejects(query({ ...second.connection, password: 'x' }, 'select 1'), /password/)
    await second.stop()

    assert.equal(statSync(join(dir, 'pg.password')).mode & 0o777, 0o600)
    const left = readdirSync(dir).toSorted()
    assert.deepEqual(left, ['pg.password', 'pg.port', 'pg18', 'postgres.log'])
  })

  it('is adopted after its parent was killed, and stops then as well', async () => {
    const parent = await hold(dir)
    const gone = ended(parent.child)
    parent.child.kill('SIGKILL')
    await gone
    assert.equal(processState(parent.pid), 'running')

    const adopted = await startEmbedded(dir, options)

    assert.deepEqual([adopted.adopted, adopted.pid], [true, parent.pid])
    await query(adopted.connection, 'select 1')
    await adopted.stop()
    assert.notEqual(processState(adopted.pid), 'running')
  })

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`stops with its process on ${signal}`, async () => {
      const parent = await hold(dir)
      const gone = new Promise((resolve) => parent.child.once('exit', (_code, by) => resolve(by)))
      parent.child.kill(signal)
      assert.equal(await gone, signal)
      assert.notEqual(processState(parent.pid), 'running')
    })
  }

  it('stops when its process ends by itself', async () => {
    const parent = await hold(dir)
    parent.child.disconnect()
    await until(() => processState(parent.pid) !== 'running', 'the server to stop')
  })

  it('is restarted with its data and on its port after kill -9 of the server', async () => {
    const server = await startEmbedded(dir, options)
    await query(server.connection, 'create table if not exists survives (n int)')
    const { pid } = server
    process.kill(pid, 'SIGKILL')
    await until(() => processState(pid) !== 'running', 'its death')

    const answers = () =>
      query(server.connection, 'select * from survives').then(
        () => true,
        () => false,
      )
    await until(answers, 'the restarted server')
    assert.notEqual(server.pid, pid)
    await server.stop()
    assert.equal(await answers(), false)
  })

  it('recovers from kill -9 of the server when it is started the next time', async () => {
    const server = await startEmbedded(dir, { ...options, restart: false })
    process.kill(server.pid, 'SIGKILL')
    await until(() => processState(server.pid) !== 'running', 'its death')

    const again = await startEmbedded(dir, options)
    assert.equal(again.adopted, false)
    await query(again.connection, 'select * from survives')
    await again.stop()
  })

  it('is started once by many processes that begin on an empty directory at the same time', async () => {
    const race = join(dir, 'race')
    const held = await Promise.all([hold(race), hold(race), hold(race)])

    assert.equal(new Set(held.map((h) => h.pid)).size, 1)
    assert.equal(held.filter((h) => h.adopted).length, 2)
    const exits = held.map((h) => ended(h.child))
    for (const { child } of held) child.kill('SIGTERM')
    await Promise.all(exits)
    await until(() => processState(held[0]?.pid ?? 0) !== 'running', 'the server to stop')
  })

  it('is not broken by an initdb that was killed half-way', async () => {
    const base = join(dir, 'killed')
    const child = fork(HOLDER, [base], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
    })
    const started = () =>
      existsSync(base) && readdirSync(base).some((name) => name.startsWith('.init-'))
    await until(started, 'initdb to begin')
    const gone = ended(child)
    child.kill('SIGKILL')
    await gone
    assert.equal(existsSync(join(base, 'pg18')), false)

    const server = await startEmbedded(base, options)
    await query(server.connection, 'select 1')
    await server.stop()
    assert.deepEqual(
      readdirSync(base).filter((name) => name.startsWith('.init-')),
      [],
    )
  })

  it('listens on a short socket when the path is too long for one', async () => {
    const long = join(dir, 'x'.repeat(60), 'y'.repeat(60))
    const server = await startEmbedded(long, options)
    assert.ok(server.connection.host.length < 80)
    await query(server.connection, 'select 1')
    await server.stop()
    rmSync(server.connection.host, { recursive: true, force: true })
  })

  it(
    'starts over the pid file of a dead process that nobody reaped, or whose pid was reused',
    { skip: process.platform === 'linux' ? false : 'needs /proc' },
    async () => {
      // The shell becomes `sleep`, which never waits for its child.
      const parent = spawn('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'])
      const zombie = await new Promise<number>((resolve) =>
        parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString()))),
      )
      await until(() => processState(zombie) === 'zombie', 'a zombie')
      for (const pid of [zombie, process.pid]) {
        const file = join(dir, 'pg18', 'postmaster.pid')
        writeFileSync(file, `${pid}\n${join(dir, 'pg18')}\n1\n1\n\n\n 1 999999999\nready   \n`)
        const user = unprivilegedUser()
        if (user) chownSync(file, user.uid, user.gid)
        const server = await startEmbedded(dir, options)
        assert.equal(server.adopted, false)
        assert.equal(readPostmaster(join(dir, 'pg18'))?.pid, server.pid)
        await server.stop()
      }
      parent.kill()
    },
  )

  it(
    'keeps everything elsewhere when its user cannot reach the directory',
    { skip: process.getuid?.() === 0 ? false : 'only root hands PostgreSQL to another user' },
    () => {
      const home = join(dir, 'home')
      mkdirSync(home, { mode: 0o700 })
      const layout = layoutOf(join(home, 'data'), unprivilegedUser(), join(dir, 'state'))
      assert.equal(layout.dataDir.startsWith(join(dir, 'state')), true)
      const again = layoutOf(join(home, 'data'), unprivilegedUser(), join(dir, 'state'))
      assert.deepEqual(again, layout)
    },
  )
})
