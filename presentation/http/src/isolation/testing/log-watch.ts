import type { NewAuditEntry } from '@skyclust/domain'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { ask, type Seen } from './answer.ts'
import { changedTables } from './matrix.ts'
import type { StateOfTheWorld } from './snapshot.ts'
import type { World } from './world.ts'

/** An entry of the log as it was hashed. */
export type LoggedEntry = NewAuditEntry & { readonly chain: string }

/** What a request left behind. */
export interface Trace {
  readonly seen: Seen
  readonly changed: readonly string[]
  readonly entries: readonly LoggedEntry[]
}

/** Sends the request, sees what it left, and puts the world back; the log keeps what was added. */
export async function traceOf(
  world: World,
  app: FastifyInstance,
  request: InjectOptions,
): Promise<Trace> {
  const before = await world.snapshot.state()
  const seen = await ask(app, request)
  const after = await world.snapshot.state()
  const entries = await entriesSince(world, before)
  await world.snapshot.restore()
  world.forget()
  return { seen, changed: changedTables(before, after), entries }
}

/** What was added to any log since, oldest first. */
export async function entriesSince(
  { snapshot }: World,
  { chains }: StateOfTheWorld,
): Promise<readonly LoggedEntry[]> {
  const { rows } = await snapshot.client.query<{ entry: LoggedEntry }>(
    `select record::jsonb as entry from audit_entries e
     where e.seq > coalesce(($1::jsonb ->> e.chain)::bigint, 0)
       and e.seq <= (select h.seq from audit_heads h where h.chain = e.chain)
     order by e.at, e.seq`,
    [JSON.stringify(Object.fromEntries(chains))],
  )
  return rows.map(({ entry }) => entry)
}
