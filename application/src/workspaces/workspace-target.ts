import type { AuditTarget, Workspace } from '@skyclust/domain'

/** A workspace as audit entries name it. */
export function workspaceTarget({ id, slug }: Pick<Workspace, 'id' | 'slug'>): AuditTarget {
  return { kind: 'workspace', id, name: slug }
}
