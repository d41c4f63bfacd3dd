import type { JsonObject } from '@skyclust/domain'
import type { Arm } from '../client.ts'
import { objectAt } from './document.ts'

const KEPT = 2000

/**
 * The last operation of each object that this session started. Only a hint: it tells why something failed; without it (after
 * a restart) the object's own error has to do.
 */
export interface Operations {
  remember(id: string, operationUrl: string | undefined): void
  errorOf(id: string, signal: AbortSignal): Promise<JsonObject | undefined>
}

export function recentOperations(arm: Arm): Operations {
  const urls = new Map<string, string>()
  const errors = new Map<string, JsonObject>()
  return {
    remember(id, operationUrl) {
      if (operationUrl === undefined) return
      if (urls.size >= KEPT) urls.clear()
      urls.set(id.toLowerCase(), operationUrl)
    },
    async errorOf(id, signal) {
      const url = urls.get(id.toLowerCase())
      if (url === undefined) return undefined
      const known = errors.get(url)
      if (known) return known
      const answer = await arm
        .get({ path: url, apiVersion: '', bucket: 'operation-status', signal })
        .catch(() => undefined)
      const error = objectAt(answer?.body, 'error')
      if (Object.keys(error).length === 0) return undefined
      if (errors.size >= KEPT) errors.clear()
      errors.set(url, error)
      return error
    },
  }
}
