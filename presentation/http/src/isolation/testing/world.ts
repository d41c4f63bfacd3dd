import { isoTime, newId, type Ports, type Stores, type Throttle } from '@skyclust/application'
import { type ApiKey, LABEL_SCOPED_PERMISSIONS, type Role, RoleId } from '@skyclust/domain'
import { fakeClouds } from '../../testing/fake-cloud.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type HeldKey, newKey } from './api-key.ts'
import { newPerson, type Person, signedIn } from './person.ts'
import { type Snapshot, takeSnapshot } from './snapshot.ts'
import { join, newServiceAccount, newTenant, type Tenant } from './tenant.ts'

/** Two workspaces, one of which is after the other's things, an archived third, and people on every side. */
export interface World extends AsyncDisposable {
  readonly t: TestApp
  readonly ports: Ports
  /** Whose things must be seen by nobody else. */
  readonly victim: Tenant
  /** Whose owner is after them. */
  readonly attacker: Tenant
  readonly archived: Tenant
  readonly people: People
  readonly snapshot: Snapshot
  /** Lets the apps of this world forget what they remember of access. */
  readonly forget: () => void
}

/** Callers by what is wrong with them, seen from the victim's workspace. */
export interface People {
  readonly platformAdmin: Person
  readonly removed: Person
  /** A membership that has ended by itself. */
  readonly expired: Person
  /** An owner whose account was disabled. */
  readonly disabled: Person
  /** An owner who has signed out. */
  readonly ended: Person
  /** May do all that can be bound to labels, on labels that nothing has. */
  readonly labelled: Person
  readonly expiredKey: HeldKey
  /** Of a service account that was disabled. */
  readonly disabledKey: HeldKey
  /** An owner's keys: one may only look at the workspace, one only at events. */
  readonly readKey: HeldKey
  readonly eventKey: HeldKey
  /** Of an owner of both workspaces, made in the attacker's. */
  readonly elsewhereKey: HeldKey
}

/** Attempts are not counted: the same refusals are asked for a thousand times. */
const patient: Throttle = {
  take: () => Promise.resolve({ allowed: true, retryAfterMs: 0 }),
  give: () => Promise.resolve(),
  forget: () => Promise.resolve(),
}

const HOUR_MS = 3_600_000

/** A world on a database of its own. */
export async function newWorld(): Promise<World> {
  await using stack = new AsyncDisposableStack()
  const t = stack.use(
    await testApp({
      overrides: {
        ...fakeClouds(),
        throttle: patient,
      },
    }),
  )
  const listeners = new Set<() => void>()
  const { feed, oidc } = t.ports
  const ports: Ports = {
    ...t.ports,
    // Nobody is asked over the network; who comes back from a provider is refused by the real client.
    oidc: {
      ...oidc,
      discover: () => Promise.resolve({ endSessionEndpoint: undefined }),
      authorizationUrl: ({ issuer }) => Promise.resolve(`${issuer}/authorize`),
    },
    feed: {
      subscribe: (workspaceId, wake) => feed.subscribe(workspaceId, wake),
      onAccessChanged(forget) {
        listeners.add(forget)
        return () => void listeners.delete(forget)
      },
    },
  }
  const victim = await newTenant(ports, 'canary-a')
  t.dns.set(`_skyclust.${victim.mark}.example.com`, [
    `skyclust-domain-verification=${victim.mark}-proof`,
  ])
  const attacker = await newTenant(ports, 'tenant-b')
  const archivedAt = isoTime(ports.clock.now())
  const archived = await newTenant(ports, 'tenant-c', { archivedAt })
  const people = await ports.db.transaction((stores) =>
    newPeople(ports, stores, { victim, attacker }, t),
  )
  const snapshot = stack.use(await takeSnapshot(t.connection))
  // Numbers are given per log: this one is the victim's alone.
  await snapshot.client.query(
    'update audit_entries set seq = $2::bigint where chain = $1 and seq = 1',
    [victim.workspace.id, victim.ids['audit-entry']],
  )
  const parts = stack.move()
  return {
    t,
    ports,
    victim,
    attacker,
    archived,
    people,
    snapshot,
    forget: () => listeners.forEach((listener) => listener()),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

async function newPeople(
  ports: Ports,
  stores: Stores,
  { victim, attacker }: Pick<World, 'victim' | 'attacker'>,
  t: TestApp,
): Promise<People> {
  const { workspace, owner, mark } = victim
  const { id: workspaceId } = workspace
  const past = isoTime(ports.clock.now() - HOUR_MS)
  const person = (name: string) => newPerson(ports, stores, `${mark}-${name}`)
  const key = (name: string, extra: Partial<ApiKey>) =>
    newKey(ports, stores, workspaceId, owner.user.id, { name: `${mark}-${name}`, ...extra })
  const robot = await newServiceAccount(ports, stores, workspaceId, `${mark}-disabled`, past)

  const expired = await person('expired')
  await join(ports, stores, workspaceId, expired, 'owner', past)
  const disabled = await person('disabled')
  await join(ports, stores, workspaceId, disabled, 'owner')
  await stores.users.update({ ...disabled.user, disabledAt: past })
  const ended = await person('ended')
  await join(ports, stores, workspaceId, ended, 'owner')
  await stores.sessions.delete(ended.sessionId)
  const labelled = await person('labelled')
  await join(
    ports,
    stores,
    workspaceId,
    labelled,
    await labelledRole(ports, stores, workspaceId, mark),
  )
  // Known in both, so its name is nobody's secret.
  const commuter = await newPerson(ports, stores, 'commuter')
  const elsewhere = attacker.workspace.id
  for (const home of [workspaceId, elsewhere]) await join(ports, stores, home, commuter, 'owner')
  return {
    platformAdmin: await signedIn(ports, stores, t.owner.user),
    removed: await person('removed'),
    expired,
    disabled,
    ended,
    labelled,
    expiredKey: await key('expired-key', { expiresAt: past }),
    disabledKey: await newKey(ports, stores, workspaceId, robot.id, {
      name: `${mark}-disabled-key`,
    }),
    readKey: await key('read-key', { scopes: ['workspace:read'] }),
    elsewhereKey: await newKey(ports, stores, elsewhere, commuter.user.id, { name: 'elsewhere' }),
    eventKey: await key('event-key', { scopes: ['event:read'] }),
  }
}

async function labelledRole(
  ports: Ports,
  stores: Stores,
  workspaceId: Tenant['workspace']['id'],
  mark: string,
): Promise<RoleId> {
  const role: Role = {
    workspaceId,
    id: newId(ports.random, 'rol', RoleId),
    name: `${mark}-labelled`,
    description: '',
    grants: [
      {
        permissions: [...LABEL_SCOPED_PERMISSIONS],
        selector: { matchLabels: { team: 'nobody' } },
      },
    ],
    createdAt: isoTime(ports.clock.now()),
    version: 1,
  }
  await stores.roles.insert(role)
  return role.id
}
