import { type Resource } from '@skyclust/domain'
import { credentialAndProvider } from '../catalog/location-catalog.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Intention } from './plan-resources.ts'

/** The tree a stored resource belongs to, as it is wanted now. */
export async function storedIntention(
  ports: Ports,
  actor: WorkspaceActor,
  resource: Resource,
): Promise<Intention> {
  const { stores } = ports.db
  const { credential, provider } = await credentialAndProvider(ports, actor, resource.credentialId)
  const [resources, states] = await Promise.all([
    stores.resources.tree(resource.rootId),
    stores.objects.list(resource.rootId),
  ])
  const root = resources.find((r) => r.id === resource.rootId) ?? resource
  return { root, resources, states, credential, provider, allowCidrOverlap: true, findings: [] }
}
