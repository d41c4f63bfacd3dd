import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import {
  sampleApiKey,
  sampleClaim,
  sampleInvitation,
  sampleMembership,
  sampleProvider,
  sampleRole,
  sampleServiceAccount,
} from '../testing/identity-samples.ts'
import { AT, newTenant, SEALED, sampleResource, sampleUser } from '../testing/samples.ts'

describe('stores as the member of a workspace uses them', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  const newScope = async () => {
    const tenant = await newTenant(db.stores)
    const { workspaceId, user } = tenant
    return { ...tenant, inside: db.within({ workspaceId, principalId: user.id }) }
  }

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection })
  })
  after(async () => {
    await db.close()
    await database.drop()
  })

  it('have the rights they need there', async () => {
    const { ids, workspace, workspaceId, user, inside } = await newScope()
    const member = sampleUser()
    await db.stores.users.insert(member)
    const role = sampleRole({ workspaceId })
    const account = sampleServiceAccount({ workspaceId, role: role.id })
    const key = sampleApiKey({ workspaceId, principalId: account.id })
    const invitation = sampleInvitation({ workspaceId, invitedBy: user.id })
    const roleMappings = [{ claim: 'groups', value: 'a', role: role.id }]
    const provider = sampleProvider({ workspaceId, roleMappings })
    const claim = sampleClaim({ workspaceId, domain: 'scoped.example' })
    const cluster = sampleResource({ ...ids, labels: { team: 'web' } })

    await inside.transaction(async (stores) => {
      await stores.roles.insert(role)
      await stores.serviceAccounts.insert(account)
      await stores.apiKeys.insert(key)
      await stores.apiKeys.touch(workspaceId, key.id, AT)
      await stores.invitations.upsert(invitation)
      await stores.oidcProviders.insert(provider, SEALED)
      await stores.domains.insert(claim)
      await stores.domains.verify(workspaceId, claim.id, AT)
      await stores.members.insert(
        sampleMembership({ workspaceId, userId: member.id, role: role.id }),
      )
      await stores.resources.insert(cluster)
    })

    const { stores } = inside
    assert.deepEqual(await stores.roles.list(workspaceId), [role])
    assert.deepEqual(await stores.serviceAccounts.list(workspaceId), [account])
    assert.deepEqual(await stores.apiKeys.list(workspaceId), [{ ...key, lastUsedAt: AT }])
    assert.deepEqual(await stores.invitations.list(workspaceId, AT), [invitation])
    assert.deepEqual(await stores.oidcProviders.list(workspaceId), [provider])
    assert.deepEqual(await stores.oidcProviders.sealed(workspaceId, provider.id), SEALED)
    assert.equal(await stores.domains.owns(workspaceId, claim.domain), true)
    const emails = (await stores.members.list(workspaceId)).map((m) => m.user.email)
    assert.deepEqual(emails, [user.email, member.email].toSorted())
    const labelled = [{ matchLabels: { team: 'web' } }]
    const found = await stores.resources.list(workspaceId, { labelled }, { limit: 9 })
    assert.deepEqual(found.items, [cluster])
    assert.equal(await stores.roles.countHolders(workspaceId, role.id), 3)

    await inside.transaction(async (within) => {
      assert.equal(await within.members.countOwners(workspaceId), 1)
      assert.deepEqual(await within.workspaces.lock(workspaceId), workspace)
      await within.members.setRole(workspaceId, member.id, 'owner')
      await within.members.delete(workspaceId, member.id)
      await within.serviceAccounts.delete(workspaceId, account.id)
      await within.invitations.delete(workspaceId, invitation.id)
      await within.oidcProviders.delete(workspaceId, provider.id)
      await within.domains.delete(workspaceId, claim.id)
      await within.roles.delete(workspaceId, role.id)
      await within.workspaces.update({ ...workspace, name: 'Renamed' })
    })
    assert.equal((await stores.workspaces.get(workspaceId))?.name, 'Renamed')
    assert.equal(await db.stores.apiKeys.find(key.id), undefined)
    assert.equal(await db.stores.roles.get(workspaceId, role.id), undefined)
  })

  it('see nothing of another workspace', async () => {
    const [mine, theirs] = [await newScope(), await newScope()]
    const { workspaceId } = theirs
    const role = sampleRole({ workspaceId })
    await db.stores.roles.insert(role)
    const account = sampleServiceAccount({ workspaceId, role: role.id })
    await db.stores.serviceAccounts.insert(account)
    const key = sampleApiKey({ workspaceId, principalId: account.id })
    await db.stores.apiKeys.insert(key)
    const { stores } = mine.inside

    assert.deepEqual(await stores.members.list(workspaceId), [])
    assert.deepEqual(await stores.roles.list(workspaceId), [])
    assert.deepEqual(await stores.serviceAccounts.list(workspaceId), [])
    assert.equal(await stores.apiKeys.find(key.id), undefined)
    assert.equal(await stores.workspaces.get(workspaceId), undefined)
    assert.equal(await stores.roles.countHolders(workspaceId, role.id), 0)
    await mine.inside.transaction((s) => s.apiKeys.delete(workspaceId, key.id))
    assert.deepEqual(await db.stores.apiKeys.find(key.id), key)
    await assert.rejects(stores.roles.insert(sampleRole({ workspaceId })), /row-level security/)
  })
})
