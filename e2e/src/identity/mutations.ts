import { ask, type Person, type Reply } from './person.ts'
import { MAIN, PASSWORD } from './two-instances.ts'

/** A change that somebody was told of. */
export interface Acknowledged {
  readonly action: string
  readonly status: number
  readonly requestId: string
}

/** What the people of this test know, as their browsers would: only what they were answered. */
export interface Known {
  readonly roles: string[]
  readonly robots: string[]
  readonly keys: string[]
  readonly invitations: string[]
  readonly workspaces: string[]
  readonly sessions: Person[]
}

export interface Mutator {
  readonly base: string
  readonly admin: Person
  readonly email: string
  /** A member whose role goes up and down. */
  readonly memberId: string
  readonly known: Known
  readonly acknowledged: Acknowledged[]
  /** Between 0 and 1. */
  readonly random: () => number
}

interface Change {
  readonly action: string
  readonly request: () => readonly [method: string, path: string, body?: unknown]
  readonly keep?: (reply: Reply) => void
  readonly isPossible?: () => boolean
  readonly by?: () => Person
}

let count = 0

/** Makes changes at random until it is told to stop; requests that get no answer are nobody's business here. */
export async function mutate(mutator: Mutator, signal: AbortSignal): Promise<void> {
  const changes = changesOf(mutator)
  while (!signal.aborted) {
    const possible = changes.filter(({ isPossible }) => isPossible?.() ?? true)
    const change = possible[Math.floor(mutator.random() * possible.length)]
    if (change) await makeOne(mutator, change)
  }
}

async function makeOne(mutator: Mutator, { action, request, keep, by }: Change): Promise<void> {
  const [method, path, body] = request()
  const { base, admin, acknowledged } = mutator
  try {
    const reply = await ask(base, by?.() ?? admin, method, path, body)
    const requestId = reply.headers.get('x-request-id') ?? ''
    acknowledged.push({ action, status: reply.status, requestId })
    if (reply.status < 300) keep?.(reply)
  } catch {
    // Killed in the middle, or not yet up again.
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function changesOf({ known, random, memberId, email }: Mutator): readonly Change[] {
  const name = (what: string) => `${what}-${++count}`
  const any = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? ''
  const taken = (from: string[]) => from.splice(Math.floor(random() * from.length), 1)[0] ?? ''
  const keepId =
    (into: string[]) =>
    ({ body }: Reply) =>
      void into.push((body as { id: string }).id)
  const { roles, robots, keys, invitations, workspaces, sessions } = known
  let signedOut: Person = {}
  return [
    {
      action: 'createRole',
      request: () => [
        'POST',
        `${MAIN}/roles`,
        { name: name('role'), grants: [{ permissions: ['cluster:read'] }] },
      ],
      keep: keepId(roles),
    },
    {
      action: 'updateRole',
      isPossible: () => roles.length > 0,
      request: () => ['PATCH', `${MAIN}/roles/${any(roles)}`, { description: name('text') }],
    },
    {
      action: 'deleteRole',
      isPossible: () => roles.length > 4,
      request: () => ['DELETE', `${MAIN}/roles/${taken(roles)}`],
    },
    {
      action: 'createServiceAccount',
      request: () => ['POST', `${MAIN}/service-accounts`, { name: name('robot'), role: 'viewer' }],
      keep: keepId(robots),
    },
    {
      action: 'updateServiceAccount',
      isPossible: () => robots.length > 0,
      request: () => [
        'PATCH',
        `${MAIN}/service-accounts/${any(robots)}`,
        { description: name('text'), disabled: random() < 0.5 },
      ],
    },
    {
      action: 'deleteServiceAccount',
      isPossible: () => robots.length > 4,
      request: () => ['DELETE', `${MAIN}/service-accounts/${taken(robots)}`],
    },
    {
      action: 'createApiKey',
      request: () => [
        'POST',
        `${MAIN}/api-keys`,
        { name: name('key'), scopes: ['workspace:read'] },
      ],
      keep: keepId(keys),
    },
    {
      action: 'revokeApiKey',
      isPossible: () => keys.length > 4,
      request: () => ['DELETE', `${MAIN}/api-keys/${taken(keys)}`],
    },
    {
      action: 'createWorkspace',
      request: () => {
        const slug = name('space')
        return ['POST', '/workspaces', { slug, name: slug }]
      },
      keep: keepId(workspaces),
    },
    {
      action: 'updateWorkspace',
      isPossible: () => workspaces.length > 0,
      request: () => ['PATCH', `/workspaces/${any(workspaces)}`, { name: name('Space') }],
    },
    {
      action: 'inviteMember',
      request: () => [
        'POST',
        `${MAIN}/invitations`,
        { email: `${name('guest')}@example.com`, role: 'viewer' },
      ],
      keep: keepId(invitations),
    },
    {
      action: 'revokeInvitation',
      isPossible: () => invitations.length > 2,
      request: () => ['DELETE', `${MAIN}/invitations/${taken(invitations)}`],
    },
    {
      action: 'changeMember',
      request: () => [
        'PATCH',
        `${MAIN}/members/${memberId}`,
        { role: random() < 0.5 ? 'viewer' : 'operator' },
      ],
    },
    { action: 'updateMe', request: () => ['PATCH', '/me', { name: name('Admin') }] },
    {
      action: 'signIn',
      by: () => ({}),
      request: () => ['POST', '/session', { email, password: PASSWORD }],
      keep: ({ body }) =>
        void sessions.push({
          bearer: (body as { token: { accessToken: string } }).token.accessToken,
        }),
    },
    {
      action: 'signOut',
      isPossible: () => sessions.length > 0,
      request: () => {
        signedOut = sessions.pop() ?? {}
        return ['DELETE', '/session']
      },
      by: () => signedOut,
    },
    // Refused: they leave an entry, and nothing else.
    {
      action: 'createWorkspace',
      request: () => ['POST', '/workspaces', { slug: 'main', name: 'Taken' }],
    },
    { action: 'leaveWorkspace', request: () => ['POST', `${MAIN}/leave`] },
  ]
}
