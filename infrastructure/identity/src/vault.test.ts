import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { VaultContext } from '@skyclust/application'
import { CredentialId, encodeId, WorkspaceId } from '@skyclust/domain'
import { fileVault, VaultKeyMismatch } from './vault.ts'

const id = (fill: number) => new Uint8Array(20).fill(fill)
const context: VaultContext = {
  kind: 'credential',
  workspaceId: WorkspaceId.parse(encodeId('wsp', id(1))),
  id: CredentialId.parse(encodeId('crd', id(2))),
}

describe('fileVault', () => {
  let dataDir = ''
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'skyclust-vault-'))
  })
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

  it('opens what it sealed, also after a restart, and stores no plain text', async () => {
    const sealed = await fileVault({ dataDir }).seal('canary-secret', context)

    assert.equal(await fileVault({ dataDir }).open(sealed, context), 'canary-secret')
    assert.ok(!Buffer.from(sealed.ciphertext).includes('canary-secret'))
    assert.equal(statSync(join(dataDir, 'keys', 'kek')).mode & 0o777, 0o600)
  })

  it('opens what the first release sealed', async () => {
    const vault = fileVault({ dataDir, kek: Buffer.alloc(32, 7).toString('base64') })
    const stored = {
      ciphertext: Buffer.from('iJwY+jbdDpVeFUxPA4W1t0/aD5BLWnqmL8fBL22gnWw=', 'base64'),
      wrappedKey: Buffer.from(
        '/nw1po1a/iQvHgQ6zZ3DqRsVqFP99EfOwI+q3AloSWQpV/dI3twywOGViA8ngH/jvPXLeMlay12Cobba',
        'base64',
      ),
      keyId: '4bb06f8e4e3a7715',
      nonce: Buffer.from('yC4ncjhQoVpY/OcB', 'base64'),
    }

    assert.equal(await vault.open(stored, context), '{"old":"secret"}')
  })

  it('refuses a secret of another kind, workspace or id', async () => {
    const vault = fileVault({ dataDir })
    const sealed = await vault.seal('x', context)
    const others: readonly VaultContext[] = [
      { ...context, id: encodeId('crd', id(3)) },
      { ...context, workspaceId: WorkspaceId.parse(encodeId('wsp', id(3))) },
      { ...context, workspaceId: 'platform' },
      { ...context, kind: 'mail' },
    ]
    for (const other of others)
      await assert.rejects(vault.open(sealed, other), { code: 'vault-locked' })
  })

  it('refuses any flipped bit', async () => {
    const vault = fileVault({ dataDir })
    const sealed = await vault.seal('secret', context)
    for (const part of ['ciphertext', 'wrappedKey', 'nonce'] as const)
      for (let at = 0; at < sealed[part].length; at++) {
        const changed = Buffer.from(sealed[part])
        changed[at] = (changed[at] ?? 0) ^ 1
        await assert.rejects(vault.open({ ...sealed, [part]: changed }, context))
      }
  })

  it('does not start with a key that is not the directory’s', () => {
    fileVault({ dataDir })
    writeFileSync(join(dataDir, 'keys', 'kek'), randomBytes(32).toString('base64'))

    assert.throws(() => fileVault({ dataDir }), VaultKeyMismatch)
    assert.throws(() => fileVault({ dataDir }), /Put the original key back/)
  })

  it('takes the key from outside and then writes none', () => {
    const kek = randomBytes(32).toString('base64')
    fileVault({ dataDir, kek })
    fileVault({ dataDir, kek })

    assert.throws(() => readFileSync(join(dataDir, 'keys', 'kek')))
    assert.throws(
      () => fileVault({ dataDir, kek: randomBytes(32).toString('base64') }),
      VaultKeyMismatch,
    )
    assert.throws(() => fileVault({ dataDir, kek: 'c2hvcnQ=' }), /32 bytes/)
  })
})
