import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Membership, User, Workspace } from '@skyclust/domain'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import {
  LATER,
  sampleApiKey,
  sampleClaim,
  sampleInvitation,
  sampleMembership,
  sampleProvider,
  sampleRole,
  sampleServiceAccount,
} from '../testing/identity-samples.ts'
import { race, valuesOf } from '../testing/race.ts'
import { AT, newTenant, SEALED, sampleUser, sampleWorkspace } from '../testing/samples.ts'

describe('stores of workspaces and members', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  const newUser = async (change: Partial<User> = {}) => {
    const user = sampleUser(change)
    await db.stores.users.insert(user)
    return user
  }

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection })
  })
  after(async () => {
    await db.close()
    await database.drop()
  })

  it('give a new workspace its owner, and find it by id and slug', async () => {
    const { workspaces, members } = db.stores
    const user = await newUser()
    const workspace = sampleWorkspace({
      slug: 'team',
      settings: { currency: 'KRW', timeZone: 'Asia/Seoul', locale: 'ko', quotas: { clusters: 3 } },
      archivedAt: AT,
    })
    await workspaces.insert(workspace, user.id)

    assert.deepEqual(await workspaces.get(workspace.id), workspace)
    assert.deepEqual(await workspaces.find('team'), workspace)
    assert.deepEqual(await workspaces.find(workspace.id), workspace)
    assert.deepEqual(await workspaces.lock(workspace.id), workspace)
    assert.equal(await workspaces.find('other'), undefined)
    assert.deepEqual(await workspaces.listFor(user.id), [{ ...workspace, role: 'owner' }])
    const founder: Membership = {
      workspaceId: workspace.id,
      userId: user.id,
      role: 'owner',
      source: 'founder',
      joinedAt: AT,
      expiresAt: undefined,
    }
    assert.deepEqual(await members.get(workspace.id, user.id), founder)
    assert.equal(await members.get(workspace.id, sampleUser().id), undefined)
    const again = workspaces.insert(sampleWorkspace({ slug: 'team' }), user.id)
    await assert.rejects(again, { kind: 'conflict', code: 'slug-taken' })
  })

  it('update only the version of a workspace that was read', async () => {
    const { workspaces } = db.stores
    const [{ workspace }, other] = [await newTenant(db.stores), await newTenant(db.stores)]
    const wanted: Workspace = {
      ...workspace,
      slug: `${workspace.slug}-2`,
      name: 'Renamed',
      settings: { ...workspace.settings, auditRetentionDays: 90 },
      archivedAt: AT,
    }
    const next = await workspaces.update(wanted)
    assert.deepEqual(next, { ...wanted, version: 2 })
    assert.deepEqual(await workspaces.get(workspace.id), next)
    await assert.rejects(workspaces.update(wanted), { code: 'version-mismatch' })
    const taken = { ...next, slug: other.workspace.slug }
    await assert.rejects(workspaces.update(taken), { kind: 'conflict', code: 'slug-taken' })
  })

  it('page all workspaces by slug', async () => {
    const owner = await newUser()
    for (const slug of ['000-b', '000-a', '000-c'])
      await db.stores.workspaces.insert(sampleWorkspace({ slug }), owner.id)
    const first = await db.stores.workspaces.list({ limit: 2 })
    assert.ok(first.nextCursor)
    const second = await db.stores.workspaces.list({ limit: 1, cursor: first.nextCursor })
    const slugs = [...first.items, ...second.items].map((w) => w.slug)
    assert.deepEqual(slugs, ['000-a', '000-b', '000-c'])
    const everything = await db.stores.workspaces.list({ limit: 1000 })
    assert.equal(everything.nextCursor, undefined)
  })

  it('delete a workspace with all that is in it', async () => {
    const { stores } = db
    const { workspaceId, user } = await newTenant(stores)
    const role = sampleRole({ workspaceId })
    await stores.roles.insert(role)
    const member = await newUser()
    await stores.members.insert(sampleMembership({ workspaceId, userId: member.id, role: role.id }))
    const account = sampleServiceAccount({ workspaceId, role: role.id })
    await stores.serviceAccounts.insert(account)
    const key = sampleApiKey({ workspaceId, principalId: account.id })
    await stores.apiKeys.insert(key)
    await stores.apiKeys.insert(sampleApiKey({ workspaceId, principalId: member.id }))
    await stores.invitations.upsert(
      sampleInvitation({ workspaceId, invitedBy: user.id, role: role.id }),
    )
    const provider = sampleProvider({ workspaceId, defaultRole: role.id })
    await stores.oidcProviders.insert(provider, SEALED)
    await stores.domains.insert(sampleClaim({ workspaceId, domain: 'gone.example' }))

    await stores.workspaces.delete(workspaceId)

    assert.equal(await stores.workspaces.get(workspaceId), undefined)
    assert.equal(await stores.apiKeys.find(key.id), undefined)
    assert.equal(await stores.oidcProviders.find(provider.id), undefined)
    assert.deepEqual(await stores.members.list(workspaceId), [])
    assert.deepEqual(await stores.roles.list(workspaceId), [])
    assert.deepEqual(await stores.domains.list(workspaceId), [])
    assert.ok(await stores.users.get(member.id))
  })

  it('list members by address with no more of a user than a workspace may see', async () => {
    const { stores } = db
    const { workspaceId, user: owner } = await newTenant(stores)
    const a = await newUser({ email: `A${owner.email}`, disabledAt: AT })
    const joined = sampleMembership({ workspaceId, userId: a.id, expiresAt: LATER })
    await stores.members.insert(joined)
    const gone = await newUser()
    await stores.members.insert(sampleMembership({ workspaceId, userId: gone.id, expiresAt: AT }))

    const list = await stores.members.list(workspaceId)

    const shown = ({ id, email, name, disabledAt }: User) => ({ id, email, name, disabledAt })
    assert.deepEqual(list, [
      { membership: joined, user: shown(a) },
      { membership: await stores.members.get(workspaceId, owner.id), user: shown(owner) },
    ])
    assert.equal(await stores.members.get(workspaceId, gone.id), undefined)
    assert.deepEqual(await stores.workspaces.listFor(gone.id), [])
  })

  it('refuse a second membership, an unknown role and an unknown user', async () => {
    const { members } = db.stores
    const { workspaceId, user } = await newTenant(db.stores)
    const again = sampleMembership({ workspaceId, userId: user.id })
    await assert.rejects(members.insert(again), { kind: 'conflict', code: 'already-member' })
    const unknown = { kind: 'invalid', code: 'unknown-role' }
    const foreign = sampleRole({ workspaceId: (await newTenant(db.stores)).workspaceId })
    await db.stores.roles.insert(foreign)
    const { id: userId } = await newUser()
    const member = sampleMembership({ workspaceId, userId, role: foreign.id })
    await assert.rejects(members.insert(member), unknown)
    await assert.rejects(members.setRole(workspaceId, user.id, foreign.id), unknown)
    await assert.rejects(members.setRole(workspaceId, userId, 'admin'), { kind: 'not-found' })
    const nobody = sampleMembership({ workspaceId, userId: sampleUser().id })
    await assert.rejects(members.insert(nobody), { kind: 'not-found' })
    const nowhere = sampleMembership({ workspaceId: sampleWorkspace().id, userId })
    await assert.rejects(members.insert(nowhere), { kind: 'not-found' })
  })

  it('replace a membership that has expired, without the keys it had', async () => {
    const { apiKeys, members } = db.stores
    const { workspaceId } = await newTenant(db.stores)
    const { id: userId } = await newUser()
    const old = sampleMembership({ workspaceId, userId, source: 'break-glass', expiresAt: AT })
    await members.insert(old)
    await apiKeys.insert(sampleApiKey({ workspaceId, principalId: userId }))

    const next = sampleMembership({ workspaceId, userId, role: 'operator' })
    const results = await race(db, (stores) => stores.members.insert(next))

    assert.equal(results.filter((r) => r.status === 'fulfilled').length, 1)
    assert.deepEqual(await members.get(workspaceId, userId), next)
    assert.deepEqual(await apiKeys.list(workspaceId), [])
    await members.setRole(workspaceId, userId, 'admin')
    assert.equal((await members.get(workspaceId, userId))?.role, 'admin')
    assert.equal(await members.delete(workspaceId, userId), true)
    assert.equal(await members.delete(workspaceId, userId), false)
  })

  it('count owners who can sign in and stay', async () => {
    const { members } = db.stores
    const { workspace, workspaceId, user } = await newTenant(db.stores)
    const owner = async (change: Partial<Membership>, disabledAt?: string) => {
      const { id: userId } = await newUser({ disabledAt })
      await members.insert(sampleMembership({ workspaceId, userId, role: 'owner', ...change }))
      return userId
    }
    await owner({ role: 'admin' })
    await owner({ expiresAt: LATER })
    const disabled = await owner({}, AT)
    assert.equal(await members.countOwners(workspaceId), 1)
    assert.deepEqual(await members.soleOwnerOf(user.id), [workspace])
    assert.deepEqual(await members.soleOwnerOf(disabled), [])
    const second = await owner({})
    assert.equal(await members.countOwners(workspaceId), 2)
    assert.deepEqual(await members.soleOwnerOf(user.id), [])
    await members.delete(workspaceId, user.id)
    assert.deepEqual(await members.soleOwnerOf(second), [workspace])
  })

  it('keep one owner when all leave at once', async () => {
    const { workspaceId, user } = await newTenant(db.stores)
    const owners = [user.id]
    for (let i = 1; i < 8; i += 1) {
      const { id: userId } = await newUser()
      owners.push(userId)
      await db.stores.members.insert(sampleMembership({ workspaceId, userId, role: 'owner' }))
    }
    const left = valuesOf(
      await race(db, async ({ members, serviceAccounts }, runner) => {
        // Whoever refers to the workspace holds its row a little: that must not end in a deadlock.
        await serviceAccounts.insert(sampleServiceAccount({ workspaceId }))
        const userId = owners[runner]
        if (userId === undefined || (await members.countOwners(workspaceId)) === 1) return false
        return members.delete(workspaceId, userId)
      }),
    )
    assert.equal(left.filter(Boolean).length, 7)
    assert.equal(await db.stores.members.countOwners(workspaceId), 1)
  })
})
