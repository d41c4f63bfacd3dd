import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { withClient } from '../database/with-client.ts'
import { AT, SEALED, newTenant } from '../testing/samples.ts'
import { sampleCredential, sampleResource } from '../testing/samples.ts'

describe('stores of credentials and idempotency keys', () => {
  let database: TestDatabase
  let db: PostgresDatabase

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection })
  })
  after(async () => {
    await db.close()
    await database.drop()
  })

  it('keep credentials and their sealed secret apart', async () => {
    const { workspaceId, credential } = await newTenant(db.stores)
    const { credentials } = db.stores
    assert.deepEqual(await credentials.get(workspaceId, credential.id), credential)
    assert.deepEqual(await credentials.sealed(workspaceId, credential.id), SEALED)

    const next = await credentials.update({ ...credential, name: 'prod', verifiedAt: AT })
    assert.deepEqual(next, { ...credential, name: 'prod', verifiedAt: AT, version: 2 })
    assert.deepEqual(await credentials.sealed(workspaceId, credential.id), SEALED)
    const sealed = { ...SEALED, keyId: 'local-2', ciphertext: Buffer.from([9]) }
    await credentials.update(next, sealed)
    assert.deepEqual(await credentials.sealed(workspaceId, credential.id), sealed)
    await assert.rejects(credentials.update(next), { code: 'version-mismatch' })

    const second = sampleCredential({ workspaceId, name: 'prod' })
    await assert.rejects(credentials.insert(second, SEALED), { code: 'name-taken' })
    const other = await newTenant(db.stores)
    assert.equal(await credentials.get(other.workspaceId, credential.id), undefined)
    assert.equal(await credentials.sealed(other.workspaceId, credential.id), undefined)
    assert.deepEqual(await credentials.list(other.workspaceId), [other.credential])
  })

  it('refuse to delete a credential that is in use', async () => {
    const { ids, workspaceId, credentialId } = await newTenant(db.stores)
    const resource = sampleResource(ids)
    await db.stores.resources.insert(resource)
    const { credentials } = db.stores
    const inUse = { kind: 'conflict', code: 'credential-in-use' }
    await assert.rejects(credentials.delete(workspaceId, credentialId), inUse)
    await db.stores.resources.delete(resource.id)
    await credentials.delete(workspaceId, credentialId)
    assert.equal(await credentials.get(workspaceId, credentialId), undefined)
  })

  it('forget answers to idempotency keys after a day', async () => {
    const { workspaceId } = await newTenant(db.stores)
    const { idempotency } = db.stores
    const answer = { requestHash: 'h', status: 202, body: { id: 'res_x', list: [1] } }
    await idempotency.insert(workspaceId, 'key', answer)
    assert.deepEqual(await idempotency.find(workspaceId, 'key'), answer)
    const inUse = { kind: 'conflict', code: 'idempotency-key-in-use' }
    await assert.rejects(idempotency.insert(workspaceId, 'key', answer), inUse)

    await withClient(database.connection, (client) =>
      client.query(`update idempotency_keys set created_at = now() - interval '25 hours'`),
    )
    assert.equal(await idempotency.find(workspaceId, 'key'), undefined)
    await idempotency.insert(workspaceId, 'key', { ...answer, status: 201 })
    assert.equal((await idempotency.find(workspaceId, 'key'))?.status, 201)
  })

  it('go with their workspace', async () => {
    const { ids, workspaceId } = await newTenant(db.stores)
    const root = sampleResource(ids)
    await db.stores.resources.insert(root)
    await db.stores.resources.insert(sampleResource({ ...ids, rootId: root.id, ownerId: root.id }))
    await withClient(database.connection, (client) =>
      client.query('delete from workspaces where id = $1', [workspaceId]),
    )
    assert.deepEqual(await db.stores.resources.tree(root.id), [])
    assert.deepEqual(await db.stores.credentials.list(workspaceId), [])
  })
})
