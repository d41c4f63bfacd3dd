import type { CloudEndpoint } from '@skyclust/application'
import { type Credential, DomainError, type ProviderId } from '@skyclust/domain'
import type { Config } from './config.ts'

/** Where the calls of a credential go. */
export type EndpointOf = (credential: Pick<Credential, 'provider' | 'sandbox'>) => CloudEndpoint

/**
 * An endpoint variable takes all credentials of its cloud. Otherwise a sandbox credential goes to this server's sandbox
 * and a real one to the real cloud: never the other way round.
 */
export function endpointRules(
  config: Pick<Config, 'endpoints' | 'endpointPace' | 'sandbox'>,
  sandboxUrl: (provider: ProviderId) => string,
): EndpointOf {
  return ({ provider, sandbox }) => {
    const url = config.endpoints[provider]
    if (url !== undefined) return { url, pace: config.endpointPace }
    if (!sandbox) return { url: undefined, pace: 1 }
    if (!config.sandbox.enabled)
      throw new DomainError(
        'unavailable',
        'sandbox-off',
        'This is a sandbox credential, and the sandbox is switched off (SKYCLUST_SANDBOX).',
      )
    return { url: sandboxUrl(provider), pace: config.sandbox.speed }
  }
}
