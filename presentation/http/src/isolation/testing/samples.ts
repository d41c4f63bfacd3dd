import { PASSWORD } from '../../testing/test-app.ts'
import type { Ids } from './kinds.ts'

/** What is sent with a request besides its path. */
export interface Sample {
  readonly body?: object
  readonly query?: Readonly<Record<string, string>>
}

/**
 * A request that is good but for whose ids it names, by operation id: every route with a body, or with a query that it
 * cannot do without, has one. Ids are taken from the argument, so that each can be replaced by a foreign one.
 */
export const SAMPLES: Readonly<Record<string, (ids: Ids) => Sample>> = {
  setUp: () => ({ body: { email: 'sample@example.com', password: PASSWORD } }),
  signIn: () => ({ body: { email: 'owner@example.com', password: PASSWORD } }),
  finishSignIn: () => ({ body: { challenge: TOKEN, code: '123456' } }),
  challengeSecondPasskey: () => ({ body: { challenge: TOKEN } }),
  signInWithPasskey: () => ({ body: { challenge: TOKEN, answer: { id: 'sample' } } }),
  register: () => ({
    body: { email: 'sample@example.com', name: 'Sample', password: PASSWORD, locale: 'en' },
  }),
  verifyEmail: () => ({ body: { token: TOKEN } }),
  requestPasswordReset: () => ({ body: { email: 'nobody@example.com' } }),
  confirmPasswordReset: () => ({ body: { token: TOKEN, newPassword: PASSWORD } }),
  refreshToken: () => ({ body: { refreshToken: TOKEN } }),
  updateMe: () => ({ body: { name: 'Sample' } }),
  changePassword: () => ({ body: { newPassword: PASSWORD } }),
  setUpTotp: () => ({ body: {} }),
  confirmTotp: () => ({ body: { code: '123456' } }),
  removeTotp: () => ({ body: {} }),
  renewRecoveryCodes: () => ({ body: {} }),
  beginPasskey: () => ({ body: {} }),
  addPasskey: () => ({ body: { name: 'sample', answer: { id: 'sample' } } }),
  deletePasskey: () => ({ body: {} }),
  linkExternalIdentity: () => ({ body: { returnTo: '/' } }),

  breakGlass: () => ({ body: { reason: 'a sample of an emergency', minutes: 5 } }),
  setPlatformAdmin: () => ({ body: { value: true } }),

  createWorkspace: () => ({ body: { name: 'Sample', slug: 'sample' } }),
  updateWorkspace: () => ({ body: { name: 'Sample' } }),
  deleteWorkspace: () => ({ body: { confirm: 'sample' } }),
  changeMember: ({ role }) => ({ body: { role } }),
  inviteMember: ({ role }) => ({ body: { email: 'sample@example.com', role } }),
  lookUpInvitation: () => ({ body: { token: TOKEN } }),
  acceptInvitation: () => ({ body: { token: TOKEN, name: 'Sample', password: PASSWORD } }),
  createRole: () => ({ body: { name: 'sample', grants: [{ permissions: ['cluster:read'] }] } }),
  updateRole: () => ({ body: { name: 'sample' } }),
  createServiceAccount: ({ role }) => ({ body: { name: 'sample', role } }),
  updateServiceAccount: ({ role }) => ({ body: { name: 'sample', role } }),
  createServiceAccountKey: () => ({ body: { name: 'sample', scopes: ['cluster:read'] } }),
  createApiKey: () => ({ body: { name: 'sample', scopes: ['cluster:read'] } }),

  createOidcProvider: ({ role }) => ({
    body: {
      name: 'sample',
      issuer: ISSUER,
      clientId: 'sample',
      clientSecret: 'sample',
      defaultRole: role,
      roleMappings: [{ claim: 'groups', value: 'sample', role }],
    },
  }),
  updateOidcProvider: ({ role }) => ({
    body: {
      name: 'sample',
      defaultRole: role,
      roleMappings: [{ claim: 'groups', value: 'sample', role }],
    },
  }),
  claimDomain: () => ({ body: { domain: 'sample.example.com' } }),

  createCredential: () => ({
    body: {
      name: 'sample',
      provider: 'aws',
      secret: { accessKeyId: 'AKIASAMPLE0000000000', secretAccessKey: 'sample-secret-of-nobody' },
    },
  }),
  getCatalog: () => ({ query: { location: 'here' } }),
  createNetwork: ({ credential }) => ({
    body: {
      name: 'sample',
      provider: 'aws',
      credentialId: credential,
      location: 'here',
      cidr: '10.9.0.0/16',
    },
  }),
  createCluster: ({ credential, network }) => ({
    body: {
      name: 'sample',
      provider: 'aws',
      credentialId: credential,
      location: 'here',
      network: { networkId: network },
      endpoint: { public: true, private: true },
      nodePools: [POOL],
    },
  }),
  addNodePool: () => ({ body: POOL }),
  resizeNodePool: () => ({ body: { nodeCount: 2 } }),
}

const TOKEN = 'sample-sample-sample-sample-sample-sample-s'
const POOL = { name: 'sample', spec: { machineType: 'm5.large', nodeCount: 1 } }

/** Where the providers are; the world's OpenID client finds them good. */
export const ISSUER = 'https://id.sample.example.com'
