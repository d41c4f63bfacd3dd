import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { argon2Passwords } from './passwords.ts'

describe('argon2Passwords', () => {
  const passwords = argon2Passwords()

  it('verifies the password it hashed and no other', async () => {
    const hash = await passwords.hash('correct horse')

    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    assert.equal(await passwords.verify('correct horse', hash), true)
    assert.equal(await passwords.verify('correct Horse', hash), false)
  })

  it('salts: the same password has another hash each time', async () => {
    assert.notEqual(await passwords.hash('same'), await passwords.hash('same'))
  })

  it('knows a password however its letters were composed', async () => {
    const hash = await passwords.hash('비밀번호é'.normalize('NFC'))
    assert.equal(await passwords.verify('비밀번호é'.normalize('NFD'), hash), true)
  })

  it('verifies a hash of another argon2 implementation', async () => {
    // Test vector of the reference implementation: t=2, 256 KiB, p=1, «password», «somesalt».
    const foreign =
      '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'
    assert.equal(await passwords.verify('password', foreign), true)
  })

  it('refuses a malformed hash instead of throwing', async () => {
    assert.equal(await passwords.verify('x', 'plain'), false)
  })
})
