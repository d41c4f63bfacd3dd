import {
  auditEntry,
  type AuditedRequest,
  type Database,
  type RecordingTrail,
  RefusedWithEffect,
  type Stores,
} from '@skyclust/application'
import type { HttpContext } from '../context.ts'
import { toProblem } from '../problem.ts'
import type { Route, RouteRequest } from '../route.ts'
import type { Caller } from './caller.ts'
import { isWorkspaceActor } from './caller.ts'
import type { Idempotency, StoredAnswer } from './idempotency.ts'
import { joinedDatabase } from './joined-database.ts'

/** An answer as `handle` gives it, or as it was kept for a repetition. */
export interface Performed extends StoredAnswer {
  readonly session?: string | null
  readonly loginCookie?: string | null
  readonly refused?: string
  readonly replayed?: boolean
}

export interface Performance {
  readonly route: Route
  readonly input: RouteRequest
  readonly caller: Caller
  readonly trail: RecordingTrail
  readonly isAudited: boolean
  /** What the request says of itself in the log. */
  readonly entry: Pick<
    AuditedRequest,
    'action' | 'permission' | 'requestId' | 'address' | 'userAgent'
  >
  /** What the Idempotency-Key covers: the operation and its address. */
  readonly operation: string
  /** Called when the entry has been written. */
  readonly settled: () => void
}

/** The database as the caller may see it: inside a workspace no other exists. */
export function databaseFor({ ports }: HttpContext, { actor }: Caller): Database {
  if (!isWorkspaceActor(actor)) return ports.db
  return ports.db.within({ workspaceId: actor.workspaceId, principalId: actor.principal.id })
}

/**
 * Runs the use case. In an audited request everything it writes is one transaction, which ends with the audit entry and
 * the answer for the Idempotency-Key: none is ever there without the others.
 */
export async function perform(
  what: Performance,
  context: HttpContext,
  answers: Idempotency,
): Promise<Performed> {
  const { route, input, caller, trail } = what
  const base = databaseFor(context, caller)
  const using = (db: Database): HttpContext => ({
    ...context,
    ports: { ...context.ports, db, trail },
  })
  if (!what.isAudited) return (await route.handle(input, using(base))) as Performed
  const key = input.header('idempotency-key')
  const { actor } = caller
  if (route.idempotent !== true || key === undefined || !isWorkspaceActor(actor))
    return once(what, base, using, async () => undefined)
  return answers.once(
    { key, actor, operation: what.operation, body: input.body, store: base.stores.idempotency },
    (keep) => once(what, base, using, keep),
  )
}

async function once(
  what: Performance,
  base: Database,
  using: (db: Database) => HttpContext,
  keep: (stores: Stores, answer: StoredAnswer) => Promise<void>,
): Promise<Performed> {
  const db = joinedDatabase(base)
  const log = (stores: Stores, status: number, code: string | undefined) =>
    append(stores, what, { status, code })
  let answer: Performed
  try {
    answer = (await what.route.handle(what.input, using(db))) as Performed
  } catch (error) {
    if (!(error instanceof RefusedWithEffect)) {
      await db.rollback(error)
      throw error
    }
    const { status } = toProblem(error, what.entry.requestId ?? '')
    await db.commit((stores) => log(stores, status, error.code))
    what.settled()
    throw error
  }
  const { refused, status } = answer
  if (refused !== undefined) {
    await db.rollback(new Error(refused))
    await base.transaction((stores) => log(stores, status, refused))
    return answer
  }
  await db.commit(async (stores) => {
    await keep(stores, answer)
    await log(stores, status, undefined)
  })
  return answer
}

/** Into the log of the workspace the request was about, else into the platform's. */
async function append(
  stores: Stores,
  { caller, trail, entry }: Pick<Performance, 'caller' | 'trail' | 'entry'>,
  outcome: { readonly status: number; readonly code: string | undefined },
): Promise<void> {
  const facts = trail.facts()
  const result = outcome.code === undefined ? 'success' : 'refused'
  const written = auditEntry({ ...entry, ...outcome, result }, caller.identity, facts)
  if (isWorkspaceActor(caller.actor) || facts.workspaceId === undefined)
    await stores.audit.append(written)
  else await stores.audit.appendTo(facts.workspaceId, written)
}
