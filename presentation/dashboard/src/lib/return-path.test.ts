import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isLocalPath, ssoPath } from './return-path.ts'

describe('the way back after signing in', () => {
  it('stays on this site', () => {
    for (const path of ['/', '/account/security?x=1#y', '/invite/-_aB'])
      assert.ok(isLocalPath(path), path)
    for (const path of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/\t/evil.example',
      '/a\\b',
      '',
      'javascript:alert(1)',
    ])
      assert.ok(!isLocalPath(path), path)
  })

  it('is handed to the provider, escaped', () => {
    assert.equal(
      ssoPath('oip_1', '/a?b=c&d', 'tok'),
      '/api/v1/oidc/oip_1/login?returnTo=%2Fa%3Fb%3Dc%26d&invitation=tok',
    )
  })
})
