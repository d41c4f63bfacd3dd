import type { ApiKey, Principal, Session, User } from '@skyclust/domain'

/** A person, by the session their cookie or access token belongs to. */
export interface PersonIdentity {
  /** Only cookies are sent by browsers on their own. */
  readonly by: 'cookie' | 'bearer'
  readonly user: User
  readonly session: Session
}

/** A program, by its key; confined to the key's workspace and scopes. */
export interface KeyIdentity {
  readonly by: 'api-key'
  readonly key: ApiKey
  /** Whose key it is. */
  readonly principal: Principal
}

/** Who asks, proved. */
export type Identity = PersonIdentity | KeyIdentity

export function principalOf(identity: Identity): Principal {
  if (identity.by === 'api-key') return identity.principal
  return { kind: 'user', id: identity.user.id, name: identity.user.email }
}
