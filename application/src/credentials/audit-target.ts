import type { AuditTarget, Credential } from '@skyclust/domain'

export function auditTargetOf({ id, name }: Pick<Credential, 'id' | 'name'>): AuditTarget {
  return { kind: 'credential', id, name }
}

/** A credential that is known only by what the request says. */
export function askedTarget(asked: { readonly id?: string; readonly name?: string }): AuditTarget {
  const { id = '', name = id } = asked
  return { kind: 'credential', id, name }
}
