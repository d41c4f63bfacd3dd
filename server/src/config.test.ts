import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { InvalidConfig, isLoopback, readConfig } from './config.ts'

describe('readConfig', () => {
  it('has an embedded default for everything', () => {
    const { config, secrets, summary } = readConfig({})
    assert.equal(config.port, 8080)
    assert.equal(config.host, '127.0.0.1')
    assert.deepEqual(config.roles, ['web', 'worker'])
    assert.equal(config.sandbox.enabled, true)
    assert.equal(secrets.databaseUrl, undefined)
    assert.match(summary.join('\n'), /embedded PostgreSQL/)
  })

  it('prints where things come from, and no secret', () => {
    const all = readConfig({
      DATABASE_URL: 'postgres://u:canary-db@h/d',
      SKYCLUST_VAULT_KEY: 'canary-kek',
      SKYCLUST_ADMIN_EMAIL: 'a@b.c',
      SKYCLUST_ADMIN_PASSWORD: 'canary-password',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566/',
    })
    assert.match(all.summary.join('\n'), /configured \(DATABASE_URL\)/)
    assert.equal(all.config.endpoints.aws, 'http://127.0.0.1:4566')
    assert.ok(!`${inspect(all, { depth: 9 })}${JSON.stringify(all)}`.includes('canary'))
  })

  it('names the variable that cannot be used', () => {
    const wrong: readonly (readonly [NodeJS.ProcessEnv, RegExp])[] = [
      [{ SKYCLUST_PORT: '70000' }, /SKYCLUST_PORT/],
      [{ SKYCLUST_GCP_ENDPOINT: 'ftp://x' }, /SKYCLUST_GCP_ENDPOINT/],
      [{ SKYCLUST_ROLES: 'web,cook' }, /SKYCLUST_ROLES/],
      [{ SKYCLUST_ADMIN_EMAIL: 'a@b.c' }, /set both or neither/],
    ]
    for (const [env, message] of wrong)
      assert.throws(
        () => readConfig(env),
        (error) => error instanceof InvalidConfig && message.test(error.message),
      )
  })

  it('treats a variable that is set to nothing as not set', () => {
    assert.equal(readConfig({ SKYCLUST_PORT: '', DATABASE_URL: '' }).config.port, 8080)
  })
})

describe('isLoopback', () => {
  it('knows which addresses only this machine reaches', () => {
    for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]'])
      assert.equal(isLoopback(host), true)
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'example.com', '127.evil.example'])
      assert.equal(isLoopback(host), false)
  })
})
