import { createHash } from 'node:crypto'
import type { IdempotencyStore, Stores, WorkspaceActor } from '@skyclust/application'
import { canonicalJson, invalid, type Json, type JsonObject } from '@skyclust/domain'

export interface StoredAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

interface KeyedRequest {
  readonly key: string
  readonly actor: WorkspaceActor
  readonly operation: string
  readonly body: unknown
  readonly store: IdempotencyStore
}

/** Stores the answer in the transaction of the effect, so that neither is ever without the other. */
export type KeepAnswer = (stores: Stores, answer: StoredAnswer) => Promise<void>

/** Answers a request once per key: a repetition gets the first answer, another body under the same key is refused. */
export interface Idempotency {
  once<T extends StoredAnswer>(
    request: KeyedRequest,
    work: (keep: KeepAnswer) => Promise<T>,
  ): Promise<StoredAnswer & { readonly replayed: boolean }>
}

export function idempotency(): Idempotency {
  const running = new Map<string, Promise<unknown>>()
  return {
    async once({ key, actor, operation, body, store }, work) {
      if (!/^[\x21-\x7e]{1,200}$/.test(key))
        throw invalid(
          'invalid-idempotency-key',
          'Idempotency-Key must be 1–200 printable characters.',
        )
      // A key is its sender's own: another member cannot fetch the answer with it.
      const ownKey = `${actor.principal.id}:${key}`
      const requestHash = hashOf(operation, body)
      const lock = `${actor.workspaceId}/${ownKey}`
      const replay = async () => {
        const known = await store.find(actor.workspaceId, ownKey)
        if (!known) return undefined
        if (known.requestHash !== requestHash)
          throw invalid(
            'idempotency-key-reused',
            'This Idempotency-Key was used for another request; take a new one.',
          )
        return { ...(known.body as unknown as StoredAnswer), status: known.status, replayed: true }
      }
      const first = async () => {
        try {
          const answer = await work((stores, { status, body: answerBody, headers }) =>
            stores.idempotency.insert(actor.workspaceId, ownKey, {
              requestHash,
              status,
              body: plainJson({ body: answerBody, headers: headers ?? {} }),
            }),
          )
          return { ...answer, replayed: false }
        } catch (error) {
          // Another instance may have answered this very request while we were at it.
          const winner = await replay()
          if (winner) return winner
          throw error
        }
      }
      const before = running.get(lock) ?? Promise.resolve()
      const turn = before.then(async () => (await replay()) ?? (await first()))
      const settled = turn.then(ignore, ignore)
      running.set(lock, settled)
      try {
        return await turn
      } finally {
        if (running.get(lock) === settled) running.delete(lock)
      }
    },
  }
}

function hashOf(operation: string, body: unknown): string {
  const text = canonicalJson(JSON.parse(JSON.stringify([operation, body ?? null])) as Json)
  return createHash('sha256').update(text).digest('hex')
}

function plainJson(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}

function ignore(): undefined {
  return undefined
}
