import { encodeId, type IdPrefix } from '@skyclust/domain'
import type { z } from 'zod'
import type { Random } from './runtime.ts'

const ID_BYTES = 20

/** A new id of the schema's kind, e.g. `newId(random, 'crd', CredentialId)`. */
export function newId<Id extends z.ZodType<string>>(
  random: Random,
  prefix: IdPrefix,
  schema: Id,
): z.infer<Id> {
  return schema.parse(encodeId(prefix, random.bytes(ID_BYTES)))
}

/** ISO 8601 text of an epoch time in milliseconds. */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
