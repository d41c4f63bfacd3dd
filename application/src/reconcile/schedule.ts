import { removalBlockers, type ObjectId } from '@skyclust/domain'
import {
  dependenciesReady,
  isDue,
  mayExist,
  type Node,
  isOutdated,
  type Walk,
} from './walk-context.ts'

/** Which objects can be worked on now; precomputed once per walk where the graph alone decides. */
export interface Schedule {
  /** Whether the next step of this node may be taken now. */
  actionable(node: Node): boolean
  /** Milliseconds until something becomes due by itself; undefined when nothing will. */
  msUntilNext(): number | undefined
}

export function scheduleOf(
  walk: Walk,
  running: ReadonlyMap<ObjectId, unknown>,
  looked: ReadonlySet<ObjectId>,
): Schedule {
  const declarations = [...walk.nodes.values()].map((n) => n.declaration)
  const blockers = new Map<ObjectId, readonly ObjectId[]>()
  const blockersOf = (node: Node) => {
    let ids = blockers.get(node.declaration.id)
    if (!ids)
      blockers.set(node.declaration.id, (ids = removalBlockers(node.declaration, declarations)))
    return ids
  }
  // Once per walk: what becomes ready during it was made from what is declared now.
  const stale = new Map<ObjectId, boolean>()
  const isChanged = (node: Node) => {
    const { id } = node.declaration
    const known = stale.get(id) ?? isOutdated(walk, node)
    stale.set(id, known)
    return known
  }
  const isGone = (id: ObjectId | undefined) =>
    id === undefined || (walk.nodes.get(id)?.state.state ?? 'gone') === 'gone'

  const lockFree = (node: Node) => {
    const { lock, id } = node.declaration
    // What was never made needs no call to be gone.
    if (lock === undefined || holdsLock(node) || (!node.wanted && !mayExist(node))) return true
    return [...walk.nodes.values()].every(
      (other) =>
        other.declaration.id === id ||
        other.declaration.lock !== lock ||
        (!holdsLock(other) && !running.has(other.declaration.id)),
    )
  }
  const waitsForRemoval = (node: Node) => {
    // Its own removal runs already, whatever has become of its parent since.
    if (node.state.state === 'deleting') return false
    const parent = node.declaration.removedWith
    const goesWithParent = parent !== undefined && walk.nodes.get(parent)?.wanted === false
    if (goesWithParent && node.state.externalId !== undefined && !node.intent)
      return !isGone(parent)
    return !blockersOf(node).every(isGone)
  }
  const open = (node: Node): boolean => {
    if (!node.wanted) return node.state.state !== 'gone' && !waitsForRemoval(node)
    if (node.state.state !== 'ready') return dependenciesReady(walk, node)
    return (
      !looked.has(node.declaration.id) &&
      (walk.resync || isChanged(node)) &&
      dependenciesReady(walk, node)
    )
  }
  return {
    actionable: (node) =>
      open(node) && (node.state.state === 'ready' || isDue(walk, node)) && lockFree(node),
    msUntilNext() {
      const now = walk.ports.clock.now()
      const times = [...walk.nodes.values()]
        .filter((n) => !running.has(n.declaration.id) && open(n) && lockFree(n))
        .map((n) => (n.state.nextAttemptAt === undefined ? now : Date.parse(n.state.nextAttemptAt)))
      return times.length === 0 ? undefined : Math.max(0, Math.min(...times) - now)
    },
  }
}

/**
 * An operation of the cloud is running (or may be running) on it. What is on its way in and no longer wanted is not
 * waited for here: nobody watches it any more, and the cloud itself says «busy» while it works.
 */
function holdsLock(node: Node): boolean {
  const { state } = node.state
  if (state === 'deleting' || node.intent?.action === 'remove') return true
  return node.wanted && (state === 'pending' || node.intent !== undefined)
}
