import assert from 'node:assert/strict'
import type { OidcClient, OidcClientSettings } from '@skyclust/application'
import { DomainError } from '@skyclust/domain'
import { oidcClient } from '../oidc-client.ts'
import { safeFetch } from '../safe-fetch.ts'
import { EvilProvider, type KeyPair, type Misdeeds, newKeyPair } from './evil-provider.ts'

export const redirectUri = 'https://sky.example.com/api/v1/auth/oidc/callback'

export const seconds = () => Math.floor(Date.now() / 1000)
export const claiming = (change: Record<string, unknown>): Misdeeds => ({
  claims: (claims) => ({ ...claims, ...change }),
})
export const without = (name: string): Misdeeds => ({
  claims: (claims) =>
    Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name)),
})

export function settingsOf(provider: EvilProvider): OidcClientSettings {
  return {
    issuer: provider.origin,
    clientId: provider.clientId,
    clientSecret: provider.clientSecret,
    scopes: ['email', 'profile'],
  }
}

/** A client, and two providers that can be told to misbehave. */
export class SignInBench {
  readonly key: KeyPair
  readonly otherKey: KeyPair
  readonly provider: EvilProvider
  readonly secondProvider: EvilProvider
  client: OidcClient
  /** How far the client's clock is ahead, in ms. */
  offset = 0

  private constructor(key: KeyPair, otherKey: KeyPair) {
    this.key = key
    this.otherKey = otherKey
    this.provider = new EvilProvider(key)
    this.secondProvider = new EvilProvider(otherKey)
    this.client = this.#newClient()
  }

  static async start(): Promise<SignInBench> {
    const bench = new SignInBench(await newKeyPair('key-1'), await newKeyPair('key-2'))
    await Promise.all([bench.provider.start(), bench.secondProvider.start()])
    return bench
  }

  stop(): void {
    this.provider.stop()
    this.secondProvider.stop()
  }

  /** Honest providers and a client that knows nothing yet. */
  reset(): void {
    this.offset = 0
    this.client = this.#newClient()
    this.provider.key = this.key
    for (const provider of [this.provider, this.secondProvider]) {
      provider.misdeeds = {}
      provider.authMethod = 'client_secret_basic'
      provider.requests.clear()
    }
  }

  /** From the click to the callback. */
  async begin(provider = this.provider) {
    const login = this.client.newLogin()
    const url = await this.client.authorizationUrl(settingsOf(provider), { ...login, redirectUri })
    return { login, url, callback: provider.signIn(url) }
  }

  async signIn(provider = this.provider) {
    const { login, callback } = await this.begin(provider)
    return this.client.exchange(settingsOf(provider), { ...login, url: callback.href })
  }

  #newClient(): OidcClient {
    const clock = {
      now: () => Date.now() + this.offset,
      sleep: () => Promise.resolve(),
      timeout: (ms: number) => AbortSignal.timeout(ms),
    }
    const fetch = safeFetch({ allowHttp: true, allowCidrs: ['127.0.0.0/8'] })
    return oidcClient({ clock, fetch, allowHttp: true })
  }
}

/** That the attempt is refused for this reason, and that the error tells nothing of what was in the tokens. */
export async function rejectedFor(reason: string, attempt: Promise<unknown>): Promise<void> {
  await assert.rejects(attempt, (error) => {
    assert.ok(error instanceof DomainError, String(error))
    assert.equal(error.code, 'oidc-rejected')
    assert.equal(error.kind, 'unauthenticated')
    assert.equal(error.details['reason'], reason)
    const printed = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`
    for (const content of ['eyJ', 'sub-1', 'kim@example.com', 'client-secret'])
      assert.ok(!printed.includes(content), `tells ${content}`)
    return true
  })
}
