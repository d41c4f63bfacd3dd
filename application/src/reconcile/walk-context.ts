import {
  canonicalJson,
  dependenciesOf,
  resolveDesired,
  type Json,
  type JsonObject,
  type LookRhythm,
  type ObjectDeclaration,
  type ObjectId,
  type Resource,
  type ResourceTree,
} from '@skyclust/domain'
import type {
  CloudProvider,
  CloudSession,
  Observation,
  ObjectHandler,
  ResolvedObject,
} from '../ports/cloud-provider.ts'
import type { Ports } from '../ports/ports.ts'
import type { JournalEntry, Lease, ObjectState } from '../ports/stores.ts'

/** One node of the walk: what is wanted of a cloud object and what is known of it. */
export interface Node {
  readonly declaration: ObjectDeclaration
  /** Whether it shall exist. */
  readonly wanted: boolean
  state: ObjectState
  /** The intent whose outcome is not known, if there is one. */
  intent: JournalEntry | undefined
}

/** Everything one walk of a tree works with. */
export interface Walk {
  readonly ports: Ports
  readonly lease: Lease
  readonly signal: AbortSignal
  readonly provider: CloudProvider
  readonly session: CloudSession
  readonly tree: ResourceTree
  readonly resources: ReadonlyMap<string, Resource>
  readonly nodes: ReadonlyMap<ObjectId, Node>
  /** When to look at what the cloud works on. */
  readonly rhythms: ReadonlyMap<ObjectId, LookRhythm>
  /** Usual seconds of everything that comes after an object. */
  readonly remaining: ReadonlyMap<ObjectId, number>
  /** Cloud seconds per real second. */
  readonly pace: number
  /** Real milliseconds during which an object may exist without being visible. */
  readonly graceMs: number
  /** Look at every object again, also those known to be ready. */
  readonly resync: boolean
}

const EXISTING: ReadonlySet<ObjectState['state']> = new Set([
  'pending',
  'ready',
  'deleting',
  'retrying',
  'blocked',
])

export function nowIso(walk: Pick<Walk, 'ports'>, plusMs = 0): string {
  return new Date(walk.ports.clock.now() + plusMs).toISOString()
}

/** Whether something of this node may be in the cloud. */
export function mayExist(node: Node): boolean {
  return (
    node.state.externalId !== undefined ||
    node.intent !== undefined ||
    node.state.state === 'pending'
  )
}

/** The object with its references filled in; undefined while an output is unknown. */
export function resolveNode(walk: Walk, node: Node): ResolvedObject | undefined {
  const { declaration } = node
  const desired = resolveDesired(declaration.desired, (reference) =>
    outputOf(walk, reference.$ref, reference.output),
  )
  if (!desired) return undefined
  const resource = walk.resources.get(declaration.resourceId)
  return {
    declaration,
    desired,
    owner: {
      workspace: walk.tree.root.workspaceId,
      resource: walk.tree.root.id,
      object: declaration.id,
    },
    labels: resource?.labels ?? walk.tree.root.labels,
  }
}

/** Ready as it was asked for before, and something else is asked for now. */
export function isOutdated(walk: Walk, node: Node): boolean {
  const object = resolveNode(walk, node)
  return (
    object !== undefined &&
    canonicalJson(object.desired) !== canonicalJson(node.state.lastApplied ?? {})
  )
}

function outputOf(walk: Walk, objectId: ObjectId, output: string): Json | undefined {
  return walk.nodes.get(objectId)?.state.outputs[output]
}

export function handlerOf(walk: Walk, node: Node): ObjectHandler {
  return walk.session.handler(node.declaration.type)
}

export function dependenciesReady(walk: Walk, node: Node): boolean {
  return dependenciesOf(node.declaration).every((id) => walk.nodes.get(id)?.state.state === 'ready')
}

/** Known outputs of an observation, over what was known before. */
export function mergedOutputs(before: JsonObject, observation: Observation): JsonObject {
  return { ...before, ...observation.outputs }
}

/** What is due within this many of the cloud's milliseconds is looked at together with what is due now: one read serves both. */
const TOGETHER_MS = 500

export function isDue(walk: Walk, node: Node): boolean {
  const at = node.state.nextAttemptAt
  return at === undefined || Date.parse(at) <= walk.ports.clock.now() + TOGETHER_MS / walk.pace
}
