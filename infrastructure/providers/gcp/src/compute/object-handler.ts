import { textOf } from '../desired.ts'
import type {
  CallOptions,
  Observation,
  ObjectHandler,
  Outputs,
  Receipt,
  ResolvedObject,
  Settlement,
} from '@skyclust/application'
import type { JsonObject } from '@skyclust/domain'
import type { GcpClient } from '../client.ts'
import { ownerDescription, ownsByDescription } from '../naming.ts'
import type { ComputeReader } from './collection.ts'
import type { ComputeOperation, OperationState, OperationTracker } from './operations.ts'

/** What all handlers of compute objects share in one session. */
export interface ComputeSession {
  readonly client: GcpClient
  readonly reader: ComputeReader
  readonly operations: OperationTracker
}

export interface ComputeResource {
  readonly name: string
  readonly description?: string
}

/** What differs between types of compute objects. */
export interface ComputeType<T extends ComputeResource> {
  readonly type: string
  /** `networks`, `subnetworks`, `routers`. */
  readonly collection: string
  outputs(path: string, resource: T | undefined, object: ResolvedObject): Outputs
  fields(resource: T): JsonObject
  /** Still being made although its operation has ended or is not known. */
  pending?(resource: T): boolean
}

type Basics = Required<Pick<ObjectHandler, 'create' | 'remove'>> &
  Pick<ObjectHandler, 'type' | 'find'>

/** Create, find and remove of a compute object with a deterministic name and the owner in its description. */
export function computeObject<T extends ComputeResource>(
  session: ComputeSession,
  kind: ComputeType<T>,
): Basics {
  const { client, reader, operations } = session
  const pathOf = ({ desired }: ResolvedObject) => {
    const region = desired['region']
    const scope = typeof region === 'string' ? `regions/${region}` : 'global'
    return `projects/${client.project}/${scope}/${kind.collection}/${textOf(desired, 'name')}`
  }
  return {
    type: kind.type,
    async find(object, externalId, signal) {
      const path = externalId ?? pathOf(object)
      const work = await operations.stateOf(path, signal)
      const observe = (
        resource: T | undefined,
        owned: boolean,
        settled: Settlement,
      ): Observation => ({
        externalId: path,
        owned,
        settled,
        outputs: kind.outputs(path, resource, object),
        fields: resource ? kind.fields(resource) : {},
      })
      if (work?.state === 'running' && work.type === 'insert' && work.ours)
        return [observe(undefined, true, { state: 'pending' })]
      const resource = await reader.get<T>(path, signal)
      if (!resource) return absent(work).map((settled) => observe(undefined, true, settled))
      const owned = ownsByDescription(object.owner, resource.description)
      return [observe(resource, owned, settle(work, kind.pending?.(resource) === true))]
    },
    async create(object, { token, signal }: CallOptions): Promise<Receipt> {
      const path = pathOf(object)
      const { region: _region, ...body } = object.desired
      const operation = await client.send<ComputeOperation>({
        api: 'compute',
        kind: 'mutate',
        method: 'POST',
        path: `/compute/v1/${path.slice(0, path.lastIndexOf('/'))}`,
        query: { requestId: token },
        body: { ...body, description: ownerDescription(object.owner) },
        signal,
      })
      operations.started(path, operation)
      return { externalId: path, operationId: operation.name }
    },
    async remove(_object, externalId, { token, signal }) {
      const operation = await client.send<ComputeOperation>({
        api: 'compute',
        kind: 'mutate',
        method: 'DELETE',
        path: `/compute/v1/${externalId}`,
        query: { requestId: token },
        signal,
      })
      operations.started(externalId, operation)
      return { operationId: operation.name }
    },
  }
}

/** An object that is not visible: being made, never made because its insert failed, or simply not there. */
function absent(work: OperationState | undefined): readonly Settlement[] {
  if (work?.type !== 'insert') return []
  return [work.state === 'running' ? { state: 'pending' } : failed(work)]
}

function settle(work: OperationState | undefined, pending: boolean): Settlement {
  if (work?.state === 'failed') return failed(work)
  if (work?.type === 'delete') return { state: 'deleting' }
  return work || pending ? { state: 'pending' } : { state: 'ready' }
}

function failed({ error }: Extract<OperationState, { state: 'failed' }>): Settlement {
  return {
    state: 'failed',
    message: error.message,
    code: error.code,
    class: error.class,
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
  }
}
