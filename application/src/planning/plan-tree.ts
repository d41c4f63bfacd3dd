import {
  canonicalJson,
  dependenciesOf,
  digestOf,
  type FieldChange,
  type Finding,
  type Json,
  type JsonObject,
  type ObjectDeclaration,
  type Plan,
  type PlanStep,
  type QuotaNeed,
  removalBlockers,
  resolveDesired,
  type ResourceTree,
  topologicalOrder,
  totalMonthlyUsd,
  usualPathSeconds,
} from '@skyclust/domain'
import type { QuotaState } from '../ports/cloud-provider.ts'
import type { ObjectState } from '../ports/stores.ts'

/** What the clouds were asked about a plan; empty for a plan that needs no preflight. */
export interface Preflight {
  readonly findings: readonly Finding[]
  readonly quotas: readonly QuotaState[]
}

/** The difference between what is declared and what is recorded, in the order in which it will be worked on. Pure. */
export function planSteps(
  tree: ResourceTree,
  declarations: readonly ObjectDeclaration[],
  states: readonly ObjectState[],
): readonly PlanStep[] {
  const known = new Map(states.filter((s) => s.state !== 'gone').map((s) => [s.objectId, s]))
  const ordered = topologicalOrder(declarations)
  const steps = ordered.map((declaration) => presentStep(tree, declaration, known))
  const declared = new Set(declarations.map((d) => d.id))
  const doomed = [...known.values()].filter((s) => !declared.has(s.objectId))
  return [
    ...steps,
    ...removalSteps(
      tree,
      doomed.map((s) => s.declaration),
      known,
    ),
  ]
}

function presentStep(
  tree: ResourceTree,
  declaration: ObjectDeclaration,
  known: ReadonlyMap<string, ObjectState>,
): PlanStep {
  const state = known.get(declaration.id)
  const exists = state !== undefined && (state.externalId !== undefined || state.state === 'ready')
  const changes = exists ? changesOf(declaration, state, known) : []
  const action = !exists ? 'create' : changes.length > 0 ? 'update' : 'none'
  // What appears with an object that is created too needs no call; if the parent is there already, it does.
  const parent =
    declaration.createdWith === undefined ? undefined : known.get(declaration.createdWith)
  const comesAlong =
    action === 'create' && declaration.createdWith !== undefined && parent === undefined
  const [call, ...moreCalls] =
    action === 'none' || comesAlong
      ? []
      : action === 'update'
        ? updateCalls(declaration, changes)
        : [declaration.calls.create]
  return {
    ...commonStep(tree, declaration),
    action,
    call,
    ...(moreCalls.length === 0 ? {} : { moreCalls: moreCalls.flatMap((more) => more ?? []) }),
    after: dependenciesOf(declaration),
    changes,
    usualSeconds: action === 'create' ? declaration.usualSeconds : undefined,
  }
}

/** The calls that make these changes: one, unless the cloud divides them. */
function updateCalls(
  { calls, updateCalls: byPath }: ObjectDeclaration,
  changes: readonly FieldChange[],
): readonly (string | undefined)[] {
  const special = Object.entries(byPath ?? {}).flatMap(([path, call]) =>
    changes.some((c) => c.path === path || c.path.startsWith(`${path}/`)) ? [call] : [],
  )
  return special.length > 0 ? [...new Set(special)] : [calls.update]
}

/** Removal in reverse order, each step after everything that stands on it. */
function removalSteps(
  tree: ResourceTree,
  doomed: readonly ObjectDeclaration[],
  known: ReadonlyMap<string, ObjectState>,
): readonly PlanStep[] {
  const ids = new Set(doomed.map((d) => d.id))
  const done = new Set<string>()
  const order: ObjectDeclaration[] = []
  const visit = (declaration: ObjectDeclaration) => {
    if (done.has(declaration.id)) return
    done.add(declaration.id)
    for (const id of removalBlockers(declaration, doomed)) {
      const blocker = doomed.find((d) => d.id === id)
      if (blocker) visit(blocker)
    }
    order.push(declaration)
  }
  for (const declaration of doomed.toReversed()) visit(declaration)
  return order.map((declaration) => {
    const alone = declaration.removedWith === undefined || !ids.has(declaration.removedWith)
    const exists = known.get(declaration.id)?.externalId !== undefined
    return {
      ...commonStep(tree, declaration),
      action: 'delete',
      call: alone && exists ? declaration.calls.remove : undefined,
      after: removalBlockers(declaration, doomed),
      changes: [],
      usualSeconds: declaration.usualRemoveSeconds,
    }
  })
}

function commonStep(tree: ResourceTree, declaration: ObjectDeclaration) {
  const [address = ''] = declaration.id.split('/')
  const resource = tree.resources.find((r) => r.id === declaration.resourceId)
  const [kind, name] = address.split(':')
  return {
    objectId: declaration.id,
    resource: {
      kind: resource?.kind ?? (kind as PlanStep['resource']['kind']),
      name: resource?.name ?? name ?? '',
    },
    type: declaration.type,
    name: declaration.name,
    step: declaration.step,
  }
}

/** Desired fields that differ from those last applied, one path a leaf. */
function changesOf(
  declaration: ObjectDeclaration,
  state: ObjectState,
  known: ReadonlyMap<string, ObjectState>,
): readonly FieldChange[] {
  const desired = resolveDesired(declaration.desired, (r) => known.get(r.$ref)?.outputs[r.output])
  if (!desired || !state.lastApplied || declaration.calls.update === undefined) return []
  return diff('', desired, state.lastApplied)
}

function diff(
  path: string,
  desired: Json | undefined,
  observed: Json | undefined,
): readonly FieldChange[] {
  if (canonicalJson(desired ?? null) === canonicalJson(observed ?? null)) return []
  const bothObjects = isObject(desired) && isObject(observed)
  if (!bothObjects) return [{ path, desired, observed }]
  const keys = new Set([...Object.keys(desired), ...Object.keys(observed)])
  return [...keys].toSorted().flatMap((key) => diff(`${path}/${key}`, desired[key], observed[key]))
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What is changed takes of a quota only what it grows by. */
export function withGrowth(
  declarations: readonly ObjectDeclaration[],
  steps: readonly PlanStep[],
  states: readonly ObjectState[],
): readonly ObjectDeclaration[] {
  const updating = new Set(steps.filter((s) => s.action === 'update').map((s) => s.objectId))
  const before = new Map(states.map((s) => [s.objectId, s.declaration.quota ?? []]))
  return declarations.map((declaration) => {
    if (!updating.has(declaration.id)) return declaration
    const had = before.get(declaration.id) ?? []
    const quota = (declaration.quota ?? []).flatMap((need) => {
      const amount = need.amount - (had.find((h) => h.quota === need.quota)?.amount ?? 0)
      return amount > 0 ? [{ ...need, amount }] : []
    })
    return { ...declaration, quota }
  })
}

/** What the steps marked `create` and `update` take of each quota. */
export function quotaNeeds(
  steps: readonly PlanStep[],
  declarations: readonly ObjectDeclaration[],
): readonly QuotaNeed[] {
  const taking = new Set(
    steps.filter((s) => s.action === 'create' || s.action === 'update').map((s) => s.objectId),
  )
  const sums = new Map<string, number>()
  for (const declaration of declarations)
    if (taking.has(declaration.id))
      for (const need of declaration.quota ?? [])
        sums.set(need.quota, (sums.get(need.quota) ?? 0) + need.amount)
  return [...sums].map(([quota, amount]) => ({ quota, amount }))
}

/** Permissions of everything that will be touched. */
export function permissionNeeds(
  steps: readonly PlanStep[],
  declarations: readonly ObjectDeclaration[],
): readonly string[] {
  const touched = new Set(steps.filter((s) => s.action !== 'none').map((s) => s.objectId))
  return [
    ...new Set(declarations.filter((d) => touched.has(d.id)).flatMap((d) => d.permissions)),
  ].toSorted()
}

/** Puts a plan together. The digest covers what will be done and what it was decided from, and no random names. */
export function assemblePlan(
  tree: ResourceTree,
  declarations: readonly ObjectDeclaration[],
  steps: readonly PlanStep[],
  preflight: Preflight,
): Plan {
  const lines = declarations.flatMap((d) => d.prices ?? [])
  const limits = new Map(preflight.quotas.map((q) => [q.quota, q]))
  const price = { lines, monthlyUsd: totalMonthlyUsd(lines), currency: 'USD' as const }
  const specs = specsWithoutIds(tree)
  const digest = digestOf(
    canonicalJson({
      provider: tree.root.provider,
      credential: tree.root.credentialId,
      location: tree.root.location,
      specs,
      steps: steps.map((s) => ({ id: s.objectId, action: s.action, call: s.call })),
      monthlyUsd: price.monthlyUsd,
      errors: preflight.findings.filter((f) => f.severity === 'error').map((f) => f.code),
    }),
  )
  return {
    provider: tree.root.provider,
    location: tree.root.location,
    steps,
    price,
    permissions: permissionNeeds(steps, declarations),
    quota: quotaNeeds(steps, declarations).map(({ quota, amount }) => ({
      quota,
      needed: amount,
      used: limits.get(quota)?.used,
      limit: limits.get(quota)?.limit,
    })),
    findings: preflight.findings,
    usualSeconds: usualPathSeconds(
      declarations
        .filter((d) => steps.some((s) => s.objectId === d.id && s.action === 'create'))
        .map((d) => withoutOutside(d, steps)),
    ),
    digest,
  }
}

/** Ids of resources that do not exist yet are drawn anew for each plan: names stand in for them. */
function specsWithoutIds(tree: ResourceTree): Json {
  const names = new Map(tree.resources.map((r) => [r.id as string, `${r.kind}:${r.name}`]))
  return tree.resources.map((r): Json => {
    const spec = JSON.stringify(r.spec, (_key, value: unknown) =>
      typeof value === 'string' ? (names.get(value) ?? value) : value,
    )
    return { kind: r.kind, name: r.name, spec: JSON.parse(spec) as Json }
  })
}

/** For the critical path: dependencies on what is there already take no time. */
function withoutOutside(
  declaration: ObjectDeclaration,
  steps: readonly PlanStep[],
): ObjectDeclaration {
  const creating = new Set(steps.filter((s) => s.action === 'create').map((s) => s.objectId))
  const { createdWith: _, ...rest } = declaration
  return {
    ...rest,
    desired: {},
    dependsOn: dependenciesOf(declaration).filter((id) => creating.has(id)),
  }
}
