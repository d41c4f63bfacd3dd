import { conflict, type Credential, DomainError } from '@skyclust/domain'
import { mayRead } from '../access/resource-access.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { askedTarget, auditTargetOf } from './audit-target.ts'
import { credentialEvent } from './credential-event.ts'
import { loadCredential } from './get-credential.ts'
import { credentialView } from './views.ts'

const NAMED_AT_MOST = 20
const PAGE = 200

/** Removes a credential that no resource uses; otherwise conflict `credential-in-use` names the resources. */
export async function deleteCredential(
  ports: Ports,
  actor: WorkspaceActor,
  id: string,
  options: { readonly ifVersion?: number } = {},
): Promise<void> {
  ports.trail.note({ target: askedTarget({ id }) })
  const credential = await ports.db.transaction(async (stores) => {
    const found = await loadCredential(stores, actor, id)
    ports.trail.note({ target: auditTargetOf(found), before: credentialView(found) })
    if (options.ifVersion !== undefined && options.ifVersion !== found.version)
      throw new DomainError(
        'precondition-failed',
        'version-mismatch',
        'The credential has changed since it was read. Read it again.',
      )
    const count = await stores.resources.countByCredential(actor.workspaceId, found.id)
    if (count > 0) throw await inUse(ports, actor, found, count)
    await stores.credentials.delete(actor.workspaceId, found.id)
    await stores.events.append(actor.workspaceId, [credentialEvent('credential.deleted', found)])
    return found
  })
  ports.sessions.forget(credential)
}

async function inUse(
  ports: Ports,
  actor: WorkspaceActor,
  credential: Credential,
  count: number,
): Promise<DomainError> {
  const { stores } = ports.db
  const resources: { id: string; kind: string; name: string }[] = []
  let cursor: string | undefined
  do {
    const page = await stores.resources.list(
      credential.workspaceId,
      {},
      { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
    )
    for (const resource of page.items) {
      const { id, kind, name, credentialId } = resource
      const isNamed = credentialId === credential.id && resources.length < NAMED_AT_MOST
      if (isNamed && (await mayRead(ports, actor, resource))) resources.push({ id, kind, name })
    }
    cursor = page.nextCursor
  } while (cursor !== undefined && resources.length < Math.min(count, NAMED_AT_MOST))
  const names = resources.map(({ kind, name }) => `${kind} «${name}»`)
  const list = [...names, ...(count > names.length ? ['…'] : [])].join(', ')
  return conflict(
    'credential-in-use',
    `${count} resources use this credential: ${list}. Delete them first.`,
    { count, resources },
  )
}
