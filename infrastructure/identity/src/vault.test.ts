import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { CredentialId, encodeId, WorkspaceId } from '@skyclust/domain'
import { fileVault, VaultKeyMismatch } from './vault.ts'

const id = (fill: number) => new Uint8Array(20).fill(fill)
const context = {
  workspaceId: WorkspaceId.parse(encodeId('wsp', id(1))),
  credentialId: CredentialId.parse(encodeId('crd', id(2))),
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

  it('refuses a secret of another credential or workspace', async () => {
    const vault = fileVault({ dataDir })
    const sealed = await vault.seal('x', context)
    const others = [
      { ...context, credentialId: CredentialId.parse(encodeId('crd', id(3))) },
      { ...context, workspaceId: WorkspaceId.parse(encodeId('wsp', id(3))) },
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
