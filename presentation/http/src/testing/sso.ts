import assert from 'node:assert/strict'
import type { DomainView, OidcProviderView } from '@skyclust/application'
import type { AuditChain, AuditEntry, Membership, User } from '@skyclust/domain'
import { signInAt, startOidcProvider, type TestOidcProvider } from '@skyclust/testkit'
import type { LightMyRequestResponse } from 'fastify'
import { call } from './call.ts'
import type { Caller, TestApp } from './test-app.ts'

export const CALLBACK = 'http://localhost/api/v1/oidc/callback'
const MAIN = '/api/v1/workspaces/main'

/** People of the test provider; `sub` is the key. */
const PEOPLE = {
  ann: { email: 'ann@acme.com', email_verified: true, name: 'Ann', groups: ['devs', 'ops'] },
  bob: { email: 'bob@acme.com', email_verified: true, name: 'Bob' },
  unverified: { email: 'eve@acme.com', email_verified: false, name: 'Eve' },
  stranger: { email: 'sam@elsewhere.com', email_verified: true, name: 'Sam' },
}

export function testProvider(
  options: Partial<Parameters<typeof startOidcProvider>[0]> = {},
): Promise<TestOidcProvider> {
  return startOidcProvider({
    redirectUris: [CALLBACK],
    postLogoutRedirectUris: ['http://localhost/login'],
    people: PEOPLE,
    ...options,
  })
}

/** Registers the test provider in a workspace; just-in-time members become viewers unless told otherwise. */
export async function register(
  by: Caller,
  idp: TestOidcProvider,
  settings: object = {},
  workspace = MAIN,
): Promise<OidcProviderView> {
  const answer = await call(by, 'POST', `${workspace}/oidc-providers`, {
    name: `Provider ${idp.clientId.slice(-8)} ${Math.random()}`,
    issuer: idp.issuer,
    clientId: idp.clientId,
    clientSecret: idp.clientSecret,
    justInTime: true,
    defaultRole: 'viewer',
    ...settings,
  })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json()
}

/** Claims a domain, sets its DNS record and has it verified. */
export async function own(
  t: TestApp,
  by: Caller,
  domain: string,
  workspace = MAIN,
): Promise<DomainView> {
  const claimed = await call(by, 'POST', `${workspace}/domains`, { domain })
  assert.equal(claimed.statusCode, 201, claimed.body)
  const { id, record } = claimed.json<DomainView>()
  t.dns.set(record.name, ['something else', record.value])
  const verified = await call(by, 'POST', `${workspace}/domains/${id}/verify`)
  assert.equal(verified.statusCode, 200, verified.body)
  return verified.json()
}

/** A login that was begun in a browser: where it goes, and the cookie the browser got. */
export interface BegunLogin {
  readonly url: string
  readonly cookie: string
}

export async function begin(
  t: TestApp,
  { id }: Pick<OidcProviderView, 'id'>,
  query = '',
): Promise<BegunLogin> {
  const answer = await t.app.inject({ url: `/api/v1/oidc/${id}/login${query}` })
  assert.equal(answer.statusCode, 303, answer.body)
  const cookie = answer.cookies.find(({ name }) => name === 'skyclust_login')
  assert.ok(cookie, `no login cookie, but ${answer.headers.location}`)
  return { url: String(answer.headers.location), cookie: cookie.value }
}

/** The browser comes back from the provider. */
export function comeBack(
  t: TestApp,
  callback: string,
  loginCookie: string | undefined,
  session?: string,
): Promise<LightMyRequestResponse> {
  const { pathname, search } = new URL(callback)
  return t.app.inject({
    url: pathname + search,
    cookies: {
      ...(loginCookie === undefined ? {} : { skyclust_login: loginCookie }),
      ...(session === undefined ? {} : { skyclust_session: session }),
    },
  })
}

/** The whole round trip of a person of the provider. */
export async function signIn(
  t: TestApp,
  provider: Pick<OidcProviderView, 'id'>,
  login: string,
  query = '',
): Promise<LightMyRequestResponse> {
  const { url, cookie } = await begin(t, provider, query)
  return comeBack(t, await signInAt(url, login), cookie)
}

/** The session cookie of an answer; undefined when nobody was signed in. */
export function sessionOf(answer: LightMyRequestResponse): string | undefined {
  return answer.cookies.find(({ name }) => name === 'skyclust_session')?.value
}

/** Nobody was signed in, and the browser is told why. */
export function assertRefused(answer: LightMyRequestResponse, code: string): void {
  assert.deepEqual(
    [answer.statusCode, answer.headers.location, sessionOf(answer)],
    [303, `/login?error=${code}`, undefined],
  )
}

/** Somebody was signed in and sent there. */
export function assertSignedIn(answer: LightMyRequestResponse, location = '/'): string {
  const session = sessionOf(answer)
  assert.deepEqual([answer.statusCode, answer.headers.location], [303, location])
  assert.ok(session)
  return session
}

export async function membershipOf(
  t: TestApp,
  email: string,
): Promise<{ user: User | undefined; membership: Membership | undefined }> {
  const user = await t.ports.db.stores.users.findByEmail(email)
  const membership = user && (await t.ports.db.stores.members.get(t.workspace.id, user.id))
  return { user, membership }
}

/** Newest first. */
export async function auditOf(
  t: TestApp,
  chain: AuditChain,
  action = 'finishOidcLogin',
): Promise<readonly AuditEntry[]> {
  return (await t.ports.db.stores.audit.list(chain, { action }, { limit: 100 })).items
}
