import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { startEmbedded, type EmbeddedPostgres } from '../embedded/start-embedded.ts'
import { newTenant } from '../testing/samples.ts'
import type { ConnectionParts } from './connection.ts'
import { openDatabase } from './open-database.ts'
import { withClient } from './with-client.ts'

/** A server of its own: the roles belong to the whole server, and here they do not exist yet. */
describe('a login that is no superuser', () => {
  const dir = mkdtempSync(join(tmpdir(), 'skyclust-roles-'))
  let server: EmbeddedPostgres

  before(async () => {
    server = await startEmbedded(dir, { settings: { fsync: 'off' } })
    await withClient(server.connection, async (client) => {
      for (const name of ['plain', 'maker', 'guest']) {
        const extra = name === 'maker' ? 'createrole' : ''
        await client.query(`create role ${name} login password 'secret' ${extra}`)
        await client.query(`create database ${name} owner ${name === 'guest' ? 'plain' : name}`)
      }
    })
  })
  after(async () => {
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  })
  const as = (user: string, database = user): ConnectionParts => ({
    ...server.connection,
    user,
    password: 'secret',
    database,
  })

  it('is told what to do when it may not make the roles', async () => {
    await assert.rejects(openDatabase({ connection: as('plain') }), (error: Error) => {
      assert.match(
        error.message,
        /0012-row-level-security failed: .*the database role skyclust_owner/,
      )
      assert.match(error.message, /grant skyclust_owner, skyclust_app, skyclust_system to plain/)
      return true
    })
  })

  it('makes them itself with CREATEROLE, and works behind the walls', async () => {
    const db = await openDatabase({ connection: as('maker') })
    const [ours, theirs] = [await newTenant(db.stores), await newTenant(db.stores)]
    const { credentials } = db.within({
      workspaceId: ours.workspaceId,
      principalId: ours.user.id,
    }).stores

    assert.equal((await credentials.list(ours.workspaceId)).length, 1)
    assert.equal((await credentials.list(theirs.workspaceId)).length, 0)
    await db.close()
    // A second start finds everything done.
    await (await openDatabase({ connection: as('maker') })).close()
  })

  it('works with roles an administrator made and granted', async () => {
    await assert.rejects(openDatabase({ connection: as('plain') }), /act as the database role/)
    await withClient(server.connection, (client) =>
      client.query(
        'grant skyclust_owner, skyclust_app, skyclust_system to plain with inherit true, set true',
      ),
    )
    const db = await openDatabase({ connection: as('plain') })
    await newTenant(db.stores)
    await db.close()
  })

  it('must own the database', async () => {
    await withClient(server.connection, (client) =>
      client.query(
        'grant skyclust_owner, skyclust_app, skyclust_system to guest with inherit true, set true',
      ),
    )
    await withClient({ ...server.connection, database: 'guest' }, (client) =>
      client.query('grant create on schema public to guest'),
    )
    await assert.rejects(
      openDatabase({ connection: as('guest') }),
      /must own the database.*owner to guest/,
    )
  })

  it('is not served by roles that would bypass the walls', async () => {
    await withClient(server.connection, async (client) => {
      await client.query('create database bypassed owner plain')
      await client.query('alter role skyclust_app bypassrls')
    })
    const bypassed = openDatabase({ connection: as('plain', 'bypassed') })
    await assert.rejects(
      bypassed,
      /skyclust_app would bypass .*alter role skyclust_app nosuperuser/,
    )
  })
})
