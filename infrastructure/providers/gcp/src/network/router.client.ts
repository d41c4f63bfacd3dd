import { textOf } from '../desired.ts'
import type { FieldChange, Json, JsonObject } from '@skyclust/domain'
import { canonicalJson } from '@skyclust/domain'
import type { ObjectHandler } from '@skyclust/application'
import {
  type ComputeResource,
  type ComputeSession,
  computeObject,
} from '../compute/object-handler.ts'
import type { ComputeOperation } from '../compute/operations.ts'
import { ROUTER_TYPE } from './network.spec.ts'

interface RouterResource extends ComputeResource {
  readonly nats?: readonly JsonObject[]
}

/** Cloud Router with NAT; NATs that others added to it stay. */
export function routerHandler(session: ComputeSession): ObjectHandler {
  const { client, operations } = session
  const basics = computeObject<RouterResource>(session, {
    type: ROUTER_TYPE,
    collection: 'routers',
    outputs: (path, _resource, object) => ({ path, name: textOf(object.desired, 'name') }),
    fields: (resource) => ({ nats: resource.nats ?? [] }),
  })
  return {
    ...basics,
    compare: (object, observed) =>
      natsOf(object.desired).flatMap((nat) => natChanges(nat, natsOf(observed.fields))),
    async update(object, observed, _changes, { token, signal }) {
      const ours = natsOf(object.desired)
      const others = natsOf(observed.fields).filter(
        (nat) => !ours.some((o) => o['name'] === nat['name']),
      )
      const operation = await client.send<ComputeOperation>({
        api: 'compute',
        kind: 'mutate',
        method: 'PATCH',
        path: `/compute/v1/${observed.externalId}`,
        query: { requestId: token },
        body: { nats: [...ours, ...others] },
        signal,
      })
      operations.started(observed.externalId, operation)
      return { externalId: observed.externalId, operationId: operation.name }
    },
  }
}

function natsOf(holder: JsonObject): readonly JsonObject[] {
  const nats = holder['nats']
  return Array.isArray(nats) ? (nats as readonly JsonObject[]) : []
}

/** Fields that are false are left out of Google's answers. */
const text = (value: Json | undefined) => canonicalJson(value ?? false)

/** Fields of our NAT that differ; what Google adds by default does not count. */
function natChanges(wanted: JsonObject, nats: readonly JsonObject[]): readonly FieldChange[] {
  const seen = nats.find((nat) => nat['name'] === wanted['name'])
  if (!seen) return [{ path: 'nats', desired: wanted, observed: undefined }]
  return Object.entries(wanted).flatMap(([key, desired]) =>
    text(desired) === text(seen[key])
      ? []
      : [{ path: `nats.${key}`, desired, observed: seen[key] }],
  )
}
