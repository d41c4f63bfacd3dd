import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openDatabase, type PostgresDatabase } from '@skyclust/postgres'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { joinedDatabase } from './joined-database.ts'

describe('a joined database', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  before(async () => {
    database = await testDatabase()
    db = await openDatabase({
      connection: database.connection,
      migrate: false,
      maxConnections: 1,
    })
  })
  after(async () => {
    await db.close()
    await database.drop()
  })

  it('works apart before its transaction, never while it holds a connection', async () => {
    const joined = joinedDatabase(db)
    const count = () => joined.apart(({ users }) => users.count())
    assert.equal(await count(), 0)
    await joined.transaction(({ users }) => users.count())
    await assert.rejects(count(), /before the transaction/)
    // Reads go where the transaction is: one connection is enough.
    assert.equal(await joined.stores.users.count(), 0)
    await joined.commit(async () => undefined)
    assert.equal(await db.stores.users.count(), 0)
  })
})
