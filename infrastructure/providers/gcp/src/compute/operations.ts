import { batchLoader, CloudError } from '@skyclust/application'
import type { GcpClient } from '../client.ts'
import { fromOperation, type OperationError } from '../errors.ts'
import { computePath } from './paths.ts'

export interface ComputeOperation {
  readonly name: string
  readonly operationType?: string
  readonly status: 'PENDING' | 'RUNNING' | 'DONE'
  readonly targetLink?: string
  readonly user?: string
  readonly error?: OperationError
}

/** What is known of the latest operation on an object that is not known to have ended well. */
export type OperationState =
  | {
      readonly state: 'running'
      readonly type: 'insert' | 'delete' | 'other'
      readonly ours: boolean
    }
  | {
      readonly state: 'failed'
      readonly type: 'insert' | 'delete' | 'other'
      readonly error: CloudError
    }

/** Compute objects say nothing of the work on them: only their operations do. */
export interface OperationTracker {
  /** Remembers what a mutating call answered; throws when it failed at once. */
  started(target: string, operation: ComputeOperation): void
  /** Undefined: nothing is under way on the object. A failure is told once. */
  stateOf(target: string, signal: AbortSignal): Promise<OperationState | undefined>
}

/** `projects/p/global` or `projects/p/regions/r` of an object's path. */
function scopeOf(target: string): string {
  return target.split('/').slice(0, -2).join('/')
}

function typeOf(operation: ComputeOperation): OperationState['type'] {
  const type = operation.operationType
  return type === 'insert' || type === 'delete' ? type : 'other'
}

/**
 * Follows the operations of this session, and those that were under way when it first looked at a scope (a predecessor's).
 * Missing one does no harm: the object then counts as it is seen, and Google refuses what comes too early as not ready.
 */
export function operationTracker(client: GcpClient): OperationTracker {
  const known = new Map<string, ComputeOperation>()
  const scopes = new Map<string, Promise<void>>()
  const loaders = new Map<string, ReturnType<typeof loaderOf>>()

  const loaderOf = (scope: string) =>
    batchLoader<string, ComputeOperation>({
      maxKeys: 20,
      turn: (signal) => client.turn('compute', signal),
      fetch: async (names, signal) => {
        const path = `/compute/v1/${scope}/operations`
        const paid = { api: 'compute', prepaid: true, signal } as const
        const [only] = names
        if (names.length === 1 && only !== undefined) {
          const found = await client
            .send<ComputeOperation>({ ...paid, kind: 'read', path: `${path}/${only}` })
            .catch(undefinedWhenAbsent)
          return new Map(found ? [[only, found]] : [])
        }
        const filter = names.map((name) => `(name = "${name}")`).join(' OR ')
        const found = await client.list<ComputeOperation>({ ...paid, path, query: { filter } })
        return new Map(found.map((operation) => [operation.name, operation]))
      },
    })

  const load = (scope: string, name: string, signal: AbortSignal) => {
    const loader = loaders.get(scope) ?? loaderOf(scope)
    loaders.set(scope, loader)
    return loader.load(name, signal)
  }

  const firstLook = (scope: string, signal: AbortSignal): Promise<void> => {
    const look = async () => {
      const found = await client
        .list<ComputeOperation>({
          api: 'compute',
          path: `/compute/v1/${scope}/operations`,
          query: { filter: 'status != "DONE"' },
          signal,
        })
        .catch(emptyWhenRefused)
      for (const operation of found) {
        const target = operation.targetLink && computePath(operation.targetLink)
        if (target && operation.status !== 'DONE' && !known.has(target))
          known.set(target, operation)
      }
    }
    const running = scopes.get(scope) ?? look()
    scopes.set(scope, running)
    // A look that failed does not count.
    running.catch(() => scopes.delete(scope))
    return running
  }

  return {
    started(target, operation) {
      if (operation.error) throw fromOperation(operation.error, target)
      // What was under way before no longer matters for this object.
      if (operation.status === 'DONE') known.delete(target)
      else known.set(target, { ...operation, user: client.principal })
    },
    async stateOf(target, signal) {
      const scope = scopeOf(target)
      if (!known.has(target)) await firstLook(scope, signal)
      const mine = known.get(target)
      if (!mine) return undefined
      const now = await load(scope, mine.name, signal)
      const type = typeOf(mine)
      if (now && now.status !== 'DONE')
        return { state: 'running', type, ours: mine.user === client.principal }
      if (known.get(target)?.name === mine.name) known.delete(target)
      return now?.error
        ? { state: 'failed', type, error: fromOperation(now.error, target) }
        : undefined
    },
  }
}

function undefinedWhenAbsent(error: unknown): undefined {
  if (error instanceof CloudError && error.class === 'not-found') return undefined
  throw error
}

/** Without permission to list operations we do without the predecessor's. */
function emptyWhenRefused(error: unknown): readonly ComputeOperation[] {
  if (error instanceof CloudError && error.class === 'denied') return []
  throw error
}
