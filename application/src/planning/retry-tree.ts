import type { Resource } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'

/** Tries at once what is blocked or waiting for its next attempt: a person says that the cause is gone. */
export async function retryTree(ports: Ports, resource: Resource): Promise<void> {
  await ports.db.transaction(async (stores) => {
    const states = await stores.objects.list(resource.rootId)
    const stuck = states.filter((s) => s.state === 'blocked' || s.state === 'retrying')
    await stores.objects.upsert(
      stuck.map((s) => ({ ...s, nextAttemptAt: undefined, replacements: 0 })),
    )
    await stores.jobs.add(resource.rootId)
  })
}
