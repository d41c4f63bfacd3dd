import {
  accountGovernor,
  type Clock,
  type CloudEndpoint,
  type CloudProvider,
  type CloudSession,
  type CloudSessions,
  type Governor,
  type Logger,
  openSecret,
  parseSecret,
  type Random,
  type Database,
  type Vault,
} from '@skyclust/application'
import { type Credential, notFound, type ProviderId } from '@skyclust/domain'
import type { EndpointOf } from './endpoints.ts'

export interface CloudSessionsOptions {
  readonly db: Database
  readonly vault: Vault
  readonly providers: ReadonlyMap<ProviderId, CloudProvider>
  readonly endpointOf: EndpointOf
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** Opened credentials: one session per credential and location; one rate budget per provider and account. */
export function cloudSessions(
  options: CloudSessionsOptions,
): CloudSessions & { readonly close: () => void } {
  const { clock, random, logger } = options
  const sessions = new Map<string, Promise<CloudSession>>()
  const governors = new Map<string, Governor>()
  const providerOf = (id: ProviderId): CloudProvider => {
    const provider = options.providers.get(id)
    if (!provider) throw notFound('provider', id)
    return provider
  }
  const governorOf = (provider: CloudProvider, endpoint: CloudEndpoint, account: string) => {
    const key = `${provider.id} ${endpoint.url ?? ''} ${account}`
    const known = governors.get(key)
    const governor = known ?? accountGovernor(clock, provider.rateLimits, endpoint.pace)
    governors.set(key, governor)
    return governor
  }
  const openNew = async (credential: Credential, location: string): Promise<CloudSession> => {
    const provider = providerOf(credential.provider)
    // Sessions serve every request and the worker; the journal tells which call was whose.
    const secret = await openSecret(options, credential, {
      by: 'system',
      reason: `open a session in ${location}`,
    })
    const endpoint = options.endpointOf(credential)
    return provider.open({
      secret,
      endpoint,
      location,
      governor: governorOf(provider, endpoint, credential.account),
      clock,
      random,
      logger,
    })
  }
  const forget = (prefix: string) => {
    for (const [key, session] of sessions) {
      if (!key.startsWith(prefix)) continue
      sessions.delete(key)
      session.then(
        (opened) => opened.close(),
        () => undefined,
      )
    }
  }
  return {
    open(credential, location) {
      const key = `${credential.id} ${location}`
      const known = sessions.get(key)
      if (known) return known
      const opened = openNew(credential, location)
      sessions.set(key, opened)
      opened.catch(() => {
        if (sessions.get(key) === opened) sessions.delete(key)
      })
      return opened
    },
    async verify({ provider: id, sandbox, secret }, signal) {
      const provider = providerOf(id)
      const endpoint = options.endpointOf({ provider: id, sandbox })
      const session = await provider.open({
        secret: parseSecret(id, secret),
        endpoint,
        location: provider.homeLocation,
        // The account is not known yet; a budget of its own for a call or two.
        governor: accountGovernor(clock, provider.rateLimits, endpoint.pace),
        clock,
        random,
        logger,
      })
      try {
        return await session.identity(signal)
      } finally {
        session.close()
      }
    },
    forget: ({ id }) => forget(`${id} `),
    pace: (credential) => options.endpointOf(credential).pace,
    close: () => forget(''),
  }
}
