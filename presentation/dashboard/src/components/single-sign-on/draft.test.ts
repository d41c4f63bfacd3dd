import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  createRequestOf,
  draftOfPreset,
  draftOfProvider,
  type ProviderDraft,
  updateRequestOf,
} from './draft.ts'

const PROVIDER = {
  id: 'oip_1',
  name: 'Acme',
  preset: 'keycloak',
  issuer: 'https://id.acme.example/realms/acme',
  clientId: 'skyclust',
  scopes: ['openid', 'email', 'profile'],
  justInTime: true,
  defaultRole: 'viewer',
  roleMappings: [{ claim: 'groups', value: 'ops', role: 'operator' }],
  enabled: true,
  redirectUri: 'https://sky.example/api/v1/oidc/callback',
  postLogoutRedirectUri: 'https://sky.example/login',
  loginUrl: 'https://sky.example/api/v1/oidc/oip_1/login',
  createdAt: '2026-11-23T00:00:00.000Z',
  version: 3,
} as const
const provider = {
  ...PROVIDER,
  scopes: [...PROVIDER.scopes],
  roleMappings: PROVIDER.roleMappings.map((mapping) => ({ ...mapping })),
}

describe('draft of an OpenID provider', () => {
  it('begins with what is known of the preset', () => {
    const preset = {
      id: 'google',
      name: 'Google',
      issuerTemplate: 'https://accounts.google.com',
      scopes: ['openid', 'email'],
      groupsClaim: null,
      hints: [],
      docsUrl: 'https://example.com',
    } as const
    const fixed = draftOfPreset({ ...preset, scopes: [...preset.scopes], hints: [] })
    const open = draftOfPreset({
      ...preset,
      id: 'entra',
      issuerTemplate: 'https://login.example/{tenantId}/v2.0',
      scopes: [...preset.scopes],
      hints: [],
    })

    assert.deepEqual([fixed.name, fixed.issuer], ['Google', 'https://accounts.google.com'])
    assert.equal(fixed.scopes, 'openid email')
    assert.equal(open.issuer, '', 'an example with placeholders is no address')
  })

  it('becomes a request without stray blanks', () => {
    const draft: ProviderDraft = {
      ...draftOfProvider(provider),
      name: ' Acme ',
      clientSecret: 's3cret ',
      scopes: ' openid,email  groups ',
      defaultRole: '',
    }
    assert.deepEqual(createRequestOf('okta', draft), {
      preset: 'okta',
      name: 'Acme',
      issuer: PROVIDER.issuer,
      clientId: 'skyclust',
      clientSecret: 's3cret ',
      scopes: ['openid', 'email', 'groups'],
      justInTime: true,
      defaultRole: null,
      roleMappings: PROVIDER.roleMappings,
    })
  })

  it('changes nothing that was not touched', () => {
    const draft = draftOfProvider(provider)

    assert.deepEqual(updateRequestOf(provider, draft), {})
    assert.deepEqual(updateRequestOf(provider, { ...draft, defaultRole: '' }), {
      defaultRole: null,
    })
    assert.deepEqual(updateRequestOf(provider, { ...draft, clientSecret: 'new' }), {
      clientSecret: 'new',
    })
    assert.deepEqual(updateRequestOf(provider, { ...draft, roleMappings: [] }), {
      roleMappings: [],
    })
  })
})
