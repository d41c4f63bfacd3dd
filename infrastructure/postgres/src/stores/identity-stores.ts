import type { IdentityStores } from '@skyclust/application'
import type { Sql } from '../database/sql.ts'
import { PostgresApiKeyStore } from './api-key-store.ts'
import { PostgresDomainStore } from './domain-store.ts'
import { PostgresExternalIdentityStore } from './external-identity-store.ts'
import { PostgresInvitationStore } from './invitation-store.ts'
import { PostgresMailStore } from './mail-store.ts'
import { PostgresMailedTokenStore } from './mailed-token-store.ts'
import { PostgresMemberStore } from './member-store.ts'
import { PostgresOidcLoginStore } from './oidc-login-store.ts'
import { PostgresOidcProviderStore } from './oidc-provider-store.ts'
import { PostgresPasskeyStore } from './passkey-store.ts'
import { PostgresRefreshTokenStore } from './refresh-token-store.ts'
import { PostgresRoleStore } from './role-store.ts'
import { PostgresSecondFactorStore } from './second-factor-store.ts'
import { PostgresServiceAccountStore } from './service-account-store.ts'
import { PostgresSessionStore } from './session-store.ts'
import { PostgresSignInChallengeStore } from './sign-in-challenge-store.ts'
import { PostgresSigningKeyStore } from './signing-key-store.ts'
import { PostgresUserStore } from './user-store.ts'
import { PostgresWorkspaceStore } from './workspace-store.ts'

/** The stores of people, workspaces and their access; those of the platform and the audit log are apart. */
export function identityStoresOn(sql: Sql): Omit<IdentityStores, 'audit' | 'platform'> {
  return {
    users: new PostgresUserStore(sql),
    sessions: new PostgresSessionStore(sql),
    refreshTokens: new PostgresRefreshTokenStore(sql),
    challenges: new PostgresSignInChallengeStore(sql),
    secondFactors: new PostgresSecondFactorStore(sql),
    passkeys: new PostgresPasskeyStore(sql),
    mailedTokens: new PostgresMailedTokenStore(sql),
    workspaces: new PostgresWorkspaceStore(sql),
    members: new PostgresMemberStore(sql),
    roles: new PostgresRoleStore(sql),
    serviceAccounts: new PostgresServiceAccountStore(sql),
    apiKeys: new PostgresApiKeyStore(sql),
    invitations: new PostgresInvitationStore(sql),
    oidcProviders: new PostgresOidcProviderStore(sql),
    domains: new PostgresDomainStore(sql),
    externalIdentities: new PostgresExternalIdentityStore(sql),
    oidcLogins: new PostgresOidcLoginStore(sql),
    mails: new PostgresMailStore(sql),
    signingKeys: new PostgresSigningKeyStore(sql),
  }
}
