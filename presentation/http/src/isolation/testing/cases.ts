import { ROLE_PERMISSIONS, LABEL_SCOPED_PERMISSIONS } from '@skyclust/domain'
import type { WorkspacePermission } from '@skyclust/domain'
import type { InjectOptions } from 'fastify'
import { isAudited } from '../../pipeline/request-state.ts'
import { isWorkspacePermission } from '../../route.ts'
import { type Caller, type Callers, callersOf, type Holder } from './callers.ts'
import { type Ids, type Kind, MISSING } from './kinds.ts'
import { type TableRoute, urlOf } from './route-table.ts'
import type { Sample } from './samples.ts'
import type { World } from './world.ts'

/** A request that must not get, tell or change anything of the victim's. */
export interface Case {
  readonly route: TableRoute
  readonly caller: Caller
  /** What is asked for, in words. */
  readonly about: string
  readonly request: InjectOptions
  /** The same for something that does not exist: must be answered word for word alike. */
  readonly twin?: InjectOptions
  /** Ids and names in the request, which an answer may repeat. */
  readonly asked: readonly string[]
  /** What must refuse it, and would be missed first. */
  readonly heldBy: Holder
  /** Refused; or answered like any request, but with nothing foreign in it. */
  readonly expect: 'refusal' | 'nothing-foreign'
  readonly isAudited: boolean
}

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** All cases of all routes. */
export function casesOf(world: World, table: readonly TableRoute[]): readonly Case[] {
  const callers = callersOf(world)
  return table.flatMap((route) => {
    const { permission } = route.loaded.route
    if (permission === 'public') return publicCases(world, route, callers)
    if (!isWorkspacePermission(permission)) return personalCases(world, route, callers)
    return [
      ...workspaceCases(world, route, callers, permission),
      ...smuggledCases(world, route, callers),
      ...ownListCases(world, route, callers),
    ]
  })
}

function workspaceCases(
  { victim, archived }: World,
  route: TableRoute,
  callers: Callers,
  permission: WorkspacePermission,
): readonly Case[] {
  const on = (caller: Caller, heldBy: Holder, about = 'the workspace') =>
    caseOf(route, caller, victim.ids, { heldBy, about })
  const unknown = { ...victim.ids, workspace: MISSING.workspace }
  const bySlug = { ...victim.ids, workspace: victim.workspace.slug }
  const noSlug = { ...victim.ids, workspace: 'no-such-workspace' }
  const asked = caseOf(route, callers.attacker, bySlug, {
    heldBy: 'member',
    about: 'the workspace by name',
  })
  // Who gets past the guard has learnt the id there; the twin sees whether an answer tells it.
  const byName = { ...asked, asked: [...asked.asked, victim.ids.workspace] }
  return [
    on(callers.nobody, 'signedIn'),
    ...callers.unproved.map((caller) => on(caller, 'identify')),
    ...callers.strangers.map((caller) => withTwin(on(caller, 'member'), route, unknown)),
    withTwin(byName, route, noSlug),
    withTwin(on(callers.elsewhereKey, 'member'), route, unknown),
    on(permission === 'workspace:read' ? callers.eventKey : callers.readKey, 'permitted'),
    ...((ROLE_PERMISSIONS.viewer as readonly string[]).includes(permission)
      ? []
      : [on(callers.viewer, 'permitted')]),
    labelledCase(route, callers.labelled, victim.ids, permission),
    ...(isUnsafe(route) ? [on(callers.steered, 'sameSite')] : []),
    ...(isUnsafe(route) &&
    !('whileArchived' in route.loaded.route && route.loaded.route.whileArchived)
      ? [
          caseOf(route, callers.archivist, archived.ids, {
            heldBy: 'notArchived',
            about: 'an archived workspace',
          }),
        ]
      : []),
  ]
}

/** Who is bound to other labels is let in, and finds nothing there. */
function labelledCase(
  route: TableRoute,
  caller: Caller,
  ids: Ids,
  permission: WorkspacePermission,
): Case {
  const isScoped = LABEL_SCOPED_PERMISSIONS.includes(permission)
  const made = caseOf(route, caller, ids, {
    heldBy: isScoped ? 'use case' : 'permitted',
    about: 'resources with other labels',
  })
  const isList = isScoped && route.loaded.route.method === 'GET' && route.parameters.length === 1
  return isList ? { ...made, expect: 'nothing-foreign' } : made
}

/** The attacker in a workspace of their own, with one id of the victim's in the path, the query or the body. */
function smuggledCases(
  { victim, attacker }: World,
  route: TableRoute,
  { attacker: caller }: Callers,
): readonly Case[] {
  const inPath = route.parameters.map(({ kind }) => kind).filter((kind) => kind !== 'workspace')
  const named = inPath.filter((kind) => victim.names[kind] !== undefined)
  const path = (kind: Kind, value: string, missing: string, about: string) =>
    withTwin(
      caseOf(
        route,
        caller,
        { ...attacker.ids, [kind]: value },
        { heldBy: 'use case', about, sampleIds: attacker.ids },
      ),
      route,
      { ...attacker.ids, [kind]: missing },
      attacker.ids,
    )
  return [
    ...inPath.map((kind) =>
      path(kind, victim.ids[kind], MISSING[kind], `own, but ${kind} of the victim in the path`),
    ),
    ...named.map((kind) =>
      path(
        kind,
        victim.names[kind] ?? '',
        'no-such-name',
        `own, but ${kind} of the victim by name`,
      ),
    ),
    ...route.sampleKinds.map((kind) => {
      const foreign = { ...attacker.ids, [kind]: victim.ids[kind] }
      const missing = { ...attacker.ids, [kind]: MISSING[kind] }
      const about = `own, but ${kind} of the victim in what is sent`
      return withTwin(
        caseOf(route, caller, attacker.ids, { heldBy: 'use case', about, sampleIds: foreign }),
        route,
        attacker.ids,
        missing,
      )
    }),
  ]
}

/** What the attacker reads at home has nothing of the neighbours in it. */
function ownListCases(
  { victim, attacker }: World,
  route: TableRoute,
  { attacker: caller }: Callers,
): readonly Case[] {
  if (route.loaded.route.method !== 'GET') return []
  const made = caseOf(route, caller, attacker.ids, { heldBy: 'use case', about: 'own' })
  const isLog = route.loaded.context === 'audit'
  // The log of a workspace repeats what its members asked for, also when it was somebody else's.
  const asked = isLog ? [...Object.values(victim.ids), ...Object.values(victim.names)] : made.asked
  return [{ ...made, expect: 'nothing-foreign', asked }]
}

function personalCases(world: World, route: TableRoute, callers: Callers): readonly Case[] {
  const { victim } = world
  const { permission } = route.loaded.route
  const on = (caller: Caller, heldBy: Holder) =>
    caseOf(route, caller, victim.ids, { heldBy, about: 'what is the victim’s' })
  const isForAdmins = permission === 'platform-admin'
  const smuggled = isForAdmins ? [] : smuggledCases(world, route, callers)
  const own = isForAdmins ? [] : ownListCases(world, route, callers)
  return [
    on(callers.nobody, 'signedIn'),
    ...callers.unproved.map((caller) => on(caller, 'identify')),
    ...callers.keys.map((caller) => on(caller, 'person')),
    ...(isForAdmins ? [on(callers.attacker, 'platformAdmin')] : []),
    ...(isUnsafe(route) ? [on(callers.steered, 'sameSite')] : []),
    ...smuggled,
    ...own,
  ]
}

/** Open to all: asked for the victim's things, they say nothing of them that is not meant for all. */
function publicCases({ victim }: World, route: TableRoute, callers: Callers): readonly Case[] {
  return [callers.nobody, callers.attacker].map((caller) => ({
    ...caseOf(route, caller, victim.ids, { heldBy: 'use case', about: 'what is the victim’s' }),
    expect: 'nothing-foreign',
  }))
}

function isUnsafe({ loaded }: TableRoute): boolean {
  return UNSAFE.has(loaded.route.method)
}

function caseOf(
  route: TableRoute,
  caller: Caller,
  ids: Ids,
  how: { readonly heldBy: Holder; readonly about: string; readonly sampleIds?: Ids },
): Case {
  const { heldBy, about, sampleIds = ids } = how
  const sample = route.sample(sampleIds)
  return {
    route,
    caller,
    about,
    heldBy,
    expect: 'refusal',
    isAudited: isAudited(route.loaded.route, sample.query ?? {}),
    asked: [
      ...route.parameters.map(({ kind }) => ids[kind]),
      ...route.sampleKinds.map((kind) => sampleIds[kind]),
    ],
    request: requestOf(route, caller, ids, sample),
  }
}

function withTwin(made: Case, route: TableRoute, ids: Ids, sampleIds: Ids = ids): Case {
  const twin = caseOf(route, made.caller, ids, { ...made, sampleIds })
  return { ...made, twin: twin.request, asked: [...new Set([...made.asked, ...twin.asked])] }
}

/** The request of the route with these ids in its path. */
export function requestOf(
  route: TableRoute,
  caller: Caller,
  ids: Ids,
  { query, body }: Sample,
): InjectOptions {
  const { method } = route.loaded.route
  return {
    method,
    url: urlOf(route, ids, query),
    headers: { ...caller.headers },
    ...(body === undefined ? {} : { payload: body }),
    // An event stream has no end to wait for.
    ...('open' in route.loaded.route ? { payloadAsStream: true } : {}),
  }
}
