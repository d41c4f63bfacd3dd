import { type AuditActor, changesBetween, type NewAuditEntry } from '@skyclust/domain'
import { type Identity, principalOf } from '../identity/identity-of.ts'
import type { AuditFacts, AuditTrail } from '../ports/ports.ts'

/** Collects what use cases know of the running request's change. */
export interface RecordingTrail extends AuditTrail {
  readonly facts: () => AuditFacts
}

export function auditTrail(): RecordingTrail {
  let facts: AuditFacts = {}
  return {
    note(more) {
      facts = { ...facts, ...more }
    },
    facts: () => facts,
  }
}

/** For work that no request asked for: the journal tells what it does to clouds. */
export const noTrail: AuditTrail = { note: () => undefined }

const VIA = { cookie: 'session', bearer: 'access-token', 'api-key': 'api-key' } as const

/** Who an entry says it was; for ceremonies that begin with nobody, who they turned out to be. */
export function auditActor(identity: Identity | undefined, facts: AuditFacts): AuditActor {
  if (identity) {
    const { kind, id, name } = principalOf(identity)
    const credentialId = identity.by === 'api-key' ? identity.key.id : identity.session.id
    return { kind, id, name, via: VIA[identity.by], credentialId }
  }
  const { principal } = facts
  return {
    kind: principal?.kind ?? 'anonymous',
    id: principal?.id,
    name: principal?.name ?? 'nobody',
    via: 'none',
    credentialId: undefined,
  }
}

/** What a request says of itself. */
export type AuditedRequest = Pick<
  NewAuditEntry,
  'action' | 'permission' | 'result' | 'status' | 'code' | 'requestId' | 'address' | 'userAgent'
>

/** The one entry of a request. A change that did not happen is not shown as one. */
export function auditEntry(
  request: AuditedRequest,
  identity: Identity | undefined,
  facts: AuditFacts,
): NewAuditEntry {
  return {
    ...request,
    userAgent: request.userAgent.slice(0, 300),
    actor: auditActor(identity, facts),
    target: facts.target,
    changes: request.result === 'success' ? changesBetween(facts.before, facts.after) : [],
    reason: facts.reason,
  }
}
