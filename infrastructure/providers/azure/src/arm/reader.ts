import { type BatchLoader, batchLoader, type Governor } from '@skyclust/application'
import type { JsonObject } from '@skyclust/domain'
import type { Arm } from '../client.ts'
import type { Bucket } from '../rates.ts'
import { objectsAt, textAt } from './document.ts'
import { ARM_TYPES, type ArmType, type ArmTypeName } from './types.ts'

/** From this many objects on, one list of the subscription is cheaper than a GET for each. */
const LIST_FROM = 3

/** Reads objects by id, sharing calls between everybody who asks at the same time. */
export interface ArmReader {
  read(type: ArmTypeName, id: string, signal: AbortSignal): Promise<JsonObject | undefined>
}

export function armReader(arm: Arm, governor: Governor): ArmReader {
  const loaders = new Map<ArmTypeName, BatchLoader<string, JsonObject>>()
  const loaderOf = (name: ArmTypeName) => {
    let loader = loaders.get(name)
    if (!loader) {
      loader = loaderFor(arm, governor, ARM_TYPES[name])
      loaders.set(name, loader)
    }
    return loader
  }
  return {
    read: (type, id, signal) => loaderOf(type).load(id, signal),
  }
}

function loaderFor(arm: Arm, governor: Governor, type: ArmType): BatchLoader<string, JsonObject> {
  const fetch = async (ids: readonly string[], signal: AbortSignal) => {
    // The turn paid for one call of the GET's bucket.
    let paid = type.list !== undefined
    const spend = (bucket: Bucket) => {
      const prepaid = paid && bucket === type.getBucket
      if (prepaid) paid = false
      return { bucket, prepaid, apiVersion: type.apiVersion, signal }
    }
    const found = new Map<string, JsonObject>()
    if (type.list !== undefined && ids.length >= LIST_FROM) {
      const path = `/subscriptions/${arm.subscription}${type.list}`
      const value = await arm.list({ path, ...spend(type.listBucket) })
      const byId = new Map(
        objectsAt({ value }, 'value').map((item) => [textAt(item, 'id')?.toLowerCase(), item]),
      )
      for (const id of ids) {
        const item = byId.get(id.toLowerCase())
        if (item) found.set(id, item)
      }
    }
    // Lists lag behind: only a GET says that something is not there.
    await Promise.all(
      ids
        .filter((id) => !found.has(id))
        .map(async (id) => {
          const item = await arm.get({ path: id, ...spend(type.getBucket) })
          if (item) found.set(id, item.body)
        }),
    )
    return found
  }
  const { list, getBucket } = type
  return batchLoader({
    maxKeys: list === undefined ? 1 : 5000,
    // While the budget is used up, more keys gather and share the call.
    turn: (signal) => (list === undefined ? Promise.resolve() : governor.take(getBucket, signal)),
    fetch,
  })
}
