import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** What the authenticator and the browser claim, so that a test can make each of them lie. */
export interface Ceremony {
  readonly challenge: string
  readonly origin: string
  readonly rpId: string
  readonly userVerified?: boolean
  readonly userPresent?: boolean
  readonly type?: string
  readonly counter?: number
  readonly key?: KeyObject
  readonly userHandle?: string
  /** Instead of an empty «none» attestation. */
  readonly attestation?: { readonly fmt: string; readonly attStmt: Cbor }
}

type Cbor = number | string | Uint8Array | readonly Cbor[] | ReadonlyMap<number | string, Cbor>

/** An authenticator with one ES256 passkey, in the JSON forms of WebAuthn level 3. */
export class SoftwareAuthenticator {
  readonly credentialId = randomBytes(32)
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })

  get id(): string {
    return this.credentialId.toString('base64url')
  }

  get privateKey(): KeyObject {
    return this.#pair.privateKey
  }

  register(ceremony: Ceremony): Record<string, unknown> {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.credentialId.length)
    const attested = Buffer.concat([Buffer.alloc(16), length, this.credentialId, this.#coseKey()])
    const authData = Buffer.concat([header(ceremony, 0x40), attested])
    const { fmt, attStmt } = ceremony.attestation ?? { fmt: 'none', attStmt: new Map() }
    return this.#answer({
      clientDataJSON: clientData(ceremony, 'webauthn.create').toString('base64url'),
      attestationObject: cbor(
        new Map<string, Cbor>([
          ['fmt', fmt],
          ['attStmt', attStmt],
          ['authData', authData],
        ]),
      ).toString('base64url'),
      transports: ['internal', 'hybrid'],
    })
  }

  signIn(ceremony: Ceremony): Record<string, unknown> {
    const client = clientData(ceremony, 'webauthn.get')
    const authData = header(ceremony, 0)
    const signed = Buffer.concat([authData, createHash('sha256').update(client).digest()])
    return this.#answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: sign('sha256', signed, ceremony.key ?? this.privateKey).toString('base64url'),
      ...(ceremony.userHandle === undefined ? {} : { userHandle: ceremony.userHandle }),
    })
  }

  #answer(response: Record<string, unknown>): Record<string, unknown> {
    const { id } = this
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response }
  }

  #coseKey(): Buffer {
    const { x = '', y = '' } = this.#pair.publicKey.export({ format: 'jwk' })
    return cbor(
      new Map<number, Cbor>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]),
    )
  }
}

function clientData({ challenge, origin, type }: Ceremony, expected: string): Buffer {
  return Buffer.from(JSON.stringify({ type: type ?? expected, challenge, origin }))
}

/** rpIdHash, flags (present 1, verified 4) and counter. */
function header(ceremony: Ceremony, flags: number): Buffer {
  const { rpId, userVerified = true, userPresent = true, counter = 0 } = ceremony
  const rest = Buffer.alloc(5)
  rest[0] = flags | (userPresent ? 0x01 : 0) | (userVerified ? 0x04 : 0)
  rest.writeUInt32BE(counter, 1)
  return Buffer.concat([createHash('sha256').update(rpId).digest(), rest])
}

/** The part of CBOR that WebAuthn needs (RFC 8949). */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value])
  if (value instanceof Map)
    return Buffer.concat([
      head(5, value.size),
      ...[...value].flatMap(([key, entry]) => [cbor(key as Cbor), cbor(entry as Cbor)]),
    ])
  const items = value as readonly Cbor[]
  return Buffer.concat([head(4, items.length), ...items.map(cbor)])
}

function head(major: number, length: number): Buffer {
  const type = major << 5
  if (length < 24) return Buffer.from([type | length])
  if (length < 256) return Buffer.from([type | 24, length])
  return Buffer.from([type | 25, length >> 8, length & 255])
}
