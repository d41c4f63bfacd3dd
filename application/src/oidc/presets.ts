import type { OidcPreset } from '@skyclust/domain'

/** What is known of a provider beforehand: it fills a form, and says what its administrator must do. */
export interface OidcPresetFacts {
  readonly id: OidcPreset
  readonly name: string
  /** Issuer with `{placeholders}` for what differs per customer. */
  readonly issuerTemplate: string
  readonly scopes: readonly string[]
  /** Claim of the ID token that carries groups once the hints were followed; null where there is none. */
  readonly groupsClaim: string | null
  readonly hints: readonly string[]
  readonly docsUrl: string
}

const STANDARD_SCOPES = ['openid', 'email', 'profile']

export const OIDC_PRESET_FACTS: readonly OidcPresetFacts[] = [
  {
    id: 'google',
    name: 'Google',
    issuerTemplate: 'https://accounts.google.com',
    scopes: STANDARD_SCOPES,
    groupsClaim: null,
    hints: [
      'Create an OAuth client of type «Web application» in the Google Cloud console and register the redirect URI.',
      'Google puts no groups into its tokens; the claim «hd» names the Google Workspace domain.',
      'Anybody with a Google account passes its sign-in: just-in-time membership therefore needs your verified domain.',
      'Google has no logout endpoint: signing out of SkyClust leaves the Google session as it is.',
    ],
    docsUrl: 'https://developers.google.com/identity/openid-connect/openid-connect',
  },
  {
    id: 'entra',
    name: 'Microsoft Entra ID',
    issuerTemplate: 'https://login.microsoftonline.com/{tenantId}/v2.0',
    scopes: STANDARD_SCOPES,
    groupsClaim: 'groups',
    hints: [
      'Register an application for accounts in this directory only, with a Web redirect URI, and use the tenant’s id in the issuer: «common» and «organizations» have no issuer of their own.',
      'Entra never sends email_verified. Add the optional ID-token claims «email» and «xms_edov»: an address counts as verified only when xms_edov says so.',
      'Groups come as object ids after «Add groups claim», and are left out for people with more than 200; app roles in the claim «roles» have no such limit.',
    ],
    docsUrl: 'https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc',
  },
  {
    id: 'okta',
    name: 'Okta',
    issuerTemplate: 'https://{yourDomain}.okta.com',
    scopes: [...STANDARD_SCOPES, 'groups'],
    groupsClaim: 'groups',
    hints: [
      'Create an app integration of type «OIDC – Web Application», register the sign-in and sign-out redirect URIs and assign people or groups to it.',
      'Groups come after a groups claim filter was set in the app’s sign-on settings.',
      'A custom authorization server has the issuer https://{yourDomain}.okta.com/oauth2/{serverId}; the scope «groups» must be defined there or be left out here.',
    ],
    docsUrl: 'https://developer.okta.com/docs/guides/sign-into-web-app-redirect/',
  },
  {
    id: 'keycloak',
    name: 'Keycloak',
    issuerTemplate: 'https://{host}/realms/{realm}',
    scopes: STANDARD_SCOPES,
    groupsClaim: 'groups',
    hints: [
      'Create an OpenID Connect client with client authentication on and the standard flow, and register the redirect URI.',
      'Groups come after a mapper «Group Membership» with the token claim name «groups» was added to the client; without «full group path» the values have no leading slash.',
      'Before version 17 the issuer is https://{host}/auth/realms/{realm}.',
      'email_verified is what the realm’s user says: an address that was not verified there matches nobody here.',
    ],
    docsUrl: 'https://www.keycloak.org/docs/latest/server_admin/',
  },
  {
    id: 'gitlab',
    name: 'GitLab',
    issuerTemplate: 'https://gitlab.com',
    scopes: STANDARD_SCOPES,
    groupsClaim: 'groups_direct',
    hints: [
      'Add an application (of a group, a user or the whole instance), confidential, with the scopes openid, email and profile.',
      'A self-managed GitLab has its own address as issuer.',
      'The ID token carries only groups a person is a direct member of, as full paths in «groups_direct».',
    ],
    docsUrl: 'https://docs.gitlab.com/integration/openid_connect_provider/',
  },
  {
    id: 'github',
    name: 'GitHub',
    issuerTemplate: 'https://{broker}/realms/{realm}',
    scopes: STANDARD_SCOPES,
    groupsClaim: null,
    hints: [
      'github.com documents OAuth 2.0 for signing people in, without an ID token: that is no OpenID Connect, and SkyClust accepts nothing less.',
      'The OpenID issuer that GitHub documents, token.actions.githubusercontent.com, is for jobs of GitHub Actions and signs in no person.',
      'Use a broker that speaks both, such as Keycloak or Dex: register GitHub there, and the broker’s issuer here.',
    ],
    docsUrl: 'https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
  },
  {
    id: 'generic',
    name: 'OpenID Connect',
    issuerTemplate: 'https://{issuer}',
    scopes: STANDARD_SCOPES,
    groupsClaim: null,
    hints: [
      'The issuer is the address before /.well-known/openid-configuration, exactly as the provider spells it.',
      'Needed: the authorization code flow, a confidential client, PKCE with S256, ID tokens signed with an asymmetric key.',
      'People are matched by address only when the provider says email_verified.',
    ],
    docsUrl: 'https://openid.net/specs/openid-connect-discovery-1_0.html',
  },
]
