import { conflict, type Credential, DomainError } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { credentialEvent } from './credential-event.ts'
import { loadCredential } from './get-credential.ts'

const NAMED_AT_MOST = 20
const PAGE = 200

/** Removes a credential that no resource uses; otherwise conflict `credential-in-use` names the resources. */
export async function deleteCredential(
  ports: Ports,
  actor: WorkspaceActor,
  id: string,
  options: { readonly ifVersion?: number } = {},
): Promise<void> {
  const credential = await ports.db.transaction(async (stores) => {
    const found = await loadCredential(stores, actor, id)
    if (options.ifVersion !== undefined && options.ifVersion !== found.version)
      throw new DomainError(
        'precondition-failed',
        'version-mismatch',
        'The credential has changed since it was read. Read it again.',
      )
    const count = await stores.resources.countByCredential(actor.workspaceId, found.id)
    if (count > 0) throw await inUse(stores, found, count)
    await stores.credentials.delete(actor.workspaceId, found.id)
    await stores.events.append(actor.workspaceId, [credentialEvent('credential.deleted', found)])
    return found
  })
  ports.sessions.forget(credential)
}

async function inUse(stores: Stores, credential: Credential, count: number): Promise<DomainError> {
  const resources: { id: string; kind: string; name: string }[] = []
  let cursor: string | undefined
  do {
    const page = await stores.resources.list(
      credential.workspaceId,
      {},
      { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
    )
    for (const { id, kind, name, credentialId } of page.items)
      if (credentialId === credential.id && resources.length < NAMED_AT_MOST)
        resources.push({ id, kind, name })
    cursor = page.nextCursor
  } while (cursor !== undefined && resources.length < Math.min(count, NAMED_AT_MOST))
  const names = resources.map(({ kind, name }) => `${kind} «${name}»`).join(', ')
  return conflict(
    'credential-in-use',
    `${count} resources use this credential: ${names}${count > resources.length ? ', …' : ''}. Delete them first.`,
    { count, resources },
  )
}
