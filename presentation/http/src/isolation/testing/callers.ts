import type { Guards } from '../../pipeline/guards.ts'
import type { Person } from './person.ts'
import type { World } from './world.ts'

/** Who stands in the way of a case: one of the guards, or the use case and its stores. */
export type Holder = keyof Guards | 'use case'

/** Somebody who asks for the victim's things. */
export interface Caller {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  /** Is a member or key of the victim's workspace: attempts belong into its log, and its name is no secret. */
  readonly isInside?: boolean
}

const COOKIE = 'skyclust_session'

export function byToken(name: string, { accessToken }: Person): Caller {
  return { name, headers: { authorization: `Bearer ${accessToken}` } }
}

export function byCookie(name: string, value: string): Caller {
  return { name, headers: { cookie: `${COOKIE}=${value}` } }
}

function byKey(name: string, token: string): Caller {
  return { name, headers: { authorization: `Bearer ${token}` } }
}

function inside(caller: Caller): Caller {
  return { ...caller, isInside: true }
}

/** Everybody the matrix lets ask, by what should stop them. */
export interface Callers {
  readonly nobody: Caller
  /** Show something that is not, or no longer, good. */
  readonly unproved: readonly Caller[]
  /** Are who they say, and no members. */
  readonly strangers: readonly Caller[]
  /** Programs with good keys of either workspace. */
  readonly keys: readonly Caller[]
  readonly attacker: Caller
  readonly viewer: Caller
  readonly readKey: Caller
  readonly eventKey: Caller
  /** A member, by a key that was made in another workspace. */
  readonly elsewhereKey: Caller
  readonly labelled: Caller
  /** The victim's owner, made by another site to send a request. */
  readonly steered: Caller
  readonly archivist: Caller
}

export function callersOf({ people, victim, attacker, archived }: World): Callers {
  const fromElsewhere = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  const steered = byCookie('the owner, steered by another site', victim.owner.cookie)
  return {
    nobody: { name: 'nobody', headers: {} },
    unproved: [
      byCookie('a forged cookie', 'x'.repeat(43)),
      byKey('a forged token', `${victim.owner.accessToken.slice(0, -6)}AAAAAA`),
      byToken('a disabled owner', people.disabled),
      byCookie('a disabled owner’s cookie', people.disabled.cookie),
      byToken('an owner whose session has ended', people.ended),
      byKey('an expired key of an owner', people.expiredKey.token),
      byKey('a key of a disabled service account', people.disabledKey.token),
    ],
    strangers: [
      byToken('the owner of another workspace', attacker.owner),
      byToken('a removed member', people.removed),
      byToken('a member whose time is over', people.expired),
      byToken('a platform administrator', people.platformAdmin),
      byKey('a key of another workspace', attacker.key.token),
    ],
    keys: [
      byKey('a key of the workspace', victim.key.token),
      byKey('a key of another workspace', attacker.key.token),
    ],
    attacker: byToken('the owner of another workspace', attacker.owner),
    viewer: inside(byToken('a viewer', victim.member)),
    readKey: inside(byKey('a key that may only look at the workspace', people.readKey.token)),
    eventKey: inside(byKey('a key that may only look at events', people.eventKey.token)),
    elsewhereKey: inside(byKey('a member’s key of another workspace', people.elsewhereKey.token)),
    labelled: inside(byToken('a member bound to other labels', people.labelled)),
    steered: inside({ ...steered, headers: { ...steered.headers, ...fromElsewhere } }),
    archivist: byToken('the owner of an archived workspace', archived.owner),
  }
}
