import {
  CloudError,
  type CallOptions,
  type ObjectHandler,
  type Observation,
  type Outputs,
  type Receipt,
  type ResolvedObject,
  type Settlement,
} from '@skyclust/application'
import type { FieldChange, JsonObject } from '@skyclust/domain'
import type { Skus } from '../account/skus.ts'
import type { Arm, ArmAnswer } from '../client.ts'
import { tagsFor } from '../names.ts'
import { changesBetween, overlay } from './changes.ts'
import { objectAt, sameId, textAt } from './document.ts'
import type { Operations } from './operations.ts'
import type { ArmReader } from './reader.ts'
import { settlementOf } from './settlement.ts'
import { ARM_TYPES, type ArmType, type ArmTypeName } from './types.ts'

/** What every handler works with. */
export interface Tools {
  readonly arm: Arm
  readonly reader: ArmReader
  readonly operations: Operations
  readonly skus: Skus
}

/** What differs between types. */
export interface KindOfObject {
  readonly type: ArmTypeName
  /** Where the object's document is read from, if not by its own id (a subnet is read with its network). */
  read?(
    tools: Tools,
    id: string,
    object: ResolvedObject,
    signal: AbortSignal,
  ): Promise<JsonObject | undefined>
  outputs(document: JsonObject): Outputs
  /** Default: by provisioningState. */
  settle?(document: JsonObject, error: JsonObject | undefined): Settlement
  /** Whether the document carries our owner tags; default: ARM tags. */
  owned?(document: JsonObject, object: ResolvedObject): boolean
  /** The body of the create; default: what is desired, with tags. */
  createBody?(tools: Tools, object: ResolvedObject, signal: AbortSignal): Promise<JsonObject>
  /** Fields to compare; default: all of the desired body, and the user's labels. */
  compare?(object: ResolvedObject, document: JsonObject): readonly FieldChange[]
  /** The body of an update made from the current document; default: desired over current. Undefined: cannot be changed. */
  updateBody?: ((object: ResolvedObject, current: JsonObject) => JsonObject) | undefined
  readonly changeable?: boolean
  /** Runs before a removal and may refuse it. */
  beforeRemove?(
    tools: Tools,
    object: ResolvedObject,
    id: string,
    signal: AbortSignal,
  ): Promise<void>
  explainBlock?(document: JsonObject): readonly string[]
}

/** The common life of ARM objects: PUT by id, GET, DELETE. */
export function armHandler(tools: Tools, kind: KindOfObject): ObjectHandler {
  const type: ArmType = ARM_TYPES[kind.type]
  const { apiVersion } = type

  const read = (id: string, object: ResolvedObject, signal: AbortSignal) =>
    kind.read ? kind.read(tools, id, object, signal) : tools.reader.read(kind.type, id, signal)

  const observe = async (
    object: ResolvedObject,
    document: JsonObject,
    signal: AbortSignal,
  ): Promise<Observation> => {
    const externalId = idOf(object)
    const failed = textAt(document, 'properties', 'provisioningState') === 'Failed'
    const error = failed ? await tools.operations.errorOf(externalId, signal) : undefined
    return {
      externalId,
      owned: kind.owned?.(document, object) ?? hasOwnerTags(objectAt(document, 'tags'), object),
      settled: kind.settle?.(document, error) ?? settlementOf(document, error),
      outputs: kind.outputs(document),
      fields: document,
    }
  }

  const receiptOf = async (
    object: ResolvedObject,
    answer: ArmAnswer,
    signal: AbortSignal,
  ): Promise<Receipt> => {
    const externalId = idOf(object)
    tools.operations.remember(externalId, answer.operationUrl)
    const shown = textAt(answer.body, 'id') !== undefined
    return {
      externalId,
      ...operationOf(answer),
      ...(shown && kind.read === undefined
        ? { observation: await observe(object, answer.body, signal) }
        : {}),
    }
  }

  return {
    type: kind.type,
    async find(object, _externalId, signal) {
      const document = await read(idOf(object), object, signal)
      return document ? [await observe(object, document, signal)] : []
    },
    async create(object, { signal }: CallOptions) {
      const id = idOf(object)
      // ARM's PUT overwrites: never one that somebody else made.
      if (!type.createOnly && (await read(id, object, signal)) !== undefined)
        throw new CloudError('already-exists', 'AlreadyExists', `${id} exists already.`)
      const body =
        (await kind.createBody?.(tools, object, signal)) ?? tagged(object, desiredBody(object))
      const answer = await tools.arm.send({
        method: 'PUT',
        path: id,
        apiVersion,
        bucket: type.putBucket,
        body,
        signal,
        ...(type.createOnly ? { headers: { 'if-none-match': '*' } } : {}),
      })
      return receiptOf(object, answer, signal)
    },
    compare: (object, observed) =>
      kind.compare?.(object, observed.fields) ?? [
        ...changesBetween(desiredBody(object), observed.fields),
        ...labelChanges(object, observed.fields),
      ],
    ...(kind.changeable === false
      ? {}
      : {
          async update(object, _observed, _changes, { signal }) {
            const id = idOf(object)
            const current = await tools.arm.get({
              path: id,
              apiVersion,
              bucket: type.getBucket,
              signal,
            })
            if (!current) throw new CloudError('not-found', 'NotFound', `${id} is gone.`)
            const body =
              kind.updateBody?.(object, current.body) ??
              tagged(object, overlay(current.body, desiredBody(object)) as JsonObject)
            const answer = await tools.arm.send({
              method: 'PUT',
              path: id,
              apiVersion,
              bucket: type.putBucket,
              body,
              signal,
              // PUT replaces: what changed since it was read must not be lost.
              ...(current.etag === undefined ? {} : { headers: { 'if-match': current.etag } }),
            })
            return receiptOf(object, answer, signal)
          },
        }),
    async remove(object, externalId, { signal }) {
      await kind.beforeRemove?.(tools, object, externalId, signal)
      const answer = await tools.arm.send({
        method: 'DELETE',
        path: externalId,
        apiVersion,
        bucket: type.deleteBucket,
        signal,
      })
      // ARM answers 204 where other clouds say «not found».
      if (answer.status === 204)
        throw new CloudError('not-found', 'NotFound', `${externalId} is gone already.`)
      tools.operations.remember(externalId, answer.operationUrl)
      return operationOf(answer)
    },
    ...(kind.explainBlock
      ? {
          async explainBlock(object, externalId, signal) {
            const document = await read(externalId, object, signal)
            return document ? (kind.explainBlock?.(document) ?? []) : []
          },
        }
      : {}),
  }
}

export function idOf(object: ResolvedObject): string {
  return textAt(object.desired, 'id') ?? ''
}

export function desiredBody(object: ResolvedObject): JsonObject {
  return objectAt(object.desired, 'body')
}

/** The body with owner tags and labels; ARM's tags of others stay. Objects without a location (children) take no tags. */
function tagged(object: ResolvedObject, body: JsonObject): JsonObject {
  if (textAt(body, 'location') === undefined) return body
  return { ...body, tags: { ...objectAt(body, 'tags'), ...tagsFor(object) } }
}

export function hasOwnerTags(tags: JsonObject, object: ResolvedObject): boolean {
  return (
    tags['skyclust-resource'] === object.owner.resource &&
    tags['skyclust-object'] === object.owner.object
  )
}

/** User labels that the object's tags lack. */
export function labelChanges(object: ResolvedObject, document: JsonObject): readonly FieldChange[] {
  return textAt(document, 'location') === undefined
    ? []
    : changesBetween({ ...object.labels }, objectAt(document, 'tags'), 'tags')
}

function operationOf(answer: ArmAnswer): { requestId?: string; operationId?: string } {
  return {
    ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }),
    ...(answer.operationUrl === undefined ? {} : { operationId: answer.operationUrl }),
  }
}

/** Ids of what refers to the object, by the members in which ARM lists users. */
export function usersOf(document: JsonObject, id: string, ...members: readonly string[]): string[] {
  const properties = objectAt(document, 'properties')
  return members.flatMap((member) => {
    const value = properties[member]
    const entries = Array.isArray(value) ? (value as readonly JsonObject[]) : [value as JsonObject]
    return entries.flatMap((entry) => textAt(entry, 'id') ?? []).filter((user) => !sameId(user, id))
  })
}
