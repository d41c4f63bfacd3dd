import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Session } from '@skyclust/domain'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { withClient } from '../database/with-client.ts'
import { AT, SEALED, newSessionId, newTenant } from '../testing/samples.ts'
import {
  sampleCredential,
  sampleResource,
  sampleUser,
  sampleWorkspace,
} from '../testing/samples.ts'

describe('stores of users, sessions, workspaces, credentials and idempotency keys', () => {
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

  it('find users by e-mail in any case, and refuse a second one', async () => {
    const { users } = db.stores
    const countBefore = await users.count()
    const user = sampleUser({ email: 'Mina@Example.com' })
    await users.insert(user)
    assert.equal(await users.count(), countBefore + 1)
    assert.deepEqual(await users.get(user.id), user)
    assert.deepEqual(await users.findByEmail('mina@example.COM'), user)
    const taken = { kind: 'conflict', code: 'email-taken' }
    await assert.rejects(users.insert(sampleUser({ email: 'MINA@example.com' })), taken)
    await users.update({ ...user, name: 'M', locale: 'en' })
    assert.equal((await users.get(user.id))?.locale, 'en')
    await assert.rejects(users.update(sampleUser()), { code: 'user-missing' })
  })

  it('find sessions with their user', async () => {
    const user = sampleUser()
    const { sessions, users } = db.stores
    await users.insert(user)
    const session: Session = {
      id: newSessionId(),
      userId: user.id,
      tokenHash: 'hash',
      createdAt: AT,
      expiresAt: '2027-01-01T00:00:00.000Z',
      lastSeenAt: AT,
      userAgent: 'curl',
      address: '::1',
    }
    await sessions.insert(session)
    assert.deepEqual(await sessions.findByTokenHash('hash'), { session, user })
    assert.equal(await sessions.findByTokenHash('other'), undefined)

    const seen = '2026-03-04T00:00:00.000Z'
    await sessions.touch(session.id, seen)
    await sessions.touch(session.id, AT)
    assert.deepEqual(await sessions.get(session.id), {
      session: { ...session, lastSeenAt: seen },
      user,
    })
    await sessions.delete(session.id)
    assert.equal(await sessions.get(session.id), undefined)
  })

  it('give a new workspace its owner, and find it by id and slug', async () => {
    const user = sampleUser()
    await db.stores.users.insert(user)
    const { workspaces } = db.stores
    const workspace = sampleWorkspace({ slug: 'team' })
    await workspaces.insert(workspace, user.id)

    assert.deepEqual(await workspaces.get(workspace.id), workspace)
    assert.deepEqual(await workspaces.find('team'), workspace)
    assert.deepEqual(await workspaces.find(workspace.id), workspace)
    assert.equal(await workspaces.find('other'), undefined)
    assert.deepEqual(await workspaces.listFor(user.id), [{ ...workspace, role: 'owner' }])
    assert.deepEqual(await workspaces.membership(workspace.id, user.id), {
      workspaceId: workspace.id,
      userId: user.id,
      role: 'owner',
    })
    assert.equal(await workspaces.membership(workspace.id, sampleUser().id), undefined)
    const again = workspaces.insert(sampleWorkspace({ slug: 'team' }), user.id)
    await assert.rejects(again, { kind: 'conflict', code: 'slug-taken' })
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
