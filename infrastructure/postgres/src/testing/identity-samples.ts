import { randomBytes } from 'node:crypto'
import {
  type ApiKey,
  ApiKeyId,
  type DomainClaim,
  DomainClaimId,
  encodeId,
  type IdPrefix,
  type Invitation,
  InvitationId,
  type Membership,
  type OidcProvider,
  OidcProviderId,
  type Passkey,
  PasskeyId,
  type Role,
  RoleId,
  type ServiceAccount,
  ServiceAccountId,
  type Session,
  SessionId,
} from '@skyclust/domain'
import { AT } from './samples.ts'

/** After AT, and after every test has run. */
export const LATER = '2999-01-01T00:00:00.000Z'

const id = (prefix: IdPrefix) => encodeId(prefix, randomBytes(20))
export const newHash = () => randomBytes(32).toString('base64url')

type Of<T, Key extends keyof T> = Pick<T, Key> & Partial<T>

export function sampleSession(change: Of<Session, 'userId'>): Session {
  return {
    id: SessionId.parse(id('ses')),
    tokenHash: newHash(),
    createdAt: AT,
    expiresAt: LATER,
    lastSeenAt: AT,
    userAgent: 'curl',
    address: '::1',
    methods: ['pwd'],
    oidc: undefined,
    ...change,
  }
}

export function samplePasskey(change: Of<Passkey, 'userId'>): Passkey {
  return {
    id: PasskeyId.parse(id('pky')),
    name: 'Phone',
    credentialId: newHash(),
    publicKey: Buffer.from([0, 1, 255]),
    counter: 0,
    transports: ['internal', 'hybrid'],
    backedUp: false,
    createdAt: AT,
    lastUsedAt: undefined,
    ...change,
  }
}

export function sampleMembership(change: Of<Membership, 'workspaceId' | 'userId'>): Membership {
  return { role: 'viewer', source: 'invitation', joinedAt: AT, expiresAt: undefined, ...change }
}

export function sampleRole(change: Of<Role, 'workspaceId'>): Role {
  const roleId = RoleId.parse(id('rol'))
  return {
    id: roleId,
    name: roleId,
    description: 'For the web team',
    grants: [
      { permissions: ['cluster:read'], selector: { matchLabels: { team: 'web' } } },
      { permissions: ['member:read'] },
    ],
    createdAt: AT,
    version: 1,
    ...change,
  }
}

export function sampleServiceAccount(change: Of<ServiceAccount, 'workspaceId'>): ServiceAccount {
  const accountId = ServiceAccountId.parse(id('sva'))
  return {
    id: accountId,
    name: accountId,
    description: '',
    role: 'operator',
    disabledAt: undefined,
    createdAt: AT,
    version: 1,
    ...change,
  }
}

export function sampleApiKey(change: Of<ApiKey, 'workspaceId' | 'principalId'>): ApiKey {
  return {
    id: ApiKeyId.parse(id('key')),
    name: 'ci',
    scopes: ['cluster:read', 'cluster:update'],
    secretHash: newHash(),
    createdBy: change.principalId,
    createdAt: AT,
    expiresAt: undefined,
    lastUsedAt: undefined,
    ...change,
  }
}

export function sampleInvitation(change: Of<Invitation, 'workspaceId' | 'invitedBy'>): Invitation {
  const invitationId = InvitationId.parse(id('inv'))
  return {
    id: invitationId,
    email: `${invitationId}@example.com`,
    role: 'viewer',
    tokenHash: newHash(),
    createdAt: AT,
    expiresAt: LATER,
    ...change,
  }
}

export function sampleProvider(change: Of<OidcProvider, 'workspaceId'>): OidcProvider {
  const providerId = OidcProviderId.parse(id('oip'))
  return {
    id: providerId,
    name: providerId,
    preset: 'keycloak',
    issuer: 'https://id.example.com/realms/main',
    clientId: 'skyclust',
    scopes: ['openid', 'email'],
    justInTime: true,
    defaultRole: undefined,
    roleMappings: [{ claim: 'groups', value: 'ops', role: 'operator' }],
    enabled: true,
    createdAt: AT,
    version: 1,
    ...change,
  }
}

export function sampleClaim(change: Of<DomainClaim, 'workspaceId' | 'domain'>): DomainClaim {
  return {
    id: DomainClaimId.parse(id('dom')),
    proof: `skyclust-verification=${newHash()}`,
    verifiedAt: undefined,
    createdAt: AT,
    ...change,
  }
}
