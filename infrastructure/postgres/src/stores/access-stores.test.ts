import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import {
  LATER,
  newHash,
  sampleApiKey,
  sampleInvitation,
  sampleMembership,
  sampleProvider,
  sampleRole,
  sampleServiceAccount,
} from '../testing/identity-samples.ts'
import { codesOf, race, valuesOf } from '../testing/race.ts'
import { AT, newTenant, SEALED, sampleUser } from '../testing/samples.ts'

const NAME_TAKEN = { kind: 'conflict', code: 'name-taken' }
const UNKNOWN_ROLE = { kind: 'invalid', code: 'unknown-role' }
const ROLE_IN_USE = { kind: 'conflict', code: 'role-in-use' }

describe('stores of roles, service accounts, API keys and invitations', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  const newRole = async () => {
    const tenant = await newTenant(db.stores)
    const role = sampleRole({ workspaceId: tenant.workspaceId })
    await db.stores.roles.insert(role)
    return { ...tenant, role }
  }

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection })
  })
  after(async () => {
    await db.close()
    await database.drop()
  })

  it('keep roles of a workspace, by name in any case', async () => {
    const { roles } = db.stores
    const { workspaceId, role } = await newRole()
    const other = (await newTenant(db.stores)).workspaceId
    const web = sampleRole({ workspaceId, name: 'Web', grants: [] })
    await roles.insert(web)
    assert.deepEqual(await roles.get(workspaceId, role.id), role)
    assert.equal(await roles.get(other, role.id), undefined)
    assert.deepEqual(await roles.list(workspaceId), [role, web])
    assert.deepEqual(await roles.list(other), [])
    await roles.insert(sampleRole({ workspaceId: other, name: 'web' }))
    await assert.rejects(roles.insert(sampleRole({ workspaceId, name: 'wEb' })), NAME_TAKEN)

    const wanted = { ...role, name: 'Ops', description: 'x', grants: web.grants }
    const next = await roles.update(wanted)
    assert.deepEqual(next, { ...wanted, version: 2 })
    await assert.rejects(roles.update(wanted), { code: 'version-mismatch' })
    await assert.rejects(roles.update({ ...next, name: 'WEB' }), NAME_TAKEN)
    await roles.delete(other, role.id)
    assert.deepEqual(await roles.get(workspaceId, role.id), next)
    await roles.delete(workspaceId, role.id)
    assert.equal(await roles.get(workspaceId, role.id), undefined)
  })

  it('keep a role while a member, service account, invitation or provider has it', async () => {
    const { stores } = db
    const { workspaceId, user, role } = await newRole()
    const member = sampleUser()
    await stores.users.insert(member)
    const account = sampleServiceAccount({ workspaceId, role: role.id })
    const invitation = sampleInvitation({ workspaceId, invitedBy: user.id, role: role.id })
    const byDefault = sampleProvider({ workspaceId, defaultRole: role.id })
    const roleMappings = [
      { claim: 'groups', value: 'a', role: 'viewer' as const },
      { claim: 'groups', value: 'b', role: role.id },
    ]
    const byMapping = sampleProvider({ workspaceId, roleMappings })
    const holders: readonly (readonly [() => Promise<unknown>, () => Promise<unknown>])[] = [
      [
        () =>
          stores.members.insert(
            sampleMembership({ workspaceId, userId: member.id, role: role.id }),
          ),
        () => stores.members.setRole(workspaceId, member.id, 'viewer'),
      ],
      [
        () => stores.serviceAccounts.insert(account),
        () => stores.serviceAccounts.delete(workspaceId, account.id),
      ],
      [
        () => stores.invitations.upsert(invitation),
        () => stores.invitations.delete(workspaceId, invitation.id),
      ],
      [
        () => stores.oidcProviders.insert(byDefault, SEALED),
        () => stores.oidcProviders.update({ ...byDefault, defaultRole: 'viewer' }),
      ],
      [
        () => stores.oidcProviders.insert(byMapping, SEALED),
        () => stores.oidcProviders.update({ ...byMapping, roleMappings: [] }),
      ],
    ]

    assert.equal(await stores.roles.countHolders(workspaceId, role.id), 0)
    for (const [take, giveUp] of holders) {
      await take()
      assert.equal(await stores.roles.countHolders(workspaceId, role.id), 1)
      await assert.rejects(stores.roles.delete(workspaceId, role.id), ROLE_IN_USE)
      await giveUp()
    }
    for (const [take] of holders.slice(1, 3)) await take()
    assert.equal(await stores.roles.countHolders(workspaceId, role.id), 2)
    for (const [, giveUp] of holders.slice(1, 3)) await giveUp()
    await stores.roles.delete(workspaceId, role.id)
    assert.equal(await stores.roles.get(workspaceId, role.id), undefined)
  })

  it('give no role that another transaction is deleting, and delete none that is being given', async () => {
    for (const kind of ['service account', 'provider']) {
      const { workspaceId, role } = await newRole()
      const results = await race(db, async (stores, runner) => {
        if (runner % 2 === 0) return stores.roles.delete(workspaceId, role.id)
        if (kind === 'service account')
          return stores.serviceAccounts.insert(sampleServiceAccount({ workspaceId, role: role.id }))
        const roleMappings = [{ claim: 'groups', value: 'a', role: role.id }]
        return stores.oidcProviders.insert(sampleProvider({ workspaceId, roleMappings }), SEALED)
      })

      const holders = await db.stores.roles.countHolders(workspaceId, role.id)
      const exists = (await db.stores.roles.get(workspaceId, role.id)) !== undefined
      assert.equal(exists, holders > 0, kind)
      const refusals = new Set(codesOf(results))
      assert.deepEqual([...refusals], [exists ? 'role-in-use' : 'unknown-role'], kind)
    }
  })

  it('keep service accounts, and their keys with them', async () => {
    const { apiKeys, serviceAccounts } = db.stores
    const { workspaceId, role } = await newRole()
    const foreign = await newRole()
    const account = sampleServiceAccount({ workspaceId, name: 'CI' })
    await serviceAccounts.insert(account)
    const deploy = sampleServiceAccount({ workspaceId, name: 'deploy', disabledAt: AT })
    await serviceAccounts.insert(deploy)
    assert.deepEqual(await serviceAccounts.get(workspaceId, account.id), account)
    assert.equal(await serviceAccounts.get(foreign.workspaceId, account.id), undefined)
    assert.deepEqual(await serviceAccounts.list(workspaceId), [account, deploy])
    const same = sampleServiceAccount({ workspaceId, name: 'ci' })
    await assert.rejects(serviceAccounts.insert(same), NAME_TAKEN)
    const unknown = sampleServiceAccount({ workspaceId, role: foreign.role.id })
    await assert.rejects(serviceAccounts.insert(unknown), UNKNOWN_ROLE)

    const wanted = { ...account, description: 'x', role: role.id, disabledAt: AT }
    const next = await serviceAccounts.update(wanted)
    assert.deepEqual(next, { ...wanted, version: 2 })
    await assert.rejects(serviceAccounts.update(wanted), { code: 'version-mismatch' })
    await assert.rejects(serviceAccounts.update({ ...next, role: foreign.role.id }), UNKNOWN_ROLE)
    await assert.rejects(serviceAccounts.update({ ...next, name: 'Deploy' }), NAME_TAKEN)

    const key = sampleApiKey({ workspaceId, principalId: account.id })
    await apiKeys.insert(key)
    await serviceAccounts.delete(workspaceId, account.id)
    assert.equal(await apiKeys.find(key.id), undefined)
    const late = sampleApiKey({ workspaceId, principalId: account.id })
    await assert.rejects(apiKeys.insert(late), { kind: 'not-found' })
  })

  it('keep API keys of people and service accounts', async () => {
    const { apiKeys, members, serviceAccounts } = db.stores
    const { workspaceId, user } = await newTenant(db.stores)
    const other = await newTenant(db.stores)
    const account = sampleServiceAccount({ workspaceId })
    await serviceAccounts.insert(account)
    const mine = sampleApiKey({ workspaceId, principalId: user.id, expiresAt: LATER })
    const second = sampleApiKey({ workspaceId, principalId: user.id, createdAt: LATER })
    const robot = sampleApiKey({
      workspaceId,
      principalId: account.id,
      createdBy: user.id,
      createdAt: '2026-05-01T00:00:00.000Z',
    })
    for (const key of [mine, second, robot]) await apiKeys.insert(key)

    assert.deepEqual(await apiKeys.find(mine.id), mine)
    assert.deepEqual(await apiKeys.get(workspaceId, robot.id), robot)
    assert.equal(await apiKeys.get(other.workspaceId, robot.id), undefined)
    assert.deepEqual(await apiKeys.list(workspaceId), [second, robot, mine])
    assert.deepEqual(await apiKeys.list(workspaceId, user.id), [second, mine])
    assert.deepEqual(await apiKeys.list(workspaceId, account.id), [robot])
    const stranger = sampleApiKey({ workspaceId, principalId: other.user.id })
    await assert.rejects(apiKeys.insert(stranger), { kind: 'not-found' })

    await apiKeys.touch(workspaceId, robot.id, LATER)
    await apiKeys.touch(workspaceId, robot.id, AT)
    await apiKeys.touch(other.workspaceId, mine.id, AT)
    assert.deepEqual(await apiKeys.find(robot.id), { ...robot, lastUsedAt: LATER })
    assert.equal((await apiKeys.find(mine.id))?.lastUsedAt, undefined)
    await apiKeys.delete(other.workspaceId, mine.id)
    assert.ok(await apiKeys.find(mine.id))
    await apiKeys.delete(workspaceId, mine.id)
    assert.equal(await apiKeys.find(mine.id), undefined)
    await apiKeys.deleteFor(workspaceId, account.id)
    assert.deepEqual(await apiKeys.list(workspaceId), [second])
    await members.delete(workspaceId, user.id)
    assert.equal(await apiKeys.find(second.id), undefined)
  })

  it('keep one invitation per address, the last', async () => {
    const { invitations } = db.stores
    const { workspaceId, user } = await newTenant(db.stores)
    const foreign = await newRole()
    const invite = (change: Partial<ReturnType<typeof sampleInvitation>>) =>
      sampleInvitation({ workspaceId, invitedBy: user.id, ...change })
    const first = invite({ email: 'mina@example.com' })
    const second = invite({ email: 'Mina@Example.com', role: 'admin', createdAt: LATER })
    const expired = invite({ expiresAt: AT })
    const old = invite({})
    for (const each of [first, old, second, expired]) await invitations.upsert(each)

    assert.equal(await invitations.findByTokenHash(first.tokenHash, AT), undefined)
    assert.equal(await invitations.get(workspaceId, first.id), undefined)
    assert.deepEqual(await invitations.get(workspaceId, second.id), second)
    assert.deepEqual(await invitations.findByTokenHash(second.tokenHash, AT), second)
    assert.equal(await invitations.findByTokenHash(expired.tokenHash, AT), undefined)
    assert.deepEqual(await invitations.findFor(workspaceId, 'MINA@example.com', AT), second)
    assert.equal(await invitations.findFor(workspaceId, expired.email, AT), undefined)
    assert.equal(await invitations.findFor(foreign.workspaceId, first.email, AT), undefined)
    assert.deepEqual(await invitations.list(workspaceId, AT), [second, old])
    await assert.rejects(invitations.upsert(invite({ role: foreign.role.id })), UNKNOWN_ROLE)
    await invitations.delete(foreign.workspaceId, second.id)
    assert.ok(await invitations.get(workspaceId, second.id))
    await invitations.delete(workspaceId, second.id)
    assert.equal(await invitations.get(workspaceId, second.id), undefined)
  })

  it('let one of several at once accept an invitation', async () => {
    const { workspaceId, user } = await newTenant(db.stores)
    const invitation = sampleInvitation({ workspaceId, invitedBy: user.id, tokenHash: newHash() })
    await db.stores.invitations.upsert(invitation)
    const accepted = valuesOf(
      await race(db, async (stores) => {
        const found = await stores.invitations.findByTokenHash(invitation.tokenHash, AT)
        if (!found) return false
        await stores.invitations.delete(workspaceId, found.id)
        return true
      }),
    )
    assert.equal(accepted.filter(Boolean).length, 1)
  })
})
