import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import { Provider } from 'oidc-provider'

export interface RealProvider {
  readonly issuer: string
  /** The browser of a person who signs in at once: follows redirects until one leads to `stopAt`. */
  browse(url: string, stopAt: string): Promise<URL>
  stop(): void
}

/** npm's oidc-provider, with a person who has no password and always agrees. */
export async function startRealProvider(client: {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  readonly logoutUri: string
}): Promise<RealProvider> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [client.redirectUri],
        post_logout_redirect_uris: [client.logoutUri],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'real-1', use: 'sig', alg: 'ES256' }] },
    cookies: { keys: ['cookie-key'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: `${id}@example.com`,
        email_verified: true,
        name: '김철수',
      }),
    }),
    loadExistingGrant: async ({ oidc }) => {
      const { client: asking, session } = oidc
      if (!asking || !session?.accountId) return undefined
      const grant = new provider.Grant({ clientId: asking.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  const handle = provider.callback()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const isLogin = request.url?.startsWith('/interaction/')
    const done = isLogin
      ? provider.interactionFinished(request, response, { login: { accountId: 'kim' } })
      : handle(request, response)
    done.catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  return { issuer, browse: browserOf(issuer), stop: () => server.close() }
}

function browserOf(issuer: string): RealProvider['browse'] {
  const cookies = new Map<string, string>()
  return async (start, stopAt) => {
    let url = new URL(start)
    for (let step = 0; step < 10; step++) {
      if (url.href.startsWith(stopAt)) return url
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
      for (const set of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
        cookies.set(name, value)
      }
      const location = response.headers.get('location')
      if (!location) throw new Error(`${url.pathname}: ${response.status} ${await response.text()}`)
      url = new URL(location, issuer)
    }
    throw new Error('too many redirects')
  }
}
