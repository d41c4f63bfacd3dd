import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { DomainClaim, ExternalIdentity, OidcLogin } from '@skyclust/domain'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import {
  LATER,
  newHash,
  sampleClaim,
  sampleProvider,
  sampleRole,
} from '../testing/identity-samples.ts'
import { codesOf, race, valuesOf } from '../testing/race.ts'
import { AT, newTenant, SEALED, sampleUser } from '../testing/samples.ts'

const DOMAIN_TAKEN = { kind: 'conflict', code: 'domain-taken' }
const UNKNOWN_ROLE = { kind: 'invalid', code: 'unknown-role' }

describe('stores of single sign-on', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  const newProvider = async () => {
    const tenant = await newTenant(db.stores)
    const provider = sampleProvider({ workspaceId: tenant.workspaceId })
    await db.stores.oidcProviders.insert(provider, SEALED)
    return { ...tenant, provider }
  }

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection })
  })
  after(async () => {
    await db.close()
    await database.drop()
  })

  it('keep providers and their sealed client secret apart', async () => {
    const { oidcProviders, roles } = db.stores
    const { workspaceId, provider } = await newProvider()
    const other = await newTenant(db.stores)
    assert.deepEqual(await oidcProviders.get(workspaceId, provider.id), provider)
    assert.deepEqual(await oidcProviders.find(provider.id), provider)
    assert.deepEqual(await oidcProviders.list(workspaceId), [provider])
    assert.deepEqual(await oidcProviders.sealed(workspaceId, provider.id), SEALED)
    assert.equal(await oidcProviders.get(other.workspaceId, provider.id), undefined)
    assert.equal(await oidcProviders.sealed(other.workspaceId, provider.id), undefined)
    assert.deepEqual(await oidcProviders.list(other.workspaceId), [])

    const role = sampleRole({ workspaceId })
    await roles.insert(role)
    const wanted = {
      ...provider,
      name: 'Okta',
      preset: 'okta' as const,
      issuer: 'https://example.okta.com',
      clientId: 'other',
      scopes: ['openid'],
      justInTime: false,
      defaultRole: role.id,
      roleMappings: [],
      enabled: false,
    }
    const next = await oidcProviders.update(wanted)
    assert.deepEqual(next, { ...wanted, version: 2 })
    assert.deepEqual(await oidcProviders.sealed(workspaceId, provider.id), SEALED)
    const sealed = { ...SEALED, keyId: 'local-2' }
    await oidcProviders.update(next, sealed)
    assert.deepEqual(await oidcProviders.sealed(workspaceId, provider.id), sealed)
    await assert.rejects(oidcProviders.update(next), { code: 'version-mismatch' })
    const same = sampleProvider({ workspaceId, name: 'OKTA' })
    await assert.rejects(oidcProviders.insert(same, SEALED), { code: 'name-taken' })
    await oidcProviders.delete(other.workspaceId, provider.id)
    assert.ok(await oidcProviders.find(provider.id))
    await oidcProviders.delete(workspaceId, provider.id)
    assert.equal(await oidcProviders.find(provider.id), undefined)
  })

  it('refuse roles the workspace does not have, also in mappings', async () => {
    const { oidcProviders, roles } = db.stores
    const { workspaceId, provider } = await newProvider()
    const foreign = sampleRole({ workspaceId: (await newTenant(db.stores)).workspaceId })
    await roles.insert(foreign)
    const roleMappings = [{ claim: 'groups', value: 'a', role: foreign.id }]
    const byDefault = sampleProvider({ workspaceId, defaultRole: foreign.id })
    await assert.rejects(oidcProviders.insert(byDefault, SEALED), UNKNOWN_ROLE)
    const mapped = sampleProvider({ workspaceId, roleMappings })
    await assert.rejects(oidcProviders.insert(mapped, SEALED), UNKNOWN_ROLE)
    await assert.rejects(oidcProviders.update({ ...provider, roleMappings }), UNKNOWN_ROLE)
    await assert.rejects(
      oidcProviders.update({ ...provider, defaultRole: foreign.id }),
      UNKNOWN_ROLE,
    )
    assert.deepEqual(await oidcProviders.list(workspaceId), [provider])
  })

  it('route a verified domain to the enabled providers of its workspace', async () => {
    const { domains, oidcProviders } = db.stores
    const { workspaceId, provider } = await newProvider()
    const rival = await newProvider()
    const disabled = sampleProvider({ workspaceId, enabled: false })
    await oidcProviders.insert(disabled, SEALED)
    const claim = sampleClaim({ workspaceId, domain: 'route.example' })
    await domains.insert(claim)
    await domains.insert(sampleClaim({ workspaceId: rival.workspaceId, domain: 'route.example' }))
    assert.deepEqual(await oidcProviders.forDomain('route.example'), [])
    assert.equal(await domains.owns(workspaceId, 'route.example'), false)

    await domains.verify(workspaceId, claim.id, AT)

    assert.deepEqual(await oidcProviders.forDomain('Route.Example'), [provider])
    assert.equal(await domains.owns(workspaceId, 'ROUTE.example'), true)
    assert.equal(await domains.owns(rival.workspaceId, 'route.example'), false)
    assert.deepEqual(await oidcProviders.forDomain('sub.route.example'), [])
  })

  it('keep claims of a workspace, each domain once', async () => {
    const { domains } = db.stores
    const [{ workspaceId }, other] = [await newTenant(db.stores), await newTenant(db.stores)]
    const [b, a] = [
      sampleClaim({ workspaceId, domain: 'b.example' }),
      sampleClaim({ workspaceId, domain: 'a.example' }),
    ]
    for (const claim of [b, a]) await domains.insert(claim)
    assert.deepEqual(await domains.list(workspaceId), [a, b])
    assert.deepEqual(await domains.get(workspaceId, a.id), a)
    assert.equal(await domains.get(other.workspaceId, a.id), undefined)
    const again = sampleClaim({ workspaceId, domain: 'B.example' })
    await assert.rejects(domains.insert(again), DOMAIN_TAKEN)
    await assert.rejects(domains.verify(other.workspaceId, a.id, AT), { kind: 'not-found' })
    await domains.verify(workspaceId, a.id, AT)
    await domains.verify(workspaceId, a.id, LATER)
    assert.deepEqual(await domains.get(workspaceId, a.id), { ...a, verifiedAt: AT })
    await domains.delete(other.workspaceId, a.id)
    assert.equal(await domains.owns(workspaceId, a.domain), true)
    await domains.delete(workspaceId, a.id)
    assert.deepEqual(await domains.list(workspaceId), [b])
  })

  it('let one of several workspaces verify a domain', async () => {
    const claims: DomainClaim[] = []
    for (let i = 0; i < 8; i += 1) {
      const { workspaceId } = await newTenant(db.stores)
      const claim = sampleClaim({ workspaceId, domain: 'race.example' })
      await db.stores.domains.insert(claim)
      claims.push(claim)
    }
    const results = await race(db, async (stores, runner) => {
      const claim = claims[runner]
      assert.ok(claim)
      await stores.domains.verify(claim.workspaceId, claim.id, AT)
    })
    assert.deepEqual(
      codesOf(results),
      Array.from({ length: 7 }, () => 'domain-taken'),
    )
    const winner = claims[results.findIndex((r) => r.status === 'fulfilled')]
    const owners = []
    for (const { workspaceId, domain } of claims)
      if (await db.stores.domains.owns(workspaceId, domain)) owners.push(workspaceId)
    assert.deepEqual(owners, [winner?.workspaceId])
  })

  it('know a person by provider, issuer and subject, once', async () => {
    const { externalIdentities, oidcProviders } = db.stores
    const { workspaceId, user, provider } = await newProvider()
    const other = await newProvider()
    const identity: ExternalIdentity = {
      providerId: provider.id,
      issuer: provider.issuer,
      subject: 'sub-1',
      userId: user.id,
      email: 'mina@corp.example',
      createdAt: AT,
    }
    await externalIdentities.insert(identity)
    const find = (change: Partial<ExternalIdentity>) => {
      const { providerId, issuer, subject } = { ...identity, ...change }
      return externalIdentities.find(providerId, issuer, subject)
    }
    assert.deepEqual(await find({}), identity)
    assert.equal(await find({ providerId: other.provider.id }), undefined)
    assert.equal(await find({ issuer: 'https://evil.example' }), undefined)
    assert.equal(await find({ subject: 'sub-2' }), undefined)
    assert.deepEqual(await externalIdentities.listFor(user.id), [identity])
    const stolen = { ...identity, userId: other.user.id }
    await assert.rejects(externalIdentities.insert(stolen), {
      kind: 'conflict',
      code: 'identity-linked',
    })
    const nowhere = { ...identity, providerId: sampleProvider({ workspaceId }).id }
    await assert.rejects(externalIdentities.insert(nowhere), { kind: 'not-found' })

    assert.equal(await externalIdentities.delete(other.user.id, provider.id), false)
    assert.equal(await externalIdentities.delete(user.id, provider.id), true)
    assert.equal(await find({}), undefined)
    await externalIdentities.insert(identity)
    await oidcProviders.delete(workspaceId, provider.id)
    assert.equal(await find({}), undefined)
  })

  it('take a login under way once, in time', async () => {
    const { oidcLogins } = db.stores
    const { workspaceId, provider } = await newProvider()
    const user = sampleUser()
    await db.stores.users.insert(user)
    const login = (change: Partial<OidcLogin> = {}): OidcLogin => ({
      stateHash: newHash(),
      browserHash: newHash(),
      providerId: provider.id,
      nonce: newHash(),
      codeVerifier: newHash(),
      returnTo: '/',
      linkTo: undefined,
      expiresAt: LATER,
      ...change,
    })
    const [mine, linking, expired] = [login(), login({ linkTo: user.id }), login({ expiresAt: AT })]
    for (const each of [mine, linking, expired]) await oidcLogins.insert(each)

    const taken = valuesOf(await race(db, (s) => s.oidcLogins.take(mine.stateHash, AT)))
    assert.deepEqual(
      taken.filter((l) => l !== undefined),
      [mine],
    )
    assert.deepEqual(await oidcLogins.take(linking.stateHash, AT), linking)
    assert.equal(await oidcLogins.take(expired.stateHash, AT), undefined)
    const nowhere = login({ providerId: sampleProvider({ workspaceId }).id })
    await assert.rejects(oidcLogins.insert(nowhere), { kind: 'not-found' })
  })
})
