import type { AuditTarget, Resource } from '@skyclust/domain'
import { withOwned } from '../planning/request-deletion.ts'

export function auditTarget({
  kind,
  id,
  name,
}: Pick<Resource, 'kind' | 'id' | 'name'>): AuditTarget {
  return { kind, id, name }
}

/** What audit entries compare of a resource: what is wanted of it and of everything it owns, by name. */
export function wishView(tree: readonly Resource[], top: Resource): Record<string, unknown> {
  const { name, provider, credentialId, location, labels, spec, deletionRequestedAt } = top
  const owned = withOwned(tree, top).filter((r) => r.id !== top.id)
  return {
    name,
    provider,
    credentialId,
    location,
    labels,
    spec,
    ...(deletionRequestedAt === undefined ? {} : { deletionRequestedAt }),
    ...(owned.length === 0
      ? {}
      : { owns: Object.fromEntries(owned.map((r) => [`${r.kind} ${r.name}`, r.spec])) }),
  }
}
