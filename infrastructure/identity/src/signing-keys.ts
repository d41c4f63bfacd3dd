import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Clock, SigningKey, SigningKeyStore, Vault, VaultContext } from '@skyclust/application'
import { calculateJwkThumbprint } from 'jose'

const DAY_MS = 86_400_000
/** After this a new key signs. */
const ROTATE_AFTER_MS = 30 * DAY_MS
/** Other instances may add or remove keys: what is remembered is this old at most. */
const REREAD_AFTER_MS = 60_000
/** A flood of tokens with invented key ids costs one query a second. */
const REREAD_AT_MOST_EVERY_MS = 1000
/** How long a key that has stopped signing is published besides the life of its last token. */
const PUBLISHED_LONGER_MS = 3_600_000

export interface SigningKeyOptions {
  readonly keys: SigningKeyStore
  readonly vault: Vault
  readonly clock: Clock
  /** The longest life of what the keys sign. */
  readonly lifetimeMs: number
}

export interface SigningKeys {
  /** The newest key; made or renewed when it is time. DomainError unavailable `vault-locked` when it does not open. */
  signer(): Promise<{ readonly id: string; readonly key: KeyObject }>
  /** The public key of a key id; undefined when it is not published. */
  find(id: string): Promise<KeyObject | undefined>
  /** All published keys, newest first. */
  published(): Promise<readonly SigningKey[]>
}

interface Known {
  readonly readAt: number
  readonly rows: readonly SigningKey[]
  readonly publicKeys: ReadonlyMap<string, KeyObject>
}

/** Ed25519 keys in the database, private parts sealed; shared by all instances, renewed by whichever comes first. */
export function signingKeys(options: SigningKeyOptions): SigningKeys {
  const { keys, vault, clock } = options
  let known: Known | undefined
  let reading: Promise<Known> | undefined
  let opened: { readonly id: string; readonly key: KeyObject } | undefined

  function read(): Promise<Known> {
    reading ??= keys
      .list()
      .then((rows) => (known = remember(rows, clock.now())))
      .finally(() => (reading = undefined))
    return reading
  }

  async function fresh(maxAgeMs: number): Promise<Known> {
    return known && clock.now() - known.readAt < maxAgeMs ? known : read()
  }

  /** The newest key, replaced when it is too old or missing. */
  async function newest(): Promise<SigningKey> {
    const [current] = (await fresh(REREAD_AFTER_MS)).rows
    if (current && clock.now() - Date.parse(current.createdAt) < ROTATE_AFTER_MS) {
      await removeExpired()
      return current
    }
    await keys.insertAfter(current?.id, await newKey(vault, clock))
    // Whether this instance's key was taken or another's, the store knows which one signs.
    const [made] = (await read()).rows
    if (!made) throw new Error('the signing key that was just stored is not there')
    return made
  }

  async function removeExpired(): Promise<void> {
    const rows = known?.rows ?? []
    // Other instances may go on with the old key until they read again.
    const silentSince = clock.now() - options.lifetimeMs - PUBLISHED_LONGER_MS - REREAD_AFTER_MS
    // A key stops signing when its successor is made: all before the youngest successor old enough may go.
    const successor = rows.findIndex((row) => Date.parse(row.createdAt) <= silentSince)
    const oldest = rows[successor]
    if (!oldest || successor === rows.length - 1) return
    await keys.deleteOlderThan(oldest.createdAt)
    await read()
  }

  return {
    async signer() {
      const row = await newest()
      if (opened?.id !== row.id) {
        const pem = await vault.open(row.sealed, contextOf(row.id))
        opened = { id: row.id, key: createPrivateKey(pem) }
      }
      return opened
    },
    async find(id) {
      const key = (await fresh(REREAD_AFTER_MS)).publicKeys.get(id)
      return key ?? (await fresh(REREAD_AT_MOST_EVERY_MS)).publicKeys.get(id)
    },
    async published() {
      await newest()
      return (await fresh(REREAD_AFTER_MS)).rows
    },
  }
}

function remember(rows: readonly SigningKey[], readAt: number): Known {
  const publicKeys = new Map(
    rows.map((row) => [row.id, createPublicKey({ key: { ...row.publicJwk }, format: 'jwk' })]),
  )
  return { readAt, rows, publicKeys }
}

async function newKey(vault: Vault, clock: Clock): Promise<SigningKey> {
  const pair = generateKeyPairSync('ed25519')
  const { kty, crv, x } = pair.publicKey.export({ format: 'jwk' })
  if (!kty || !crv || !x) throw new Error('an Ed25519 key without its public part')
  const id = await calculateJwkThumbprint({ kty, crv, x })
  const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return {
    id,
    publicJwk: { kty, crv, x, kid: id, alg: 'EdDSA', use: 'sig' },
    sealed: await vault.seal(pem, contextOf(id)),
    createdAt: new Date(clock.now()).toISOString(),
  }
}

function contextOf(id: string): VaultContext {
  return { kind: 'signing-key', workspaceId: 'platform', id }
}
