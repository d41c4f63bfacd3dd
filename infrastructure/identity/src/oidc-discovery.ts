import { DomainError } from '@skyclust/domain'
import { createRemoteJWKSet, customFetch, type RemoteJWKSet } from 'jose'
import type { ServerMetadata } from 'openid-client'
import { FetchRefused, type SafeFetch } from './safe-fetch.ts'

/** Public-key algorithms: with HS256, whoever knows the client secret, and with «none» anybody, could sign. */
export const SIGNATURE_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]
const KEY_TYPES = new Set(['RSA', 'EC', 'OKP'])
const REQUIRED = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const
const OPTIONAL = ['userinfo_endpoint', 'end_session_endpoint'] as const
/** How long keys are used without asking again; an unknown key id always asks. */
const KEYS_MS = 600_000

/** What a provider publishes of itself, checked, and its keys. */
export interface DiscoveredProvider {
  readonly metadata: ServerMetadata
  readonly keys: RemoteJWKSet
}

export interface DiscoveryOptions {
  readonly fetch: SafeFetch
  /** http endpoints are accepted; which addresses they may have is up to `fetch`. */
  readonly allowHttp: boolean
}

/**
 * Reads `<issuer>/.well-known/openid-configuration`. Not by openid-client: it lets the issuer differ for some providers.
 * DomainError invalid `oidc-discovery-failed`; its message says what is wrong.
 */
export async function discoverProvider(
  issuer: string,
  options: DiscoveryOptions,
): Promise<DiscoveredProvider> {
  const at = URL.parse(issuer)
  if (!at || at.search || at.hash || !isEndpoint(issuer, options))
    throw failed('issuer', 'The issuer must be an https URL without query and fragment.')
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const document = await readDocument(url, options.fetch)
  // An https provider has no http endpoints, also where http is allowed.
  const allowHttp = options.allowHttp && at.protocol === 'http:'
  const metadata = checked(document, issuer, { ...options, allowHttp })
  const keys = createRemoteJWKSet(new URL(String(metadata.jwks_uri)), {
    // A key that was changed while somebody signs in is found at once; only the provider itself can make us ask.
    cooldownDuration: 0,
    cacheMaxAge: KEYS_MS,
    timeoutDuration: 15_000,
    [customFetch]: (jwksUrl, { headers, signal }) => options.fetch(jwksUrl, { headers, signal }),
  })
  return { metadata, keys }
}

/** Fetches the provider's keys now; DomainError `oidc-discovery-failed` when there are none to verify a signature with. */
export async function checkKeys({ keys, metadata }: DiscoveredProvider): Promise<void> {
  try {
    await keys.reload()
  } catch (error) {
    const why = error instanceof FetchRefused ? error.message : 'it is no JSON Web Key Set'
    throw failed('keys', `The provider's keys at ${metadata.jwks_uri} cannot be read: ${why}.`)
  }
  const usable = keys
    .jwks()
    ?.keys.filter(({ kty, use }) => KEY_TYPES.has(kty ?? '') && use !== 'enc')
  if (!usable?.length)
    throw failed('keys', `The provider publishes no public signature key at ${metadata.jwks_uri}.`)
}

async function readDocument(url: string, fetch: SafeFetch): Promise<Record<string, unknown>> {
  let response: Response
  try {
    response = await fetch(url, { headers: { accept: 'application/json' } })
  } catch (error) {
    if (!(error instanceof FetchRefused)) throw error
    throw failed(error.reason, `The discovery document cannot be read: ${error.message}.`)
  }
  if (response.status !== 200)
    throw failed(
      'status',
      `There is no discovery document at ${url}: the server answers ${response.status}. Is the issuer right?`,
    )
  const document: unknown = await response.json().catch(() => undefined)
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw failed('json', `What is at ${url} is not a discovery document (a JSON object).`)
  return document as Record<string, unknown>
}

/** Only what is used leaves here: unknown fields of a foreign document have no effect. */
function checked(
  document: Record<string, unknown>,
  issuer: string,
  options: DiscoveryOptions,
): ServerMetadata {
  if (document['issuer'] !== issuer)
    throw failed(
      'issuer',
      `The provider calls itself ${quoted(document['issuer'])}, not ${quoted(issuer)}. Enter the issuer exactly as the ` +
        'provider writes it, and for Microsoft Entra the one with your tenant id.',
    )
  const endpoints: Record<string, string> = {}
  for (const name of REQUIRED) {
    const value = document[name]
    if (!isEndpoint(value, options))
      throw failed('endpoint', `The discovery document has no ${name} with an https URL.`)
    endpoints[name] = value
  }
  for (const name of OPTIONAL) {
    const value = document[name]
    if (isEndpoint(value, options)) endpoints[name] = value
  }
  const algorithms = strings(document['id_token_signing_alg_values_supported'])
  if (algorithms && !algorithms.some((name) => SIGNATURE_ALGORITHMS.includes(name)))
    throw failed(
      'algorithm',
      `The provider signs with ${quoted(algorithms.join(', '))} only, which is not accepted.`,
    )
  const responseTypes = strings(document['response_types_supported'])
  if (responseTypes && !responseTypes.includes('code'))
    throw failed('response-type', 'The provider does not support the authorization code flow.')
  const authMethods = strings(document['token_endpoint_auth_methods_supported'])
  return {
    issuer,
    ...endpoints,
    authorization_response_iss_parameter_supported:
      document['authorization_response_iss_parameter_supported'] === true,
    // Absent means RS256 to the library, to the specification as well.
    ...(algorithms && { id_token_signing_alg_values_supported: [...algorithms] }),
    ...(authMethods && { token_endpoint_auth_methods_supported: [...authMethods] }),
  }
}

function isEndpoint(value: unknown, { allowHttp }: DiscoveryOptions): value is string {
  if (typeof value !== 'string' || value.length > 2000) return false
  const protocol = URL.parse(value)?.protocol
  return protocol === 'https:' || (allowHttp && protocol === 'http:')
}

function strings(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.filter((item): item is string => typeof item === 'string')
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `«${value.slice(0, 200)}»` : 'nothing'
}

function failed(reason: string, message: string): DomainError {
  return new DomainError('invalid', 'oidc-discovery-failed', message, { details: { reason } })
}
