import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { ClientSecretCredential } from '@azure/identity'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type AzureSandbox, azureSandbox, prepareStack, textOf } from '../test-sandbox.ts'

describe('the Microsoft identity platform', () => {
  let sandbox: AzureSandbox
  before(async () => {
    sandbox = await azureSandbox()
  })
  after(() => sandbox[Symbol.asyncDispose]())

  const scope = 'https://management.azure.com/.default'
  const credential = (change: { tenant?: string; client?: string; secret?: string }) =>
    new ClientSecretCredential(
      change.tenant ?? sandbox.account.tenantId,
      change.client ?? sandbox.account.clientId,
      change.secret ?? sandbox.account.clientSecret,
      { httpClient: sandbox.httpClient, retryOptions: { maxRetries: 0 } },
    )

  it('gives the official SDK a token that ARM takes', async () => {
    const token = await sandbox.credential.getToken(scope)
    const subscriptions = await sandbox.arm('GET', '/subscriptions')

    assert.ok(token.expiresOnTimestamp > Date.now() + 3_000_000)
    assert.equal(
      subscriptions.body['value']?.[0]?.['subscriptionId'],
      sandbox.account.subscriptionId,
    )
  })

  it('says what is wrong with a credential', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000'

    await assert.rejects(credential({ secret: 'wrong' }).getToken(scope), /AADSTS7000215/)
    await assert.rejects(credential({ tenant: unknown }).getToken(scope), /AADSTS90002/)
    await assert.rejects(credential({ client: unknown }).getToken(scope), /AADSTS700016/)
    await assert.rejects(
      credential({}).getToken('https://nothing.example/.default'),
      /AADSTS500011/,
    )
  })

  it('publishes its discovery documents and keys', async () => {
    const get = async (path: string) =>
      (await (await fetch(`${sandbox.url}${path}`)).json()) as Record<string, unknown>

    const openid = await get(`/${sandbox.account.tenantId}/v2.0/.well-known/openid-configuration`)
    const keys = await get(`/${sandbox.account.tenantId}/discovery/v2.0/keys`)
    const instance = await get(
      '/common/discovery/instance?api-version=1.1&authorization_endpoint=x',
    )
    const metadata = await get('/metadata/endpoints?api-version=2022-09-01')

    assert.equal(
      openid['token_endpoint'],
      `${sandbox.url}/${sandbox.account.tenantId}/oauth2/v2.0/token`,
    )
    assert.equal(Array.isArray(keys['keys']), true)
    assert.equal(Array.isArray(instance['metadata']), true)
    assert.equal(metadata['resourceManager'], `${sandbox.url}/`)
  })

  it('refuses calls without a token, with a foreign one, and for another audience', async () => {
    const call = async (headers: Record<string, string>) => {
      const response = await fetch(`${sandbox.url}/subscriptions?api-version=2022-12-01`, {
        headers,
      })
      const body = (await response.json()) as { error: { code: string } }
      return [response.status, body.error.code]
    }
    const graph = await sandbox.credential.getToken('https://graph.microsoft.com/.default')

    assert.deepEqual(await call({}), [401, 'AuthenticationFailed'])
    assert.deepEqual(await call({ authorization: 'Bearer a.b.c' }), [
      401,
      'InvalidAuthenticationToken',
    ])
    assert.deepEqual(await call({ authorization: `Bearer ${graph.token}` }), [
      401,
      'InvalidAuthenticationTokenAudience',
    ])
  })

  it('refuses a token that has expired, and a secret that has', async () => {
    const fresh = await sandbox.arm('GET', '/subscriptions')
    sandbox.pass(3700)
    const late = await sandbox.arm('GET', '/subscriptions')
    sandbox.sim.clouds.azure.updateAccount(sandbox.account.subscriptionId, {
      expiresAt: sandbox.sim.clock.now() - 1,
    })

    assert.equal(fresh.status, 200)
    assert.deepEqual([late.status, late.code], [401, 'ExpiredAuthenticationToken'])
    await assert.rejects(credential({}).getToken(scope), /AADSTS7000222/)
  })
})

describe('workload identity federation', () => {
  it('takes a token of another issuer for a managed identity that trusts it', async () => {
    await using sandbox = await azureSandbox()
    const { ids } = await prepareStack(sandbox)
    const identity = await sandbox.arm('GET', ids.identity)
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const keys = JSON.stringify({
      keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }],
    })
    const issuer = createServer((req, res) => {
      const base = `http://${req.headers.host}`
      if (req.url === '/keys') res.setHeader('content-type', 'application/json').end(keys)
      else res.end(JSON.stringify({ issuer: base, jwks_uri: `${base}/keys` }))
    })
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`
    await sandbox.arm('PUT', `${ids.identity}/federatedIdentityCredentials/ours`, {
      properties: {
        issuer: url,
        subject: 'workspace:1',
        audiences: ['api://AzureADTokenExchange'],
      },
    })
    const ask = async (subject: string) => {
      const now = Math.floor(sandbox.sim.clock.now() / 1000)
      const assertion = await new SignJWT({ sub: subject })
        .setProtectedHeader({ alg: 'ES256', kid: 'k' })
        .setIssuer(url)
        .setAudience('api://AzureADTokenExchange')
        .setIssuedAt(now)
        .setExpirationTime(now + 600)
        .sign(privateKey)
      const response = await fetch(`${sandbox.url}/${sandbox.account.tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: textOf(identity.body['properties']?.['clientId']),
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
          scope: 'https://management.azure.com/.default',
        }),
      })
      return (await response.json()) as { access_token?: string; error_codes?: number[] }
    }

    const right = await ask('workspace:1')
    const wrong = await ask('workspace:2')
    const authorization = `Bearer ${right.access_token}`
    const read = async (path: string) =>
      (await fetch(`${sandbox.url}${path}?api-version=2025-05-01`, { headers: { authorization } }))
        .status

    assert.deepEqual(wrong.error_codes, [700213])
    assert.equal(await read(ids.subnet), 200)
    assert.equal(await read(ids.identity), 403)
    issuer.closeAllConnections()
    await new Promise((resolve) => issuer.close(resolve))
  })
})
