import assert from 'node:assert/strict'
import { createSign, generateKeyPairSync } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { authClient, type GcpCredential, type Sandbox, startSandbox } from './gcp.test-helper.ts'

const NETWORKS = 'compute/v1/projects/demo-project/global/networks'

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

function sign(key: GcpCredential, claims: object, privateKey?: string): string {
  const kid = key.serviceAccountKey['private_key_id']
  const head = `${encode({ alg: 'RS256', typ: 'JWT', kid })}.${encode(claims)}`
  const signer = createSign('RSA-SHA256').update(head)
  return `${head}.${signer.sign(privateKey ?? key.serviceAccountKey['private_key'] ?? '', 'base64url')}`
}

describe('authentication', () => {
  let sandbox: Sandbox
  before(async () => {
    sandbox = await startSandbox()
  })
  after(() => sandbox.close())

  const email = () => sandbox.key.serviceAccountKey['client_email']
  const claims = (changes: object = {}) => {
    const iat = Math.floor(Date.now() / 1000)
    const scope = 'https://www.googleapis.com/auth/cloud-platform'
    const aud = 'https://oauth2.googleapis.com/token'
    return { iss: email(), sub: email(), aud, scope, iat, exp: iat + 3600, ...changes }
  }
  const exchange = async (assertion: string) => {
    const response = await fetch(`${sandbox.url}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion,
      }),
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const get = async (token?: string) => {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
    return (await fetch(`${sandbox.url}/${NETWORKS}`, { headers })).status
  }

  it('serves an unmodified google-auth-library client', async () => {
    const client = authClient(sandbox.key, sandbox.url)
    const answer = await client.request<{ kind: string }>({ url: `${sandbox.url}/${NETWORKS}` })

    assert.equal(answer.data.kind, 'compute#networkList')
  })

  it('refuses assertions that are forged, stale, too long or for somebody else', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const forged = sign(
      sandbox.key,
      claims(),
      other.export({ type: 'pkcs8', format: 'pem' }) as string,
    )
    const iat = Math.floor(Date.now() / 1000) - 7200
    const bad = [
      forged,
      sign(sandbox.key, claims({ iat, exp: iat + 3600 })),
      sign(sandbox.key, claims({ exp: Math.floor(Date.now() / 1000) + 86_400 })),
      sign(sandbox.key, claims({ aud: 'https://example.com/token' })),
      sign(sandbox.key, claims({ iss: 'nobody@demo-project.iam.gserviceaccount.com' })),
      'not.a.jwt',
    ]
    for (const assertion of bad) {
      const { status, body } = await exchange(assertion)
      assert.deepEqual(
        [status, body['error']],
        [400, 'invalid_grant'],
        String(body['error_description']),
      )
    }
  })

  it('accepts self-signed JWTs by audience or scope, and nothing else', async () => {
    const byScope = await get(sign(sandbox.key, claims({ aud: undefined })))
    const byAudience = await get(
      sign(sandbox.key, claims({ scope: undefined, aud: 'https://compute.googleapis.com/' })),
    )
    const wrong = await get(
      sign(sandbox.key, claims({ scope: undefined, aud: 'https://container.googleapis.com/' })),
    )

    assert.deepEqual([byScope, byAudience, wrong], [200, 200, 401])
    assert.deepEqual([await get(), await get('ya29.unknown')], [401, 401])
  })

  it('stops when the credential expires in virtual time', async () => {
    const { body } = await exchange(sign(sandbox.key, claims()))
    const token = String(body['access_token'])
    const good = await get(token)
    sandbox.sim.clouds.gcp.updateAccount('demo-project', {
      expiresAt: sandbox.sim.clock.now() - 1,
    })
    const late = await exchange(sign(sandbox.key, claims()))

    assert.deepEqual([good, await get(token)], [200, 401])
    assert.equal(late.body['error'], 'invalid_grant')
  })
})
