import { ask, must, type Person, signIn } from './person.ts'
import { MAIN, PASSWORD, type TwoInstances } from './two-instances.ts'

/** Something that is taken away from somebody. */
export interface Taking {
  readonly what: string
  /** What it is good for until then. */
  readonly probe: { readonly by: Person; readonly path: string }
  /** The answer from then on. */
  readonly refusal: string
  readonly take: () => Promise<unknown>
}

const ME = '/me'
const AUDIT = `${MAIN}/audit`
const CLUSTERS = `${MAIN}/clusters`
const SIGN_IN = '401 sign-in-required'
const PEOPLE = '/platform/users'
const NOT_GOOD = '401 invalid-token'

/** One of every kind, each of somebody else's, all taken away on the first instance. */
export async function everyTaking(two: TwoInstances, mark: string): Promise<readonly Taking[]> {
  const { first, admin } = two
  const call = <T>(by: Person, method: string, path: string, body?: unknown) =>
    must<T>(first, by, method, path, body)
  const member = (name: string, role = 'viewer') => two.join(`${mark}-${name}`, role)
  const custom = await call<{ id: string }>(admin, 'POST', `${MAIN}/roles`, {
    name: `${mark}-auditor`,
    grants: [{ permissions: ['audit:read', 'cluster:read'] }],
  })
  const robot = await call<{ id: string }>(admin, 'POST', `${MAIN}/service-accounts`, {
    name: `${mark}-robot`,
    role: 'viewer',
  })
  const robotKey = await keyFor(`/service-accounts/${robot.id}`)
  const [revoked, out, reset] = [
    await member('revoked'),
    await member('out'),
    await member('reset'),
  ]
  const [token, keyed, removed] = [
    await member('token'),
    await member('keyed'),
    await member('left'),
  ]
  const [lowered, narrowed] = [
    await member('lowered', 'admin'),
    await member('narrowed', custom.id),
  ]
  const [disabled, leaver] = [await member('disabled'), await member('leaver')]
  const deputy = await member('deputy')
  await call(admin, 'POST', `${PEOPLE}/${deputy.userId}/platform-admin`, { value: true })
  const bearerOf = async (by: Person) =>
    (await call<{ accessToken: string }>(by, 'POST', '/token')).accessToken
  async function keyFor(holder: string, by: Person = admin) {
    const scopes = ['workspace:read', 'cluster:read', 'event:read']
    return call<{ id: string; token: string }>(by, 'POST', `${MAIN}${holder}/api-keys`, {
      name: `${mark}-key`,
      scopes,
    })
  }
  const key = await keyFor('', keyed)
  const leaversKey = await keyFor('', leaver)
  const other = await signIn(first, revoked.email, PASSWORD)
  return [
    {
      what: 'a session, revoked from another',
      probe: { by: revoked, path: ME },
      refusal: SIGN_IN,
      take: async () => {
        const { items } = await call<{ items: { id: string; current: boolean }[] }>(
          other,
          'GET',
          '/me/sessions',
        )
        for (const { id } of items.filter(({ current }) => !current))
          await call(other, 'DELETE', `/me/sessions/${id}`)
      },
    },
    {
      what: 'a session, signed out',
      probe: { by: out, path: ME },
      refusal: SIGN_IN,
      take: () => call(out, 'DELETE', '/session'),
    },
    {
      what: 'all sessions, by a password reset',
      probe: { by: reset, path: ME },
      refusal: SIGN_IN,
      take: () => resetPassword(two, reset.email),
    },
    {
      what: 'an access token, by the end of its session',
      probe: { by: { bearer: await bearerOf(token) }, path: ME },
      refusal: NOT_GOOD,
      take: () => call(token, 'DELETE', '/session'),
    },
    {
      what: 'an API key',
      probe: { by: { bearer: key.token }, path: CLUSTERS },
      refusal: NOT_GOOD,
      take: () => call(keyed, 'DELETE', `${MAIN}/api-keys/${key.id}`),
    },
    {
      what: 'the API key of somebody who is removed',
      probe: { by: { bearer: leaversKey.token }, path: CLUSTERS },
      refusal: NOT_GOOD,
      take: () => call(admin, 'DELETE', `${MAIN}/members/${leaver.userId}`),
    },
    {
      what: 'a membership',
      probe: { by: removed, path: CLUSTERS },
      refusal: '404 not-found',
      take: () => call(admin, 'DELETE', `${MAIN}/members/${removed.userId}`),
    },
    {
      what: 'a role, for a lower one',
      probe: { by: lowered, path: AUDIT },
      refusal: '403 permission-denied',
      take: () => call(admin, 'PATCH', `${MAIN}/members/${lowered.userId}`, { role: 'viewer' }),
    },
    {
      what: 'a permission, out of a custom role',
      probe: { by: narrowed, path: AUDIT },
      refusal: '403 permission-denied',
      take: () =>
        call(admin, 'PATCH', `${MAIN}/roles/${custom.id}`, {
          grants: [{ permissions: ['cluster:read'] }],
        }),
    },
    {
      what: 'a service account, disabled',
      probe: { by: { bearer: robotKey.token }, path: CLUSTERS },
      refusal: NOT_GOOD,
      take: () => call(admin, 'PATCH', `${MAIN}/service-accounts/${robot.id}`, { disabled: true }),
    },
    {
      what: 'the administration of the installation',
      probe: { by: deputy, path: PEOPLE },
      refusal: '403 platform-admin-required',
      take: () =>
        call(admin, 'POST', `${PEOPLE}/${deputy.userId}/platform-admin`, { value: false }),
    },
    {
      what: 'an account, disabled by the administrator',
      probe: { by: disabled, path: ME },
      refusal: SIGN_IN,
      take: () => call(admin, 'POST', `/platform/users/${disabled.userId}/disable`),
    },
  ]
}

async function resetPassword({ first, admin }: TwoInstances, email: string): Promise<void> {
  await must(first, {}, 'POST', '/password-reset', { email })
  const { items } = await must<{ items: { to: string; text: string | null }[] }>(
    first,
    admin,
    'GET',
    '/platform/mails?limit=200',
  )
  const texts = items.filter(({ to }) => to === email).map(({ text }) => text ?? '')
  const found = texts.map((text) => /\/reset-password\/([\w-]+)/.exec(text)?.[1])
  const token = found.find((value) => value !== undefined)
  const reply = await ask(first, {}, 'POST', '/password-reset/confirm', {
    token,
    newPassword: `another ${PASSWORD}`,
  })
  if (reply.status >= 400) throw new Error(`the password was not reset: ${reply.text}`)
}
