import assert from 'node:assert/strict'
import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import { describe, it } from 'node:test'
import { encodeId, PasskeyId, type Passkey, UserId } from '@skyclust/domain'
import { decodeAttestationObject, isoBase64URL } from '@simplewebauthn/server/helpers'
import { passkeys } from './passkeys.ts'
import { type Ceremony, SoftwareAuthenticator } from '@skyclust/testkit'

const origin = 'https://sky.example.com:8443'
const rpId = 'sky.example.com'
const site = passkeys({ rpName: 'SkyClust', origins: [origin] })
const userId = UserId.parse(encodeId('usr', new Uint8Array(20).fill(1)))
const user = { id: userId, email: 'kim@example.com', name: '김철수' }
const userHandle = Buffer.from(userId).toString('base64url')

async function registered(authenticator: SoftwareAuthenticator): Promise<Passkey> {
  const { challenge } = await site.registrationOptions(user, [])
  const answer = authenticator.register({ challenge, origin, rpId })
  const made = await site.verifyRegistration(challenge, answer)
  assert.ok(made)
  return {
    ...made,
    id: PasskeyId.parse(encodeId('pky', new Uint8Array(20))),
    userId,
    name: 'laptop',
    createdAt: '2026-11-23T10:00:00.000Z',
    lastUsedAt: undefined,
  }
}

/** A registration with a «packed» attestation: signed by the key of a certificate, or by the passkey itself. */
function attested(
  authenticator: SoftwareAuthenticator,
  ceremony: Ceremony,
  by: { readonly key: KeyObject; readonly certificate?: Uint8Array },
) {
  const { response } = authenticator.register(ceremony) as { response: Record<string, string> }
  const { clientDataJSON = '', attestationObject = '' } = response
  const object = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject))
  const client = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest()
  const signature = sign('sha256', Buffer.concat([object.get('authData'), client]), by.key)
  const attStmt = new Map<string, number | Uint8Array | readonly Uint8Array[]>([
    ['alg', -7],
    ['sig', signature],
    ...(by.certificate ? [['x5c', [by.certificate]] as const] : []),
  ])
  return authenticator.register({ ...ceremony, attestation: { fmt: 'packed', attStmt } })
}

/** Of a certificate anybody can make; it names a revocation list on loopback. */
const maker = {
  key: createPrivateKey({
    key: Buffer.from(
      'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg4G5sfJfoF2Rs76dT9OzB8qIMzEZ5CnRh5j/piFEr41KhRANC' +
        'AATjOKahgHtSdaPwq7L9rp7BtTHTQC9asIVvRUJOd4uUGaX4y+B/7ONf/KMEk+eDLBeNZ5YILac5zPqsLkhfqQS0',
      'base64',
    ),
    format: 'der',
    type: 'pkcs8',
  }),
  certificate: Buffer.from(
    'MIICGDCCAb+gAwIBAgIUeORuFoiLqKTn6XfrpH49LsZ/ZBkwCgYIKoZIzj0EAwIwTzELMAkGA1UEBhMCS1IxDTALBgNVBAoMBFRl' +
      'c3QxIjAgBgNVBAsMGUF1dGhlbnRpY2F0b3IgQXR0ZXN0YXRpb24xDTALBgNVBAMMBFRlc3QwIBcNMjYxMTIzMTQyOTI5WhgPMjEy' +
      'NjEwMzAxNDI5MjlaME8xCzAJBgNVBAYTAktSMQ0wCwYDVQQKDARUZXN0MSIwIAYDVQQLDBlBdXRoZW50aWNhdG9yIEF0dGVzdGF0' +
      'aW9uMQ0wCwYDVQQDDARUZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE4zimoYB7UnWj8Kuy/a6ewbUx00AvWrCFb0VCTneL' +
      'lBml+Mvgf+zjX/yjBJPngywXjWeWCC2nOcz6rC5IX6kEtKN3MHUwHQYDVR0OBBYEFJwPqYaeANMwypFfsYpXGHvp3FwOMB8GA1Ud' +
      'IwQYMBaAFJwPqYaeANMwypFfsYpXGHvp3FwOMAwGA1UdEwEB/wQCMAAwJQYDVR0fBB4wHDAaoBigFoYUaHR0cDovLzEyNy4wLjAu' +
      'MTo5L3gwCgYIKoZIzj0EAwIDRwAwRAIgaqOU+DM2HFrmCwbd7qvOj+ggrN7dsunNkak0s8bVYRYCID+Optu9SCoF13T20jpfoyUV' +
      'x1nmGFePMphgGuxq+eJ2',
    'base64',
  ),
}

describe('registering a passkey', () => {
  it('asks for a discoverable one with user verification and no attestation', async () => {
    const known = await registered(new SoftwareAuthenticator())
    const { challenge, options } = await site.registrationOptions(user, [known])

    assert.equal(Buffer.from(challenge, 'base64url').length, 32)
    assert.deepEqual(options['rp'], { name: 'SkyClust', id: rpId })
    assert.deepEqual(options['user'], { id: userHandle, name: user.email, displayName: user.name })
    assert.equal(options['attestation'], 'none')
    const selection = options['authenticatorSelection'] as Record<string, unknown>
    assert.equal(selection['userVerification'], 'required')
    assert.equal(selection['residentKey'], 'required')
    assert.deepEqual(options['excludeCredentials'], [
      { id: known.credentialId, transports: ['hybrid', 'internal'], type: 'public-key' },
    ])
  })

  it('keeps what the authenticator made', async () => {
    const authenticator = new SoftwareAuthenticator()
    const passkey = await registered(authenticator)

    assert.equal(passkey.credentialId, authenticator.id)
    assert.equal(passkey.counter, 0)
    assert.equal(passkey.backedUp, false)
    assert.deepEqual(passkey.transports, ['hybrid', 'internal'])
  })

  const lies: Readonly<Record<string, Partial<Ceremony>>> = {
    'another origin': { origin: 'https://evil.example' },
    'the origin on another port': { origin: 'https://sky.example.com' },
    'another challenge': { challenge: 'AAAA' },
    'another relying party': { rpId: 'evil.example' },
    'the parent domain as relying party': { rpId: 'example.com' },
    'no user verification': { userVerified: false },
    'no user presence': { userPresent: false },
    'the answer of a sign-in': { type: 'webauthn.get' },
    'an attestation nobody asked for': { attestation: { fmt: 'tpm', attStmt: new Map() } },
  }
  for (const [lie, change] of Object.entries(lies))
    it(`refuses ${lie}`, async () => {
      const { challenge } = await site.registrationOptions(user, [])
      const answer = new SoftwareAuthenticator().register({ challenge, origin, rpId, ...change })
      assert.equal(await site.verifyRegistration(challenge, answer), undefined)
    })

  it('takes what signs for itself, but no certificates, which nobody asked for', async () => {
    const authenticator = new SoftwareAuthenticator()
    const ceremony = { challenge: 'AAAA', origin, rpId }
    const own = attested(authenticator, ceremony, { key: authenticator.privateKey })
    const foreign = attested(authenticator, ceremony, { key: maker.key })
    const certified = attested(authenticator, ceremony, maker)

    assert.ok(await site.verifyRegistration('AAAA', own))
    assert.equal(await site.verifyRegistration('AAAA', foreign), undefined)
    assert.equal(await site.verifyRegistration('AAAA', certified), undefined)
  })

  it('answers nonsense with undefined', async () => {
    const nonsense = [undefined, null, 1, 'x', [], {}, { id: 'x' }, { id: 'x', response: {} }]
    for (const answer of nonsense)
      assert.equal(await site.verifyRegistration('AAAA', answer), undefined)
  })
})

describe('signing in with a passkey', () => {
  it('asks for any passkey of this site, or one of those named', async () => {
    const passkey = await registered(new SoftwareAuthenticator())
    const any = await site.signInOptions([])
    const named = await site.signInOptions([passkey])

    assert.equal(any.options['userVerification'], 'required')
    assert.equal(any.options['rpId'], rpId)
    assert.deepEqual(any.options['allowCredentials'], [])
    assert.deepEqual(
      (named.options['allowCredentials'] as { id: string }[]).map(({ id }) => id),
      [passkey.credentialId],
    )
    assert.notEqual(any.challenge, named.challenge)
  })

  it('knows the key it registered and moves its counter', async () => {
    const authenticator = new SoftwareAuthenticator()
    const passkey = await registered(authenticator)
    const { challenge } = await site.signInOptions([])
    const answer = authenticator.signIn({ challenge, origin, rpId, counter: 5, userHandle })

    assert.deepEqual(await site.verifySignIn(challenge, answer, passkey), {
      counter: 5,
      backedUp: false,
    })
  })

  it('takes authenticators that do not count', async () => {
    const authenticator = new SoftwareAuthenticator()
    const passkey = await registered(authenticator)
    const answer = authenticator.signIn({ challenge: 'AAAA', origin, rpId })
    assert.equal((await site.verifySignIn('AAAA', answer, passkey))?.counter, 0)
  })

  const foreignKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const lies: Readonly<Record<string, Partial<Ceremony>>> = {
    'another origin': { origin: 'https://evil.example' },
    'another challenge': { challenge: 'BBBB' },
    'another relying party': { rpId: 'evil.example' },
    'no user verification': { userVerified: false },
    'no user presence': { userPresent: false },
    'the answer of a registration': { type: 'webauthn.create' },
    'a counter that went back': { counter: 6 },
    'a counter that stands still': { counter: 7 },
    'a counter that was reset': { counter: 0 },
    'a signature of another key': { key: foreignKey },
    'the name of another user': { userHandle: Buffer.from('usr_x').toString('base64url') },
  }
  for (const [lie, change] of Object.entries(lies))
    it(`refuses ${lie}`, async () => {
      const authenticator = new SoftwareAuthenticator()
      const passkey = { ...(await registered(authenticator)), counter: 7 }
      const honest = { challenge: 'AAAA', origin, rpId, counter: 8, userHandle }
      const answer = authenticator.signIn({ ...honest, ...change })

      assert.equal(await site.verifySignIn('AAAA', answer, passkey), undefined)
      assert.ok(await site.verifySignIn('AAAA', authenticator.signIn(honest), passkey))
    })

  it('refuses the answer of another passkey, and nonsense', async () => {
    const [first, second] = [new SoftwareAuthenticator(), new SoftwareAuthenticator()]
    const passkey = await registered(first)
    const foreign = second.signIn({ challenge: 'AAAA', origin, rpId })
    assert.equal(await site.verifySignIn('AAAA', foreign, passkey), undefined)
    const posing = { ...foreign, id: first.id, rawId: first.id }
    assert.equal(await site.verifySignIn('AAAA', posing, passkey), undefined)

    const nonsense = [undefined, null, 1, 'x', {}, { id: first.id }, { ...foreign, id: first.id }]
    for (const answer of nonsense)
      assert.equal(await site.verifySignIn('AAAA', answer, passkey), undefined)
  })
})
