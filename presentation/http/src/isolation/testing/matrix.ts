import type { Database } from '@skyclust/application'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { assembleApp } from '../../app.ts'
import type { Guards } from '../../pipeline/guards.ts'
import { ask, type Seen } from './answer.ts'
import type { Holder } from './callers.ts'
import { type Case, casesOf } from './cases.ts'
import type { TableRoute } from './route-table.ts'
import type { StateOfTheWorld } from './snapshot.ts'
import type { World } from './world.ts'

export interface MatrixOptions {
  readonly world: World
  readonly table: readonly TableRoute[]
  readonly guards: Guards
  /** What the app takes for its database. */
  readonly db?: Database
  /** Only these cases. */
  readonly which?: (one: Case) => boolean
  /** Whether being let in is a violation by itself, and whether the log must be right; else only leaks and changes are. */
  readonly isStrict?: boolean
}

/** A case that did not go as it must, and what should have stopped it. */
export interface Violation {
  readonly route: string
  readonly heldBy: Holder
  readonly text: string
}

/** What one request did. */
interface Effect {
  readonly seen: Seen
  /** Tables whose rows are not what they were. */
  readonly changed: readonly string[]
  /** New entries by chain of the audit log. */
  readonly entries: ReadonlyMap<string, number>
}

/** Asks every route for what it must not give; returns what was wrong, and leaves the world as it was. */
export async function runMatrix(options: MatrixOptions): Promise<readonly Violation[]> {
  const { world, table, guards, db = world.ports.db, which = () => true } = options
  const ports = { ...world.ports, db }
  const app = await assembleApp({ ports, publicUrl: 'http://localhost', version: '0' }, guards)
  try {
    const violations: Violation[] = []
    const effects = effectsOn(world, app)
    for (const one of casesOf(world, table).filter(which)) {
      const faults = await tryCase(world, effects, one, options.isStrict ?? true)
      const { method } = one.route.loaded.route
      const name = `${method} ${one.route.loaded.url}, ${one.caller.name}, ${one.about}`
      if (faults.length > 0)
        violations.push({
          route: one.route.operationId,
          heldBy: one.heldBy,
          text: `${name}: ${faults.join('; ')}`,
        })
    }
    return violations
  } finally {
    await app.close()
  }
}

async function tryCase(
  world: World,
  effectOf: EffectOf,
  one: Case,
  isStrict: boolean,
): Promise<readonly string[]> {
  const effect = await effectOf(one.request)
  const twin = one.twin && (await effectOf(one.twin))
  return [
    ...leaksIn(world, one, effect.seen),
    ...changesOf(world, one, effect),
    ...(isStrict ? [...admissionOf(one, effect.seen), ...entriesOf(world, one, effect)] : []),
    ...(isStrict && twin ? differencesOf(one, effect.seen, twin.seen) : []),
  ]
}

type EffectOf = (request: InjectOptions) => Promise<Effect>

/** Measures requests one after the other; what one changed is put back, so that every case finds the same world. */
function effectsOn({ snapshot, forget }: World, app: FastifyInstance): EffectOf {
  let before: StateOfTheWorld | undefined
  return async (request) => {
    before ??= await snapshot.state()
    const seen = await ask(app, request)
    const after = await snapshot.state()
    const effect = {
      seen,
      changed: changedTables(before, after),
      entries: newEntries(before, after),
    }
    before = after
    if (effect.changed.length > 0) {
      await snapshot.restore()
      forget()
      before = undefined
    }
    return effect
  }
}

export function changedTables(before: StateOfTheWorld, after: StateOfTheWorld): readonly string[] {
  return [...after.tables]
    .filter(([name, hash]) => before.tables.get(name) !== hash)
    .map(([name]) => name)
}

export function newEntries(
  before: StateOfTheWorld,
  after: StateOfTheWorld,
): ReadonlyMap<string, number> {
  const grown = [...after.chains].map(
    ([chain, seq]) => [chain, seq - (before.chains.get(chain) ?? 0)] as const,
  )
  return new Map(grown.filter(([, count]) => count !== 0))
}

/** Every text of the victim's begins with its mark; its ids are nobody's business either. */
function leaksIn({ victim }: World, one: Case, { head, body }: Seen): readonly string[] {
  const text = one.asked.reduce((rest, asked) => rest.replaceAll(asked, '…'), `${head}\n${body}`)
  const isOwnName = one.caller.isInside === true
  // What is bound to labels hides resources; the workspace and its people are known to a member.
  const mark = isOwnName ? `${victim.mark}-res` : victim.mark
  const ids = isOwnName ? [] : Object.values(victim.ids)
  return [mark, ...ids]
    .filter((canary) => text.includes(canary))
    .map((canary) => `the answer has «${canary}» in it: ${excerpt(text, canary)}`)
}

function changesOf({ snapshot }: World, one: Case, { changed }: Effect): readonly string[] {
  const isPublic = one.route.loaded.route.permission === 'public'
  const wrong = isPublic ? changed.filter((name) => snapshot.tenantTables.has(name)) : changed
  return wrong.length === 0 ? [] : [`changed ${wrong.join(', ')}`]
}

/** By what each guard refuses, so that it is known which one did. */
const CODES: Readonly<Record<keyof Guards, RegExp>> = {
  identify: /^401 (invalid-token|sign-in-required)$/,
  sameSite: /^403 cross-site-request$/,
  signedIn: /^401 sign-in-required$/,
  person: /^403 people-only$/,
  platformAdmin: /^403 platform-admin-required$/,
  member: /^404 not-found$/,
  permitted: /^403 permission-denied$/,
  notArchived: /^409 workspace-archived$/,
}

function admissionOf(
  { expect, heldBy }: Case,
  { status, contentType, body }: Seen,
): readonly string[] {
  const said = `${status}: ${body.slice(0, 200)}`
  if (status >= 500) return [`failed with ${said}`]
  if (status < 400) return expect === 'refusal' ? [`let in with ${status}`] : []
  const code = /"code":"([a-z-]+)"/.exec(body)?.[1]
  if (!contentType.startsWith('application/problem+json') || code === undefined)
    return [`refused, but not by a problem document, with ${said}`]
  if (heldBy === 'use case' || CODES[heldBy].test(`${status} ${code}`)) return []
  return [`refused, but not by the guard «${heldBy}», with ${said}`]
}

/** One entry for what is audited, none for the rest; in the victim's log only what its members tried. */
function entriesOf({ victim }: World, one: Case, { entries }: Effect): readonly string[] {
  const count = [...entries.values()].reduce((sum, n) => sum + n, 0)
  const wanted = one.isAudited ? 1 : 0
  const isIntruder = one.caller.isInside !== true && entries.has(victim.workspace.id)
  return [
    ...(count === wanted ? [] : [`left ${count} audit entries instead of ${wanted}`]),
    ...(isIntruder ? ['wrote into the audit log of a workspace it is no member of'] : []),
  ]
}

/** Foreign and missing must look the same. */
function differencesOf({ asked }: Case, foreign: Seen, missing: Seen): readonly string[] {
  const plain = ({ head, body }: Seen) =>
    asked
      .reduce((rest, id) => rest.replaceAll(id, '…'), `${head}\n${body}`)
      .replace(/"instance":"[^"]*"|x-request-id: .*/g, '')
  const [a, b] = [plain(foreign).split('\n'), plain(missing).split('\n')]
  const at = a.findIndex((line, index) => line !== b[index])
  if (at < 0 && a.length === b.length) return []
  return [`a foreign one is answered unlike a missing one: ${a[at] ?? ''} ≠ ${b[at] ?? ''}`]
}

function excerpt(text: string, canary: string): string {
  const at = text.indexOf(canary)
  return text.slice(Math.max(0, at - 60), at + 80).replaceAll('\n', ' ')
}
