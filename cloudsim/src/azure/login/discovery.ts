import type { SimRequest, SimResponse } from '../../core/cloud.ts'
import { json } from '../arm/operation.ts'
import type { AzureSim } from '../sim.ts'
import { publicJwk } from './keys.ts'

const aliases = [
  'login.microsoftonline.com',
  'login.windows.net',
  'login.microsoft.com',
  'sts.windows.net',
]

/** OpenID Connect discovery of a tenant; endpoints lie where the caller reached the sandbox. */
export function openIdConfiguration(request: SimRequest, tenant: string): SimResponse {
  const base = `${request.baseUrl}/${tenant}`
  return json(200, {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    tenant_region_scope: 'AS',
    cloud_instance_name: 'microsoftonline.com',
  })
}

/** Instance discovery, by which MSAL decides whether it knows the authority. */
export function instanceDiscovery(request: SimRequest): SimResponse {
  return json(200, {
    tenant_discovery_endpoint: `${request.baseUrl}/common/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [
      {
        preferred_network: 'login.microsoftonline.com',
        preferred_cache: 'login.windows.net',
        aliases,
      },
    ],
  })
}

export function signingKeys(sim: AzureSim): SimResponse {
  return json(200, { keys: [publicJwk(sim)] })
}

/** What `az cloud register` and SDKs ask ARM for: where the cloud's other endpoints are. */
export function cloudMetadata(request: SimRequest): SimResponse {
  const base = `${request.baseUrl}/`
  const cloud = {
    portal: 'https://portal.azure.com',
    authentication: {
      loginEndpoint: base,
      audiences: ['https://management.core.windows.net/', 'https://management.azure.com/'],
      tenant: 'common',
      identityProvider: 'AAD',
    },
    media: 'https://rest.media.azure.net',
    graphAudience: 'https://graph.windows.net/',
    graph: 'https://graph.windows.net/',
    name: 'AzureCloud',
    suffixes: {
      storage: 'core.windows.net',
      keyVaultDns: 'vault.azure.net',
      acrLoginServer: 'azurecr.io',
    },
    batch: 'https://batch.core.windows.net/',
    resourceManager: base,
    microsoftGraphResourceId: 'https://graph.microsoft.com/',
    activeDirectoryDataLake: 'https://datalake.azure.net/',
  }
  const list = Number.parseInt(request.query.get('api-version') ?? '', 10) < 2022
  if (!list) return json(200, cloud)
  return { ...json(200, {}), body: JSON.stringify([cloud]) }
}
