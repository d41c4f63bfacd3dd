import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Vault, VaultContext } from '@skyclust/application'
import { DomainError } from '@skyclust/domain'
import { readOrCreateKeyFile } from './key-file.ts'

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const CANARY = 'skyclust vault canary'

/** Start-up must not go on: with another key every stored secret would be lost for good. */
export class VaultKeyMismatch extends Error {
  constructor(detail: string) {
    super(detail)
    this.name = 'VaultKeyMismatch'
  }
}

export interface VaultOptions {
  /** Keeps `keys/kek` (unless given) and `keys/canary`, both mode 0600. */
  readonly dataDir: string
  /** Key-encryption key from outside, 32 bytes in base64; otherwise a file is made on the first start. */
  readonly kek?: string
}

/**
 * Envelope encryption: every secret has a data key of its own (AES-256-GCM), wrapped by the key-encryption key. Both
 * layers are bound to kind, workspace and id. Throws VaultKeyMismatch when the key does not open this directory's canary.
 */
export function fileVault(options: VaultOptions): Vault {
  const kek = loadKek(options)
  const keyId = createHash('sha256').update(kek).digest('hex').slice(0, 16)
  checkCanary(options.dataDir, kek, keyId)
  return {
    seal(plain, context) {
      const aad = aadOf(context)
      const dataKey = randomBytes(KEY_BYTES)
      const nonce = randomBytes(NONCE_BYTES)
      const ciphertext = encrypt(dataKey, nonce, Buffer.from(plain), aad)
      const wrappedKey = wrap(kek, dataKey, aad)
      dataKey.fill(0)
      return Promise.resolve({ ciphertext, wrappedKey, keyId, nonce })
    },
    async open(sealed, context) {
      if (sealed.keyId !== keyId)
        throw vaultError(
          `The secret was sealed with key ${sealed.keyId}; this server has ${keyId}.`,
        )
      const aad = aadOf(context)
      try {
        const dataKey = unwrap(kek, Buffer.from(sealed.wrappedKey), aad)
        const plain = decrypt(
          dataKey,
          Buffer.from(sealed.nonce),
          Buffer.from(sealed.ciphertext),
          aad,
        )
        dataKey.fill(0)
        return plain.toString()
      } catch (cause) {
        throw vaultError('The stored secret does not open: it was changed or moved.', cause)
      }
    },
  }
}

function loadKek({ dataDir, kek }: VaultOptions): Buffer {
  const text =
    kek ??
    readOrCreateKeyFile(join(dataDir, 'keys', 'kek'), () =>
      randomBytes(KEY_BYTES).toString('base64'),
    )
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== KEY_BYTES)
    throw new VaultKeyMismatch(
      `The key-encryption key must be ${KEY_BYTES} bytes in base64, it has ${key.length}.`,
    )
  return key
}

function checkCanary(dataDir: string, kek: Buffer, keyId: string): void {
  const path = join(dataDir, 'keys', 'canary')
  const aad = Buffer.from('["skyclust/v1","canary"]')
  const text = readOrCreateKeyFile(
    path,
    () => `${keyId}:${wrap(kek, Buffer.from(CANARY), aad).toString('base64')}`,
  )
  const [sealedBy, body = ''] = text.split(':')
  try {
    if (unwrap(kek, Buffer.from(body, 'base64'), aad).toString() === CANARY) return
  } catch {
    // Told below.
  }
  throw new VaultKeyMismatch(
    `The key-encryption key ${keyId} does not open the vault in ${dataDir}: its secrets were sealed with key ` +
      `${sealedBy}. Put the original key back (keys/kek or the environment); a new key would lose every stored credential.`,
  )
}

/** Never to be changed: what is stored was sealed with exactly these bytes. */
function aadOf({ kind, workspaceId, id }: VaultContext): Buffer {
  return Buffer.from(JSON.stringify(['skyclust/v1', kind, workspaceId, id]))
}

function encrypt(key: Buffer, nonce: Buffer, plain: Buffer, aad: Buffer): Buffer {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad)
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, nonce: Buffer, sealed: Buffer, aad: Buffer): Buffer {
  const end = sealed.length - TAG_BYTES
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(aad)
    .setAuthTag(sealed.subarray(end))
  return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()])
}

function wrap(kek: Buffer, dataKey: Buffer, aad: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  return Buffer.concat([nonce, encrypt(kek, nonce, dataKey, aad)])
}

function unwrap(kek: Buffer, wrapped: Buffer, aad: Buffer): Buffer {
  return decrypt(kek, wrapped.subarray(0, NONCE_BYTES), wrapped.subarray(NONCE_BYTES), aad)
}

function vaultError(message: string, cause?: unknown): DomainError {
  return new DomainError('unavailable', 'vault-locked', message, { cause })
}
