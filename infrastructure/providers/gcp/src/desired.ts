import { CloudError } from '@skyclust/application'
import type { JsonObject } from '@skyclust/domain'

/** A text field of `desired`; its absence is a bug of the blueprint. */
export function textOf(desired: JsonObject, key: string): string {
  const value = desired[key]
  if (typeof value === 'string') return value
  throw new CloudError('bug', 'malformed-desired', `the desired field «${key}» is no text`)
}
