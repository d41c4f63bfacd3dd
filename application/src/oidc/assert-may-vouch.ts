import { grantsOf } from '@skyclust/domain'
import type { WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { refuseBeyond } from '../roles/resolve-role.ts'

/**
 * In a workspace that owns a domain a provider signs people in to every account of the domain, the owners' among them. Who
 * decides which provider that is takes all access there is: forbidden `beyond-own-access` for who has less. Inside a
 * transaction the workspace stays locked, so that no domain is proved meanwhile.
 */
export async function assertMayVouch(
  stores: Pick<Stores, 'domains' | 'workspaces'>,
  actor: WorkspaceActor,
): Promise<void> {
  await stores.workspaces.lock(actor.workspaceId)
  const domains = await stores.domains.list(actor.workspaceId)
  if (domains.some(({ verifiedAt }) => verifiedAt !== undefined))
    refuseBeyond(actor, grantsOf('owner'), 'A provider for the accounts of a proved domain')
}

/** The same from the other side: a proved domain makes the providers that are there now decide. */
export async function assertMayProve(
  stores: Pick<Stores, 'oidcProviders' | 'workspaces'>,
  actor: WorkspaceActor,
): Promise<void> {
  await stores.workspaces.lock(actor.workspaceId)
  const providers = await stores.oidcProviders.list(actor.workspaceId)
  if (providers.some(({ enabled }) => enabled))
    refuseBeyond(actor, grantsOf('owner'), 'A domain whose accounts the providers here sign in to')
}
