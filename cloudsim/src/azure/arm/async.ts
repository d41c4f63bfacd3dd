import { takeFailedOperation } from '../../core/faults.ts'
import { objectOf } from '../json.ts'
import { type AzureSim, findResource, newGuid, saveResource } from '../sim.ts'
import type { OperationRecord, ProvisioningState, ResourceRecord } from '../state.ts'
import { typeOfId } from './resource-id.ts'
import type { ArmCall } from './operation.ts'
import { retryAfter } from './retry-after.ts'

interface Beginning {
  readonly kind: OperationRecord['kind']
  readonly targets: readonly ResourceRecord[]
  readonly durationMs: number
  readonly title: string
  readonly location: string
}

const runningState: Readonly<Record<OperationRecord['kind'], ProvisioningState>> = {
  create: 'Creating',
  update: 'Updating',
  delete: 'Deleting',
}

/** Accepts an asynchronous operation: its targets change state now and reach the end when the clock has passed it. */
export function beginOperation(call: ArmCall, beginning: Beginning): OperationRecord {
  const { sim } = call
  const now = sim.context.clock.now()
  const failed = takeFailedOperation(sim.context.faults, call.call)
  const operation: OperationRecord = {
    id: newGuid(sim),
    subscription: call.account.subscriptionId,
    location: beginning.location,
    kind: beginning.kind,
    targets: beginning.targets.map((target) => target.id),
    title: beginning.title,
    startedAt: now,
    endsAt: now + beginning.durationMs,
    ...(failed ? { failure: { code: failed.code, message: failed.message } } : {}),
  }
  sim.state.operations.put(operation.id, operation)
  sim.state.pending.put(operation.id, { endsAt: operation.endsAt })
  for (const target of beginning.targets)
    saveResource(sim, { ...target, state: runningState[beginning.kind], operation: operation.id })
  return operation
}

/** Applies the end of every operation whose time has come, oldest first. Called before anything is read. */
export function settle(sim: AzureSim): void {
  const now = sim.context.clock.now()
  const due = sim.state.pending.entries().filter(([, { endsAt }]) => endsAt <= now)
  for (const [id] of due.toSorted(([, a], [, b]) => a.endsAt - b.endsAt)) {
    const operation = sim.state.operations.get(id)
    if (operation) finish(sim, operation, operation.failure ? 'Failed' : 'Succeeded')
    else sim.state.pending.delete(id)
  }
}

/** Ends an operation now with the given outcome; abort uses it with Canceled. */
export function finish(
  sim: AzureSim,
  operation: OperationRecord,
  outcome: 'Succeeded' | 'Failed' | 'Canceled',
): void {
  for (const id of operation.targets) {
    const record = findResource(sim, typeOfId(id), id)
    if (!record || record.operation !== operation.id) continue
    if (operation.kind === 'delete' && outcome === 'Succeeded') removeResource(sim, record)
    else {
      const { operation: _done, ...rest } = record
      saveResource(sim, { ...rest, state: outcome })
    }
  }
  const endsAt = Math.min(operation.endsAt, sim.context.clock.now())
  sim.state.operations.put(operation.id, { ...operation, endsAt, outcome })
  sim.state.pending.delete(operation.id)
}

const containers = new Set([
  'microsoft.resources/resourcegroups',
  'microsoft.network/virtualnetworks',
  'microsoft.network/networksecuritygroups',
  'microsoft.containerservice/managedclusters',
])

/** Removes an object and all that lives and dies with it: children, what it manages, the contents of a group. */
export function removeResource(sim: AzureSim, record: ResourceRecord): void {
  const key = record.id.toLowerCase()
  sim.state.resources(record.type).delete(key)
  for (const [name, assignment] of sim.state.roleAssignments.entries())
    if (`${assignment.scope.toLowerCase()}/`.startsWith(`${key}/`))
      sim.state.roleAssignments.delete(name)
  if (!containers.has(record.type.toLowerCase())) return
  for (const type of sim.state.resourceTypes())
    for (const [otherKey, other] of sim.state.resources(type).entries()) {
      const belongs = otherKey.startsWith(`${key}/`) || other.managedBy?.toLowerCase() === key
      if (belongs && findResource(sim, type, other.id)) removeResource(sim, other)
    }
}

/** The operation a resource is busy with. */
export function operationOf(sim: AzureSim, record: ResourceRecord): OperationRecord | undefined {
  return record.operation === undefined ? undefined : sim.state.operations.get(record.operation)
}

/** The operation status document of ARM's Azure-AsyncOperation protocol. */
export function statusDocument(operation: OperationRecord, id: string) {
  return {
    id,
    name: operation.id,
    status: operation.outcome ?? 'InProgress',
    startTime: new Date(operation.startedAt).toISOString(),
    ...(operation.outcome ? { endTime: new Date(operation.endsAt).toISOString() } : {}),
    ...errorPart(operation),
  }
}

function errorPart(operation: OperationRecord) {
  if (operation.outcome === 'Canceled')
    return {
      error: {
        code: 'OperationCanceled',
        message: `The ${operation.title} operation was aborted.`,
      },
    }
  if (operation.outcome !== 'Failed') return {}
  return {
    error: objectOf(operation.failure) ?? {
      code: 'InternalServerError',
      message: 'The operation failed.',
    },
  }
}

/** The response headers that tell a client where to poll, and how often in seconds. */
export function pollHeaders(
  call: ArmCall,
  operation: OperationRecord,
  namespace: string,
  waitSeconds: number,
): Record<string, string> {
  const place = `/subscriptions/${operation.subscription}/providers/${namespace}/locations/${operation.location}`
  const query = `?api-version=${call.apiVersion}`
  return {
    'azure-asyncoperation': `${call.request.baseUrl}${place}/operations/${operation.id}${query}`,
    ...retryAfter(call.sim, waitSeconds),
    ...(operation.kind === 'delete'
      ? { location: `${call.request.baseUrl}${place}/operationResults/${operation.id}${query}` }
      : {}),
  }
}
